import { expect } from 'chai';
import type { ClusterSpec } from '../../cluster/spec.ts';
import { theory } from '../classes/descriptor.ts';
import { CLASSES } from '../classes/index.ts';
import { inputsOf } from '../inputs.ts';
import { atLeast, between } from '../range.ts';
import type { Theory } from '../shape.ts';
import { dockerCheck, fixture, two } from '../testing.ts';
import { theories } from '../theory.ts';
import { changesBetween } from './changes.ts';
import { difference } from './diff.ts';
import { overall, verdictOn } from './effects.ts';
import { changeText } from './wording.ts';

const ABOUT = { vipdrillVersion: '1', before: 'a', after: 'b' };
type Two = Parameters<typeof two>[0];
const diff = (a: Two, b: Two) => difference(two(a), two(b), ABOUT);
const lines = (a: Two, b: Two) => diff(a, b).changes.map(changeText);
/** The verdicts of a difference's only change, by class. */
const effects = (a: Two, b: Two) => {
	const { changes } = diff(a, b);
	expect(changes.map(changeText)).to.have.length(1);
	return Object.fromEntries(changes[0]?.effects.map(({ id, verdict }) => [id, verdict]) ?? []);
};

describe('the difference of two clusters', () => {
	it('is none of a cluster and itself', async () => {
		for (const name of ['seed', 'hardened', 'fast']) {
			const { changes, verdict, together } = difference(await fixture(name), await fixture(name), ABOUT);
			expect([changes, verdict, together.length]).to.deep.equal([[], 'same', 11]);
		}
	});
	it('is none where only comments, layout, definitions or defaults differ', () => {
		expect(lines({}, { both: '# a word' })).to.deep.equal([]);
		expect(lines({}, { both: '\n\n\t\t' })).to.deep.equal([]);
		expect(lines({}, { both: 'down_timer_adverts 3' })).to.deep.equal([]);
		expect(lines({}, { both: 'garp_master_refresh 0' })).to.deep.equal([]);
		expect(lines({ both: 'preempt_delay 7' }, { above: '$D=7', both: 'preempt_delay $D' })).to.deep.equal([]);
		expect(lines({}, { cluster: (text) => text.replace('name: two', 'name: other') })).to.deep.equal([]);
	});
	it('tells a change on all hosts once, and on one by its name', () => {
		expect(lines({}, { both: 'down_timer_adverts 5' })).to.deep.equal(['docker1, docker2: down_timer_adverts: 3 → 5']);
		expect(lines({}, { b: 'down_timer_adverts 5' })).to.deep.equal(['docker2: down_timer_adverts: 3 → 5']);
	});
	it('takes what hosts must agree on for one change', () => {
		// Each alone, and the hosts would not hear each other.
		expect(effects({}, { both: 'virtual_router_id 70' })).to.deep.equal({});
		expect(effects({}, { both: 'advert_int 2' })).to.deep.include({ 'power-loss': 'worse' });
		expect(effects({}, { b: 'virtual_router_id 70' })).to.deep.include({ 'power-loss': 'worse', 'orderly-stop': 'worse' });
		const all = diff({}, { both: 'virtual_router_id 70', b: 'down_timer_adverts 2' });
		expect(all.verdict).to.equal('better');
	});
	it('takes priorities for one change too, whatever each host had: only together they say an order', () => {
		const other = two({ a: 'priority 110', b: 'priority 90' });
		expect(difference(two({}), other, ABOUT).changes.map(changeText)).to.deep.equal([
			'docker1, docker2: priority: docker1: 100; docker2: 75 → docker1: 110; docker2: 90',
		]);
	});
	it('never tells a password', () => {
		const auth = (word: string) => `authentication {\n\t\tauth_type PASS\n\t\tauth_pass ${word}\n\t}`;
		const found = diff({ both: auth('s3cretA') }, { both: auth('s3cretB') });
		expect(found.changes.map(changeText)).to.deep.equal(['docker1, docker2: authentication: PASS → PASS, another password']);
		expect(JSON.stringify(found)).not.to.include('s3cret');
		expect(found.changes[0]?.effects, 'both have it').to.deep.equal([]);
		expect(diff({ both: auth('s3cretA') }, { a: auth('s3cretA'), b: auth('s3cretB') }).verdict).to.equal('worse');
	});
	it('says what a tracked script asks, and what it is good for', () => {
		const { changes } = diff({}, dockerCheck(0));
		const [tracked] = changes;
		expect(tracked && changeText(tracked)).to.equal(
			'docker1, docker2: track_script chk: none → every 2 s, 3 in a row, weight 0, asks for dockerd',
		);
		expect(tracked?.effects.map(({ id, verdict }) => [id, verdict])).to.deep.equal([
			['dockerd-stops', 'better'],
			['dockerd-crashes', 'better'],
		]);
		expect(lines(dockerCheck(-26), dockerCheck(-25))).to.deep.equal([
			'docker1, docker2: track_script chk: every 2 s, 3 in a row, weight -26, asks for dockerd → every 2 s, 3 in a row, weight -25, asks for dockerd',
		]);
		expect(effects(dockerCheck(-26), dockerCheck(-25))).to.deep.include({ 'dockerd-stops': 'worse' });
	});
	it('tells statements that nothing models, and that theory reads nothing of them', () => {
		const [change] = diff({}, { both: 'notify_master "/opt/tell me"' }).changes;
		expect(change && [changeText(change), change.applied]).to.deep.equal([
			'docker1, docker2: vrrp_instance notify_master: none → /opt/tell me',
			'none',
		]);
		expect(lines({}, { above: 'virtual_server 10.0.0.200 80 {\n lb_algo rr\n}' })).to.deep.equal([
			'docker1, docker2: virtual_server 10.0.0.200 80 lb_algo: none → rr',
		]);
	});
	it('state and preemption go together, for MASTER clears the other two', () => {
		expect(lines({}, { both: 'nopreempt' })).to.deep.equal([
			'docker1, docker2: state and preemption: state BACKUP → state BACKUP, nopreempt',
		]);
		expect(effects({}, { both: 'nopreempt' })).to.deep.equal({ return: 'better' });
	});
	it('version 2 counts in whole seconds, so an interval below is none by itself', () => {
		const { changes, verdict } = diff({}, { both: 'version 3\n\tadvert_int 0.5' });
		expect(changes.map((change) => [changeText(change), change.effects.length])).to.deep.equal([
			['docker1, docker2: version: 2 → 3', 0],
			['docker1, docker2: advert_int: 1 s → 500 ms', 0],
		]);
		expect(verdict).to.equal('better');
	});
	it('tells changes of the cluster, its hosts and its service', () => {
		const cluster = (from: string, to: string) => ({ cluster: (text: string) => text.replace(from, to) });
		const told = (from: string, to: string) => {
			const [change] = diff({}, cluster(from, to)).changes;
			return change && [changeText(change), change.applied, change.effects.map(({ id, verdict }) => `${id} ${verdict}`)];
		};
		expect(told('replicas: 3', 'replicas: 1')).to.deep.equal([
			'service: tasks: 3 → 1',
			'alone',
			['power-loss worse', 'link-down worse', 'task-dies worse', 'short-freeze worse', 'long-freeze worse', 'orderly-stop worse'],
		]);
		expect(told('publishedPort: 80', 'publishedPort: 81')?.slice(0, 2)).to.deep.equal([
			'service: published port: 80 → 81',
			'alone',
		]);
		expect(told('image: vipdrill/web', 'image: nginx')).to.deep.equal(['service: image: vipdrill/web → nginx', 'none', []]);
		expect(told('  defaultAddressPool: 10.99.0.0/16', '  defaultAddressPool: default')?.[0]).to.equal(
			"Swarm's address pool: 10.99.0.0/16 → Docker's own",
		);
		const pool = diff({}, cluster('  defaultAddressPool: 10.99.0.0/16', '  defaultAddressPool: default'));
		expect(pool.together.find(({ id }) => id === 'power-loss')?.verdict).to.equal('worse');
		expect([pool.verdict, pool.changes[0]?.applied]).to.deep.equal(['worse', 'alone']);
		const third = 'service:';
		const host = `  - name: docker3\n    address: 10.0.0.13\n    keepalived: c.conf\nservice:`;
		const spec = two({});
		const conf = spec.hosts[1]?.keepalived?.text.replace('priority 75', 'priority 90') ?? '';
		const bigger = two({ cluster: (text) => text.replace(third, host), files: { 'c.conf': conf } });
		const added = difference(spec, bigger, ABOUT);
		expect(added.changes.map(changeText)).to.deep.equal(['docker3: host: none → 10.0.0.13, manager']);
		// 90: 3 s + 166/256 s = 3648.437 ms, before 75's 3707.031.
		expect(added.changes[0]?.effects.find(({ id }) => id === 'power-loss')).to.deep.include({ verdict: 'better' });
	});
	it('tells further floating IPs, segments, NICs, services and roles, of which theory reads nothing', () => {
		const rich = (text: string) =>
			text
				.replace('  interface', '  subnet6: fd00:10::/64\n  interface')
				.replace(
					'vip: 10.0.0.200',
					'networks: [{ name: ha, subnet: 172.16.0.0/24, interface: eth1 }]\nvip: [10.0.0.200, 10.0.0.201]',
				)
				.replace(
					/(address: 10\.0\.0\.1(\d))/g,
					'$1\n    nics: [{ network: ha, address: 172.16.0.1$2 }]\n    units: [nginx.service]',
				)
				.replace('defaultAddressPool:', 'network: ha\n  defaultAddressPool:');
		const found = diff({}, { cluster: rich });
		expect(found.changes.map(changeText)).to.deep.equal([
			'further floating IPs: none → 10.0.0.201',
			'IPv6 network: none → fd00:10::/64',
			'further segments: none → ha 172.16.0.0/24',
			"the swarm's segment: the customers' → ha",
			'docker1: IPv6 address: none → fd00:10::11',
			'docker1: further NICs: none → eth1 172.16.0.11 on ha',
			'docker1, docker2: services of its own: none → nginx.service',
			'docker2: IPv6 address: none → fd00:10::12',
			'docker2: further NICs: none → eth1 172.16.0.12 on ha',
		]);
		expect(new Set(found.changes.map(({ applied }) => applied))).to.deep.equal(new Set(['none']));
		expect(lines({}, { cluster: (text) => text.replace('publishedPort: 80', 'publishedPort: 81') })).to.deep.equal([
			'service: published port: 80 → 81',
		]);
	});
	it('tries what another haproxy.cfg changes of whom a host’s HAProxy asks', async () => {
		const noTail = await fixture('no-tail');
		const alone = {
			...noTail,
			hosts: noTail.hosts.map((host) => ({
				...host,
				files: host.files.map((file) => ({ ...file, text: file.text.replace(/ +server docker[23].*\n/g, '') })),
			})),
		};
		const found = difference(alone, noTail, ABOUT);
		expect(found.changes.map(changeText)).to.deep.equal([
			'docker1, docker2, docker3: file /etc/haproxy/haproxy.cfg: there, mode 644 → another text, mode 644',
		]);
		expect(found.changes[0]?.effects.find(({ id }) => id === 'task-dies')).to.deep.include({ verdict: 'better' });
	});
	it('tells files by where they are, and a drop-in of keepalived by what systemd does', () => {
		const dropIn = (text: string): Two => ({
			cluster: (yaml) => `${yaml}files:\n  - from: r.conf\n    to: /etc/systemd/system/keepalived.service.d/r.conf\n`,
			files: { 'r.conf': text },
		});
		expect(lines({}, dropIn('[Service]\nRestart=always\n'))).to.deep.equal([
			'docker1, docker2: systemd’s unit of keepalived: does not start it again → starts it again after 100 ms (always)',
			'docker1, docker2: file /etc/systemd/system/keepalived.service.d/r.conf: none → there, mode 644',
		]);
		expect(lines(dropIn('[Service]\n'), dropIn('# x\n[Service]\n'))).to.deep.equal([
			'docker1, docker2: file /etc/systemd/system/keepalived.service.d/r.conf: there, mode 644 → another text, mode 644',
		]);
	});
	it('says that another floating IP makes sense only together with the files', () => {
		const other = two({
			cluster: (text) => text.replace('vip: 10.0.0.200', 'vip: 10.0.0.201'),
			both: 'virtual_ipaddress {\n\t\t10.0.0.201/24\n\t}',
		});
		const found = difference(two({}), other, ABOUT);
		expect(found.changes[0]).to.deep.include({
			what: 'floating IP',
			before: '10.0.0.200',
			after: '10.0.0.201',
			applied: 'together',
		});
		expect(found.verdict).to.equal('same');
	});

	const PAIRS = [
		['seed', 'hardened'],
		['hardened', 'seed'],
		['hardened', 'fast'],
		['fast', 'seed'],
		['seed', 'seed-as-published'],
	] as const;
	for (const [from, to] of PAIRS)
		it(`put in one after the other, all changes make ${to} of ${from}`, async () => {
			const [a, b] = (await Promise.all([fixture(from), fixture(to)])) as [ClusterSpec, ClusterSpec];
			const [inputs, theirs] = [inputsOf(a), inputsOf(b)];
			for (const { put } of changesBetween({ spec: a, inputs }, { spec: b, inputs: theirs }))
				if (typeof put === 'function') put(inputs, theirs);
			// The stack file's own path is no difference.
			const plain = (told: Theory[]) => told.map((one) => ({ ...one, remedy: null }));
			expect(plain(theories(inputs, CLASSES))).to.deep.equal(plain(theories(theirs, CLASSES)));
			expect({ ...inputs, composeFile: null }).to.deep.equal({ ...theirs, composeFile: null });
		});
});

