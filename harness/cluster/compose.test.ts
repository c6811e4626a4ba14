import { expect } from 'chai';
import { formatProblem } from '../base/errors.ts';
import { formatPath, readYaml } from '../base/yaml-source.ts';
import { inlineCompose, readCompose, toHostMode } from './compose.ts';
import { parseComposePort } from './compose-ports.ts';
import { build, edit, GOOD_CLUSTER, GOOD_STACK, problemsOf, STACK_CLUSTER } from './testing.ts';

function read(text: string, service = 'web') {
	const source = readYaml('s.yml', text);
	const at = (path: readonly (string | number)[]) => ({ ...source.at(path), field: formatPath(path) });
	return readCompose(source.value, service, { at, serviceName: { file: 'c.yaml', line: 9, field: 'service.name' } });
}

const ports: [entry: unknown, expected: unknown][] = [
	['80:8080', { published: 80, target: 8080, protocol: 'tcp', mode: 'ingress' }],
	['53:5353/udp', { published: 53, target: 5353, protocol: 'udp', mode: 'ingress' }],
	['127.0.0.1:80:8080', { published: 80, target: 8080, protocol: 'tcp', mode: 'ingress' }],
	['8080', { published: null, target: 8080, protocol: 'tcp', mode: 'ingress' }],
	[8080, { published: null, target: 8080, protocol: 'tcp', mode: 'ingress' }],
	[
		{ target: 8080, published: '80', mode: 'host' },
		{ published: 80, target: 8080, protocol: 'tcp', mode: 'host' },
	],
	['80-81:8080-8081', null],
	['80:99999', null],
	['0:80', null],
	['web', null],
	[{ published: 80 }, null],
	[{ target: 80, mode: 'other' }, null],
	[null, null],
];

const refused: [title: string, text: string, expected: string[]][] = [
	[
		'a stack without services',
		'version: "3.8"\n',
		['s.yml:1:1: services: there are no services. Write a compose file with at least the service that is probed.'],
	],
	[
		'a service that publishes nothing',
		edit(GOOD_STACK, '"80:8080"', '"8080"'),
		[
			's.yml:5:7: services.web.ports: the service publishes no TCP port, so no customer reaches it. Add a port in the form published:target, for instance "80:8080".',
		],
	],
	[
		'two services on one port',
		`${GOOD_STACK}    ports:\n      - target: 5432\n        published: 80\n`,
		['s.yml:9:9: services.db.ports[0]: port already used: service web publishes 80/tcp too (got 80). Publish another port.'],
	],
	[
		'one port twice',
		edit(GOOD_STACK, '"80:8080"', '"80:8080"\n      - "80:81"'),
		['s.yml:6:9: services.web.ports[1]: port already used: this service publishes 80/tcp too (got 80). Publish another port.'],
	],
	[
		'a port range',
		edit(GOOD_STACK, '"80:8080"', '"80:8080"\n      - "90-91:90-91"'),
		['s.yml:6:9: services.web.ports[1]: vipdrill does not read port ranges yet (got "90-91:90-91"). Write one entry a port.'],
	],
	[
		'a variable',
		edit(GOOD_STACK, 'vipdrill/web', 'vipdrill/web:$' + '{TAG}'),
		[
			's.yml:3:12: services.web.image: vipdrill does not read variables yet (got "vipdrill/web:$' +
				'{TAG}"). Inline it: write the value itself.',
		],
	],
	[
		'a service without image',
		edit(GOOD_STACK, 'image: postgres', 'build: .'),
		['s.yml:7:5: services.db.image: is missing. Name an image; a stack cannot build one.'],
	],
	[
		'a job',
		edit(GOOD_STACK, '    ports', '    deploy:\n      mode: replicated-job\n    ports'),
		[
			's.yml:5:13: services.web.deploy.mode: is not a mode of a service that keeps running (got "replicated-job"). Write replicated or global.',
		],
	],
	[
		'half a task',
		edit(GOOD_STACK, '    ports', '    deploy:\n      replicas: 1.5\n    ports'),
		['s.yml:5:17: services.web.deploy.replicas: is not a number of tasks (got 1.5). Write a whole number from 0.'],
	],
];

