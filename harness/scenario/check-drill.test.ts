import { expect } from 'chai';
import fc from 'fast-check';
import { formatProblem, InputError } from '../base/errors.ts';
import type { ClusterSpec } from '../cluster/spec.ts';
import { build, GOOD_CLUSTER } from '../cluster/testing.ts';
import { SIM_KIND } from '../labs/sim/unmodelled.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { checkRun } from '../run/check-run.ts';
import { drillProblems } from './check-drill.ts';
import { hostProblems } from './check-hosts.ts';
import { inDrill } from './drill-problem.ts';
import { every, median } from './expect.ts';
import {
	cpuStarve,
	dockerdStop,
	keepalivedReload,
	linkDown,
	linkFlap,
	packetDelay,
	packetLoss,
	partition,
	powerLoss,
	providerFloatingIp,
	rateLimit,
	serviceScale,
	unitStop,
	vipDuplicate,
	vridConflict,
} from './fault.ts';
import type { DrillSpec } from './spec.ts';
import { backup, host, leader, master } from './target.ts';

const GOOD: DrillSpec = {
	name: 'good',
	event: 'A host loses power.',
	hypothesis: 'The next in line takes over.',
	steady: '3s',
	faults: [{ at: '0s', inject: powerLoss(master()), lasts: '10s' }],
	settle: '3s',
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	expect: [every('http.outageMs').atMost('5s', 'a short outage'), every('newOwner').isNextInLine('the next in line')],
};

/** The drill with something else at a dotted path; `undefined` takes it away. */
function with_(path: string, value: unknown): Record<string, unknown> {
	const copy = structuredClone(GOOD) as unknown as Record<string, unknown>;
	const keys = path.split('.');
	const last = keys.pop() as string;
	const inner = keys.reduce<Record<string, unknown>>((at, key) => at[key] as Record<string, unknown>, copy);
	if (value === undefined) delete inner[last];
	else inner[last] = value;
	return copy;
}
const said = (drill: unknown) => drillProblems(drill).map((problem) => formatProblem(inDrill({ name: 'd' }, problem)));
const inject = (fault: unknown) => with_('faults.0.inject', fault);