describe('a theory against another', () => {
	const moves = (some: Partial<Theory>) => theory({ outcome: 'moves', why: '', takesOver: ['b'], ...some });
	const cases: [string, Theory, Theory, string][] = [
		['the same', moves({ outage: between(1, 2) }), moves({ outage: between(1, 2) }), 'same'],
		['only a lower bound', moves({ outage: between(1, 2) }), moves({ outage: between(2, 2) }), 'same'],
		['a longer outage', moves({ outage: between(1, 2) }), moves({ outage: between(1, 3) }), 'worse'],
		['a bound that is no longer known', moves({ outage: between(1, 2) }), moves({ outage: atLeast(1, 'x') }), 'worse'],
		['a bound that is known now', moves({ outage: atLeast(1, 'x') }), moves({ outage: between(1, 2) }), 'better'],
		[
			'a later takeover beside a shorter outage',
			moves({ outage: between(0, 9), takeover: between(0, 1) }),
			moves({ outage: between(0, 1), takeover: between(0, 2) }),
			'worse',
		],
		['two owners where there was one', moves({}), moves({ twoOwners: between(0, 1) }), 'worse'],
		['two owners for longer', moves({ twoOwners: between(0, 1) }), moves({ twoOwners: between(0, 2) }), 'same'],
		['two owners for good', moves({ twoOwners: between(0, 1) }), moves({ twoOwners: atLeast(0, 'x') }), 'worse'],
		['another host', moves({}), moves({ takesOver: ['c'] }), 'other'],
		['never', moves({}), theory({ outcome: 'never', why: '' }), 'worse'],
		['no longer never', theory({ outcome: 'never', why: '' }), theory({ outcome: 'unknown', why: '' }), 'better'],
		['moves where nothing need', theory({ outcome: 'stays', why: '' }), moves({ takeover: between(0, 9) }), 'other'],
	];
	for (const [name, before, after, verdict] of cases)
		it(`${name}: ${verdict}`, () => expect(verdictOn(before, after)).to.equal(verdict));
	it('worse counts first', () => {
		const of = (...verdicts: ('same' | 'better' | 'worse' | 'other')[]) =>
			overall(verdicts.map((verdict) => ({ id: '', failure: '', verdict, before: moves({}), after: moves({}) })));
		expect([of('better', 'worse'), of('other', 'better'), of('same', 'other'), of('same')]).to.deep.equal([
			'worse',
			'better',
			'other',
			'same',
		]);
	});
});