describe('compose', () => {
	for (const [entry, expected] of ports) {
		it(`reads the port ${JSON.stringify(entry)}`, () => expect(parseComposePort(entry)).to.deep.equal(expected));
	}
	for (const [title, text, expected] of refused) {
		it(`refuses ${title}`, () => expect(read(text).problems.map(formatProblem)).to.deep.equal(expected));
	}
	for (const port of [2377, 7946, 4789]) {
		it(`refuses Swarm's own port ${port}`, () => {
			const text = edit(GOOD_STACK, '80:8080', `${port}:8080`);
			const expected = `s.yml:5:9: services.web.ports[0]: port already used: Swarm keeps 2377, 7946 and 4789 for itself (got ${port}). Publish another port.`;
			expect(read(text).problems.map(formatProblem)).to.deep.equal([expected]);
		});
		it(`refuses it inline, at its place in cluster.yaml (${port})`, () => {
			const problems = problemsOf(() => build(edit(GOOD_CLUSTER, 'publishedPort: 80', `publishedPort: ${port}`)));
			const expected = `c/cluster.yaml:17:18: service.publishedPort: port already used: Swarm keeps 2377, 7946 and 4789 for itself (got ${port}). Publish another port.`;
			expect(problems).to.deep.equal([expected]);
		});
	}
	it('refuses a service that is not in the stack, where it is named', () => {
		const problems = problemsOf(() => build(edit(STACK_CLUSTER, 'name: web', 'name: wbe')));
		expect(problems).to.deep.equal([
			'c/cluster.yaml:16:9: service.name: the service that is probed is not in the stack (got "wbe"). Did you mean web.',
		]);
	});
	it('finds the probed service, and every image', () => {
		const { view, problems } = read(GOOD_STACK);
		expect(problems).to.deep.equal([]);
		expect(view).to.deep.include({ image: 'vipdrill/web', images: ['vipdrill/web', 'postgres'], replicas: 1 });
		expect(view).to.deep.include({ publishedPort: 80, targetPort: 8080, publishMode: 'ingress' });
	});
	it('reads a global service in host mode, and merge keys', () => {
		const text =
			'x-base: &base\n  image: i\nservices:\n  web:\n    <<: *base\n    deploy: {mode: global}\n    ports: [{target: 1, published: 2, mode: host}]\n';
		expect(read(text).view).to.deep.include({ image: 'i', replicas: null, publishMode: 'host' });
	});
	it('makes the inline service tell who answers', () => {
		const spec = build(GOOD_CLUSTER).service;
		expect(spec).to.include({
			composeFile: null,
			stackName: 'two',
			serviceName: 'web',
			replicas: 1,
			publishMode: 'ingress',
			path: '/',
		});
		expect(spec.compose).to.deep.equal({
			version: '3.8',
			services: {
				web: {
					image: 'vipdrill/web',
					environment: { NODE: '{{.Node.Hostname}}', TASK: '{{.Task.ID}}', SLOT: '{{.Task.Slot}}' },
					ports: [{ target: 8080, published: 80, protocol: 'tcp', mode: 'ingress' }],
					deploy: { mode: 'replicated', replicas: 1 },
				},
			},
		});
	});
	it('makes a global inline service', () => {
		const service = {
			name: 'web',
			image: 'i',
			replicas: 'global',
			publishedPort: 1,
			targetPort: 2,
			publishMode: 'host',
			path: '/',
		} as const;
		expect(inlineCompose(service)).to.have.nested.property('services.web.deploy').that.deep.equals({ mode: 'global' });
	});
	it('rewrites one service to host mode in a copy', () => {
		const compose = {
			services: {
				web: {
					image: 'i',
					ports: ['80:8080', { target: 1, published: 2 }],
					deploy: { replicas: 3, placement: { max_replicas_per_node: 1, constraints: ['a'] } },
				},
				db: { image: 'j', ports: ['5432:5432'] },
			},
		};
		const before = structuredClone(compose);
		expect(toHostMode(compose, 'web')).to.deep.equal({
			services: {
				web: {
					image: 'i',
					ports: [
						{ target: 8080, published: 80, protocol: 'tcp', mode: 'host' },
						{ target: 1, published: 2, protocol: 'tcp', mode: 'host' },
					],
					deploy: { mode: 'global', placement: { constraints: ['a'] } },
				},
				db: { image: 'j', ports: ['5432:5432'] },
			},
		});
		expect(compose).to.deep.equal(before);
		// A probe asks the other one's port.
		expect((toHostMode(compose, 'web', [5432]) as unknown as typeof compose).services.db).to.deep.equal({
			image: 'j',
			ports: [{ target: 5432, published: 5432, protocol: 'tcp', mode: 'host' }],
			deploy: { mode: 'global' },
		});
	});
	it('stops the old task first in updates: both would want the same port', () => {
		const order = { update_config: { order: 'start-first', delay: '5s' }, rollback_config: { order: 'start-first' } };
		const compose = { services: { web: { image: 'i', deploy: { mode: 'replicated', ...order } } } };
		expect(toHostMode(compose, 'web')).to.deep.equal({
			services: {
				web: {
					image: 'i',
					deploy: {
						mode: 'global',
						update_config: { order: 'stop-first', delay: '5s' },
						rollback_config: { order: 'stop-first' },
					},
				},
			},
		});
	});
	it('adds deploy where the service has none, and leaves other documents alone', () => {
		expect(toHostMode({ services: { web: { image: 'i' } } }, 'web')).to.deep.equal({
			services: { web: { image: 'i', deploy: { mode: 'global' } } },
		});
		expect(toHostMode({ services: {} }, 'web')).to.deep.equal({ services: {} });
	});
});
