import { expect } from 'chai';
import { nodesOf } from './nodes.ts';
import { build, edit, GOOD_CLUSTER, problemsOf, STACK_CLUSTER } from './testing.ts';

/** Two hosts without a swarm, each with a proxy. */
const NONE = edit(
	edit(GOOD_CLUSTER, /service:[\s\S]*/, 'swarm: none\nservice: { name: web, port: 8080, path: /up }\n'),
	/keepalived: ([ab])\.conf/g,
	'keepalived: $1.conf\n    units: [haproxy.service]',
);
const problems = (yaml: string) => problemsOf(() => build(yaml)).map((problem) => problem.replace(/^\S+ /, ''));

describe('a cluster without a swarm', () => {
	it('has no nodes, and a service that is nothing but a port and a path', () => {
		const spec = build(NONE);
		expect(nodesOf(spec)).to.deep.equal([]);
		expect(spec.hosts.map(({ role, units }) => [role, units])).to.deep.equal([
			['none', ['haproxy.service']],
			['none', ['haproxy.service']],
		]);
		expect(spec.service).to.deep.include({
			port: 8080,
			publishedPort: 8080,
			path: '/up',
			publishMode: 'host',
			images: [],
			image: '',
		});
	});
	const refused: [title: string, yaml: string, expected: string][] = [
		[
			'an image',
			edit(GOOD_CLUSTER, 'service:', 'swarm: none\nservice:'),
			'service: there is no swarm to run it. Write name and port of what the hosts’ units serve, or remove swarm: none.',
		],
		[
			'a manager',
			edit(NONE, 'address: 10.0.0.12', 'address: 10.0.0.12\n    role: manager'),
			'hosts[1].role: there is no swarm to have a role in (got "manager"). Write role: none, or remove swarm: none.',
		],
		[
			'a unit that is no service',
			edit(NONE, 'units: [haproxy.service]', 'units: [haproxy]'),
			'hosts[0].units[0]: is not the name of a systemd service (got "haproxy"). Write the name of a systemd service, for instance haproxy.service.',
		],
		[
			'a port that is none',
			edit(NONE, 'port: 8080', 'port: 0'),
			'service.port: too small: expected number to be >=1 (got 0). Write a port from 1 to 65535.',
		],
		[
			'an unknown key of its service',
			edit(NONE, 'path: /up', 'pth: /up'),
			'service.pth: unknown key (got "/up"). Did you mean path.',
		],
	];
	for (const [title, yaml, expected] of refused)
		it(`is refused with ${title}`, () => expect(problems(yaml)[0]).to.equal(expected));
	it('says that it is one: a port alone is nothing for a swarm to run', () => {
		expect(problems(edit(NONE, 'swarm: none\n', ''))[0]).to.equal(
			'service: the swarm is given nothing to run. Name a compose file or an image, or write swarm: none.',
		);
	});
});

describe('hosts beside a swarm', () => {
	const PROXY = edit(
		edit(STACK_CLUSTER, 'address: 10.0.0.11', 'address: 10.0.0.11\n    role: none\n    units: [haproxy.service]'),
		'name: web\n',
		'name: web\n  port: 443\n',
	);
	it('are no nodes of it, and customers may ask another port than the swarm publishes', () => {
		const spec = build(PROXY);
		expect(nodesOf(spec).map(({ name }) => name)).to.deep.equal(['docker2']);
		expect(spec.service).to.include({ port: 443, publishedPort: 80 });
		expect(build(STACK_CLUSTER).service).to.include({ port: 80, publishedPort: 80 });
	});
	it('leave the swarm its first manager', () => {
		const worker = edit(PROXY, 'address: 10.0.0.12', 'address: 10.0.0.12\n    role: worker');
		expect(problems(worker)[0]).to.contain('hosts[1].role: the first host starts the swarm, so it must be a manager');
		const none = edit(PROXY, 'address: 10.0.0.12', 'address: 10.0.0.12\n    role: none');
		expect(problems(none)[0]).to.contain('hosts[0].role: no host is in the swarm');
	});
});