const wrong: [title: string, drill: unknown, said: string][] = [
	['nothing', undefined, 'drill d: drill: it is missing. Write an object: { … }.'],
	['no object', 'x', 'drill d: drill: it is not as it should be (got "x"). Write an object: { … }.'],
	['a key by its former name', { ...GOOD, mend: 1 }, 'drill d: mend: there is no such key here. It is called `remedy` now.'],
	['an unknown key', { ...GOOD, setle: '3s' }, 'drill d: setle: there is no such key here. Did you mean settle.'],
	[
		'no load',
		with_('load', undefined),
		"drill d: load: it is missing. Write load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' }.",
	],
	[
		'no event',
		with_('event', undefined),
		"drill d: event: it is missing. Say in one sentence which real event it stands for, for instance event: 'A host loses power.'.",
	],
	[
		'no faults',
		with_('faults', undefined),
		"drill d: faults: it is missing. Write faults: [{ at: '0s', inject: powerLoss(master()), lasts: '10s' }], or faults: [] and observe: '10s'.",
	],
	[
		'a duration without its unit',
		with_('steady', '3'),
		"drill d: steady: it is not a duration (got \"3\"). Write a number with a unit, for instance '3.5s' or '250ms'.",
	],
	[
		'a number for a duration',
		with_('steady', 3),
		"drill d: steady: it is not a duration (got 3). Write a number with a unit, for instance '3.5s' or '250ms'.",
	],
	[
		'a duration below 0',
		with_('steady', '-3s'),
		'drill d: steady: it is not a duration (got "-3s"). Write a duration from above 0 to 1440 min 00 s, for instance \'3s\'.',
	],
	[
		'no steady state',
		with_('steady', '0s'),
		'drill d: steady: it must be longer than nothing (got "0s"). Write a duration from above 0 to 1440 min 00 s, for instance \'3s\'.',
	],
	[
		'a trial of days',
		with_('faults.0.lasts', '25h'),
		'drill d: faults[0].lasts: it is too long (got "25h"). Write a duration from 0 ms to 1440 min 00 s, for instance \'3s\'.',
	],
	[
		'an unknown fault',
		inject({ kind: 'power-los', target: master() }),
		'drill d: faults[0].inject.kind: there is no such kind (got "power-los"). Did you mean power-loss.',
	],
	[
		'an unknown target',
		with_('faults.0.inject.target', { kind: 'mater' }),
		'drill d: faults[0].inject.target.kind: there is no such kind (got "mater"). Did you mean master.',
	],
	[
		'a fault without its target',
		inject({ kind: 'freeze' }),
		'drill d: faults[0].inject.target: it is missing. Say whom it hits: master(), leader(), backup(), host(…) or everyone().',
	],
	[
		"a fault with another's key",
		inject({ ...powerLoss(master()), percent: 3 }),
		'drill d: faults[0].inject.percent: there is no such key here. Write one of kind, target.',
	],
	[
		'a loss of 200 %',
		inject(packetLoss(master(), 200)),
		'drill d: faults[0].inject.percent: this is no share in per cent (got 200). Write a number from above 0 to 100.',
	],
	[
		'a loss of 0 %',
		inject(packetLoss(master(), 0)),
		'drill d: faults[0].inject.percent: this is no share in per cent (got 0). Write a number from above 0 to 100.',
	],
	[
		'a loss of no number',
		inject(packetLoss(master(), Number.NaN)),
		'drill d: faults[0].inject.percent: it is not a number that can be used (got "NaN"). Write a number, without quotes.',
	],
	[
		'a share of a processor below 0',
		inject(cpuStarve(master(), -1)),
		'drill d: faults[0].inject.cpus: this is no share of a processor (got -1). Write a number from 0.01 to 1,024.',
	],
	[
		'a flap of no time',
		inject(linkFlap(master(), { down: '0s', up: '1s' })),
		'drill d: faults[0].inject.down: it is too short (got "0s"). Write a duration from 10 ms to 1440 min 00 s, for instance \'3s\'.',
	],
	[
		'half a task',
		inject(serviceScale(1.5)),
		'drill d: faults[0].inject.replicas: it is not a number that can be used (got 1.5). Write a number, without quotes.',
	],
	[
		'a rate of nothing',
		inject(rateLimit(master(), 0)),
		'drill d: faults[0].inject.bitsPerSecond: this is no rate in bits a second (got 0). Write a whole number from 1 to 1,000,000,000,000.',
	],
	[
		'packets that overtake nobody',
		inject(packetDelay(master(), '0ms', { reorderPercent: 5 })),
		'drill d: faults[0].inject.delay: packets can only overtake those that are delayed (got "0ms"). Write a delay, for instance \'10ms\', or reorderPercent: 0.',
	],
	[
		'a traffic that is none',
		inject({ ...partition(master()), traffic: 'vrp' }),
		'drill d: faults[0].inject.traffic: there is no such word here (got "vrp"). Did you mean vrrp.',
	],
	[
		'a place 0 in line',
		inject(powerLoss(backup(0))),
		'drill d: faults[0].inject.target.rank: this is no place in line (got 0). Write a whole number from 1 to 255.',
	],
	[
		'a setting that leaves its line',
		inject(keepalivedReload(master(), { priority: '1\n}' })),
		'drill d: faults[0].inject.set.priority: the value leaves its line. Leave out line ends and braces.',
	],
	[
		'a word that is no setting',
		inject(keepalivedReload(master(), { '} x {': 1 })),
		'drill d: faults[0].inject.set.} x {: this is no keyword of keepalived. Write one of vrrp_instance, for instance priority.',
	],
	[
		'no request',
		with_('load.ratePerSecond', 0),
		'drill d: load.ratePerSecond: this is no rate (got 0). Write a number from above 0 to 10,000.',
	],
	[
		'a mistyped metric',
		with_('expect.0.metric', 'http.outtageMs'),
		'drill d: expect[0].metric: there is no such metric (got "http.outtageMs"). Did you mean http.outageMs.',
	],
	[
		'a metric by its short name',
		with_('expect.0.metric', 'http.outage'),
		'drill d: expect[0].metric: there is no such metric (got "http.outage"). Did you mean http.outageMs.',
	],
	[
		'a metric of inherited name',
		with_('expect.0.metric', 'http.constructor'),
		'drill d: expect[0].metric: there is no such metric (got "http.constructor"). Name one that `vipdrill metrics` lists, by its path.',
	],
	[
		'several values',
		with_('expect.0.metric', 'http.latencyMs'),
		'drill d: expect[0].metric: it stands for several values (got "http.latencyMs"). Name one of them, for instance http.latencyMs.p50.',
	],
	[
		'bounds for a name',
		{ ...GOOD, expect: [every('newOwner').atMost(3, 't')] },
		'drill d: expect[0].metric: it is no number, so it has no bounds (got "newOwner"). Use equals, or isNextInLine.',
	],
	[
		'a number that is a word',
		{ ...GOOD, expect: [every('takeoverMs').equals('x', 't')] },
		'drill d: expect[0].check.equals: takeoverMs is a number, and is never equal to this (got "x"). Compare it with a number.',
	],
	[
		'a statistic that is none',
		with_('expect.0.of', 'p96'),
		'drill d: expect[0].of: there is no such word here (got "p96"). Did you mean p95.',
	],
	[
		'a check that is none',
		with_('expect.0.check', { atMots: 3 }),
		'drill d: expect[0].check.atMots: there is no such key here. Did you mean atMost.',
	],
	[
		'an objective that cannot be read',
		{ ...GOOD, slo: ['takover < 4s'] },
		'drill d: slo: there is no metric takover (got "takover < 4s"). Did you mean takeover.',
	],
	[
		'no end',
		{ ...with_('faults', []) },
		"drill d: observe: it is missing, and without faults nothing else says how long to watch. Say how long, for instance observe: '10s', or write faults.",
	],
];

describe('drillProblems', () => {
	it('has nothing to say of a good drill', () => {
		expect(drillProblems(GOOD)).to.deep.equal([]);
		expect(
			drillProblems({
				...GOOD,
				expect: [median('http.answeredBy.docker1').atMost(1, 't'), every('trust.trusted').equals(true, 't')],
			}),
		).to.deep.equal([]);
	});
	for (const [title, drill, expected] of wrong) it(`tells of ${title}`, () => expect(said(drill)).to.deep.equal([expected]));
	it('tells everything at once', () => {
		const drill = with_('faults', [
			{ at: '0s', inject: packetLoss(master(), 101) },
			{ at: '-1s', inject: cpuStarve(master(), 0) },
		]);
		expect(drillProblems({ ...drill, steady: '0s' }).map(({ field }) => field)).to.deep.equal([
			'steady',
			'faults[0].inject.percent',
			'faults[1].at',
			'faults[1].inject.cpus',
		]);
	});
	it('tells of ranges beside what is missing', () => {
		const { load: _, ...drill } = with_('faults', [
			{ at: '0s', inject: { kind: 'reboot' } },
			{ at: '0s', inject: packetLoss(master(), 101) },
		]);
		expect(drillProblems({ ...drill, odd: 1 }).map(({ field }) => field)).to.deep.equal([
			'faults[0].inject.target',
			'load',
			'odd',
			'faults[1].inject.percent',
		]);
	});
	it('survives whatever is handed to it', () => {
		fc.assert(
			fc.property(
				fc.anything({
					withBigInt: true,
					withDate: true,
					withMap: true,
					withNullPrototype: true,
					withObjectString: true,
					withSparseArray: true,
				}),
				(value) => {
					expect(drillProblems(value)).to.be.an('array').that.is.not.empty;
				},
			),
		);
	});
	it('never lets a drill with garbage in it crash with anything but InputError', () => {
		const spec = build(GOOD_CLUSTER);
		const places = [
			'name',
			'steady',
			'settle',
			'observe',
			'load',
			'load.clients',
			'faults',
			'faults.0',
			'faults.0.at',
			'faults.0.inject',
			'faults.0.inject.kind',
			'faults.0.inject.target',
			'faults.0.inject.target.kind',
			'expect',
			'expect.0',
			'expect.0.metric',
			'expect.0.check',
			'expect.0.of',
			'slo',
			'allow',
			'remedy',
			'leader',
		];
		const garbage = fc.oneof(
			fc.anything({ withBigInt: true, withNullPrototype: true }),
			fc.string(),
			fc.double(),
			fc.constantFrom('__proto__', 'constructor', '1e999s', `${'9'.repeat(400)}s`, Symbol('x'), () => 1),
		);
		fc.assert(
			fc.property(fc.constantFrom(...places), garbage, (place, value) => {
				const drill = { ...GOOD, slo: ['takeover < 4s'] } as unknown as Record<string, unknown>;
				const copy = structuredClone(drill);
				const keys = place.split('.');
				const last = keys.pop() as string;
				keys.reduce<Record<string, unknown>>((at, key) => at[key] as Record<string, unknown>, copy)[last] = value;
				try {
					checkRun({ spec, drills: [copy as unknown as DrillSpec], trials: 1 }, SIM_KIND);
				} catch (error) {
					expect(error).to.be.instanceOf(InputError);
				}
			}),
			{ numRuns: 2000 },
		);
	});
	it('does not take an object that throws for a drill', () => {
		const drill = {
			get name() {
				throw new Error('no name today');
			},
		};
		expect(said(drill)).to.deep.equal([
			"drill d: drill: this cannot be read: no name today. Write plain data: drill('name', { … }).",
		]);
	});
});

describe('hostProblems', () => {
	const spec = build(GOOD_CLUSTER);
	const names = spec.hosts.map(({ name }) => name);
	const [first = ''] = names;
	const of = (fault: DrillSpec['faults'][number]['inject']) =>
		hostProblems({ ...GOOD, faults: [{ at: '0s', inject: fault }] }, spec).map(
			({ field, problem, fix }) => `${field}: ${problem}. ${fix}.`,
		);

	it('knows the hosts of the cluster', () => {
		expect(of(powerLoss(host(first)))).to.deep.equal([]);
		expect(of(powerLoss(host(`${first}x`)))).to.deep.equal([
			`faults[0].inject.target.name: no host of two has this name. Did you mean ${first}? The hosts are ${names.join(', ')}.`,
		]);
		expect(of(partition(master(), { from: host('elsewhere') }))[0]).to.match(/^faults\[0\]\.inject\.from\.name: no host of two/);
	});
	it('knows the floating IPs by their number', () => {
		expect(of(powerLoss(master(1)))).to.deep.equal([]);
		expect(of(powerLoss(master(2)))).to.deep.equal([
			'faults[0].inject.target.vip: two has one floating IP. Write master(), or run it on a cluster that has more (vip in cluster.yaml).',
		]);
	});
	it('knows the hosts’ own services', () => {
		expect(of(unitStop(master(), 'haproxy.service'))).to.deep.equal([
			'faults[0].inject.unit: no host of two has this service. List it in hosts[].units of cluster.yaml.',
		]);
	});
	it('knows the segments, and whether a host that is named is on one', () => {
		const nic = { network: 'ha', interface: 'eth1', address: '172.16.0.11', mac: '02:42:ac:10:00:0b' };
		const networks = [{ name: 'ha', subnet: '172.16.0.0/24', clientAddress: '172.16.0.250', clientMac: '02:42:ac:10:00:fa' }];
		const rich = { ...spec, networks, hosts: spec.hosts.map((one, i) => ({ ...one, nics: i === 0 ? [nic] : [] })) };
		const on = (inject: DrillSpec['faults'][number]['inject'], cluster: typeof spec) =>
			hostProblems({ ...GOOD, faults: [{ at: '0s', inject }] }, cluster).map(
				({ field, value, problem, fix }) => `${field}: ${problem} (got ${value}). ${fix}.`,
			);
		const cut = (target: ReturnType<typeof master | typeof host>, network: string) => linkDown(target, 'carrier', { network });
		expect([on(cut(master(), 'ha'), rich), on(cut(host(first), 'ha'), rich)]).to.deep.equal([[], []]);
		expect(on(partition(master(), { network: 'hb' }), rich)).to.deep.equal([
			'faults[0].inject.network: two has no such segment (got hb). Write one of ha.',
		]);
		expect(on(cut(master(), 'ha'), spec)).to.deep.equal([
			'faults[0].inject.network: two has no such segment (got ha). List it in networks of cluster.yaml, or leave it out.',
		]);
		expect(on(cut(host(names[1] ?? ''), 'ha'), rich)).to.deep.equal([
			`faults[0].inject.network: ${names[1]} has no NIC on it (got ha). List one in its nics in cluster.yaml, or hit another host.`,
		]);
	});
	it('has nothing for the swarm’s faults, its leader and its dockerds in a cluster without one', () => {
		const none = { ...spec, hosts: spec.hosts.map((one) => ({ ...one, role: 'none' as const, units: ['nginx.service'] })) };
		const without = (fault: DrillSpec['faults'][number]['inject']) =>
			hostProblems({ ...GOOD, faults: [{ at: '0s', inject: fault }] }, none).map(({ field, problem }) => `${field}: ${problem}`);
		expect(without(dockerdStop(master()))).to.deep.equal(['faults[0].inject: two has no swarm']);
		expect(without(powerLoss(leader()))).to.deep.equal(['faults[0].inject.target: two has no swarm']);
		expect([without(powerLoss(master())), without(unitStop(master(), 'nginx.service'))]).to.deep.equal([[], []]);
	});
	it('sends a stranger only where he would be heard: by IPv4, on the segment of the customers', () => {
		const strange = (inject: DrillSpec['faults'][number]['inject'], on: typeof spec) =>
			hostProblems({ ...GOOD, faults: [{ at: '0s', inject }] }, on).map(({ problem }) => problem);
		expect([strange(vipDuplicate(), spec), strange(vridConflict(), spec)]).to.deep.equal([[], []]);
		const six = { ...spec, vip: 'fd00:10::200' };
		const isSix = 'the first floating IP of two is IPv6, and the stranger speaks IPv4';
		expect([strange(vipDuplicate(), six), strange(vridConflict(), six)]).to.deep.equal([[isSix], [isSix]]);
		const nic = { network: 'ha', interface: 'ens18', address: '172.16.0.11', mac: '02:42:ac:10:00:0b' };
		const apart = { ...spec, hosts: spec.hosts.map((one) => ({ ...one, interface: 'ens20', nics: [nic] })) };
		expect(strange(vipDuplicate(), apart)).to.deep.equal([]);
		expect(strange(vridConflict(), apart)).to.deep.equal([
			"docker1 speaks VRRP for the floating IP on ens18, and the stranger comes to the customers' segment",
		]);
		const none = { ...spec, hosts: spec.hosts.map((one) => ({ ...one, keepalived: null })) };
		expect(strange(vridConflict(), none)).to.deep.equal(['no host of two has a vrrp_instance for the floating IP']);
	});
	it('puts a provider before the floating IP only where somebody would tell it', async () => {
		const refused = (on: ClusterSpec) =>
			hostProblems({ ...GOOD, faults: [{ at: '0s', inject: providerFloatingIp() }] }, on).map(({ problem }) => problem);
		const provider = await loadCluster('fixtures/provider');
		expect(refused(provider)).to.deep.equal([]);
		expect(refused(await loadCluster('fixtures/hardened'))).to.deep.equal([
			'no host of hardened tells anybody that it has become MASTER, so a provider’s floating IP would never move',
		]);
		expect(refused({ ...provider, vip: 'fd00::1' })).to.deep.equal([
			'the first floating IP of provider is IPv6, and the provider delivers IPv4',
		]);
	});
	it('knows how many are in line', () => {
		expect(of(powerLoss(backup(9)))[0]).to.match(
			/^faults\[0\]\.inject\.target\.rank: two has \d hosts? for the VIP|hosts for the VIP/,
		);
	});
});
