import { expect } from 'chai';
import { loadCluster } from '../load/load-cluster.ts';
import { at, killMasterTimeline, prepared, samples } from '../measure/testing.ts';
import { renderJson } from '../report/formats/json.ts';
import { pageDrill } from '../report/page-data.ts';
import { renderTerminal } from '../report/terminal.ts';
import { sampleReport } from '../report/testing.ts';
import { every } from '../scenario/expect.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { assembleDrill, assembleTrial, summarizeCluster } from './assemble.ts';
import { parseRunReport } from './run-schema.ts';

/** A drill without faults, on a cluster that cuts its own segment off. */
const SPEC: DrillSpec = {
	name: 'overlap',
	event: 'Nothing happens.',
	hypothesis: 'All are served.',
	starts: 'converged',
	steady: '1s',
	observe: '2s',
	settle: '1s',
	faults: [],
	load: { ratePerSecond: 10, keepAliveRatePerSecond: 0, timeout: '1s', clients: ['segment', 'routed'] },
	expect: [
		every('http.availability').atLeast(1, 'the LAN is served'),
		every('httpRouted.availability').atLeast(1, 'the rest is served'),
	],
};
const TIMELINE = [
	at.started(0),
	at.gained(0, 'docker1', 'snapshot'),
	at.mark(0, 'steady'),
	at.mark(1000, 'observe'),
	at.mark(3000, 'heal'),
	at.ended(4000),
	...samples('x'.repeat(40), 100, 0, { client: 'segment' }),
	...samples('.'.repeat(40), 100, 0, { client: 'routed' }),
];

describe('a drill without faults, from its timeline to its reports', () => {
	const stored = sampleReport();
	const files = { timeline: 't.ndjson', capture: null };
	const trial = assembleTrial({ drill: SPEC, trial: 1, seed: 's', phases: [] }, prepared(TIMELINE), stored.cluster, files);
	const drill = assembleDrill(SPEC, [trial], stored.cluster);
	const report = { ...stored, drills: [drill] };

	it('fails for the clients that were cut off, and says which', () => {
		expect(drill).to.include({ verdict: 'fail', because: '“the LAN is served” did not hold: trial 1: 0 % (and 1 more).' });
		expect(drill.expectations.map(({ outcome }) => outcome)).to.deep.equal(['fail', 'pass']);
	});
	it('sums up both clients', () => {
		expect(drill.summary['http.availability']?.max).to.equal(0);
		expect(drill.summary['httpRouted.availability']?.min).to.equal(1);
		expect(drill.summary['httpRouted.sent']?.max).to.equal(20);
	});
	it('can be stored and read back', () => expect(parseRunReport(renderJson(report))).to.deep.equal(report));
	it('is shown whole, and without a close-up of a takeover', () => {
		expect(renderTerminal(report, { color: false })).to.match(
			/routed failed {2}routed outage {2}invariants\n.* 20 {6}20 .* 0 of 20 +0 ms {2}✗ converges \? bystanders\n/,
		);
		const timelines = new Map([['t.ndjson', TIMELINE]]);
		const page = pageDrill(report.drills[0]?.name ?? '', [{ label: '', report, timelines }], 100, null);
		const drawn = page.sides[0]?.trials[0]?.timeline ?? expect.fail();
		expect(drawn.window).to.deep.equal(drawn.whole);
		expect(drawn.http.map(([[stream, client]]) => `${stream} ${client}`)).to.include('fresh routed');
	});
});

describe('the invariants of a trial, from its timeline to the drill’s verdict', () => {
	const { cluster, drills } = sampleReport();
	const spec = {
		...(drills[0]?.spec ?? SPEC),
		expect: [every('takeoverMs').atMost('4s', 'takes over in time')],
		slo: ['takeover.p95 < 4s'],
	};
	const hosts = cluster.hosts.map(({ name }) => name);
	/** kill-master with all that is looked at, each daemon's first process being number 100 at first. */
	const whole = (lastPid: (host: string) => number, settledMs = 20_100): TimelineEvent[] => [
		...killMasterTimeline(),
		...hosts.flatMap((host) =>
			(['docker', 'keepalived'] as const).flatMap((unit) => [
				at.unit(0, host, unit, 100),
				at.unit(23_900, host, unit, lastPid(host)),
			]),
		),
		...hosts.map((host) => at.node(0, host)),
		at.node(14_000, 'docker1', 'down'),
		at.node(18_000, 'docker1'),
		at.mark(12_010, 'heal'),
		at.mark(settledMs, 'settled'),
	];
	const judge = (events: TimelineEvent[], of = cluster, over: Partial<DrillSpec> = {}) => {
		const drill = { ...spec, ...over };
		const files = { timeline: 't.ndjson', capture: null };
		return assembleDrill(drill, [assembleTrial({ drill, trial: 1, seed: 's', phases: [0.5] }, prepared(events), of, files)], of);
	};
	const restarted = (host: string) => (host === 'docker1' ? 7 : 100);

	it('all hold where the master dies and comes back', () => {
		const drill = judge(whole(restarted));
		expect(drill.trials[0]?.invariants.map(({ id, got }) => [id, got])).to.deep.equal([
			['one-owner', '1 ms'],
			['owner-exists', '3.20 s'],
			['owner-serves', '20 ms'],
			['converges', '195 requests answered, the VIP with docker1'],
			['bystanders', 'docker2 and docker3 left alone'],
		]);
		expect(drill).to.include({ verdict: 'pass', because: 'All 1 expectation, 1 objective and 5 invariants held.' });
	});
	for (const [what, events, because] of [
		[
			'a bystander was restarted',
			whole((host) => (host === 'docker3' ? 812 : restarted(host))),
			'“the hosts that no fault hit are left alone” did not hold: trial 1: docker of docker3 was restarted (process 100, then 812); keepalived',
		],
		[
			'it settled too early',
			whole(restarted, 20_000.5),
			'“the cluster comes back as it was” did not hold: trial 1: docker2 and docker1 held',
		],
		['a second owner stayed', [...whole(restarted), at.gained(6000, 'docker3'), at.lost(6201, 'docker3')], '“two hosts hold'],
	] as const)
		it(`fail the drill where ${what}`, () => {
			const drill = judge([...events]);
			expect(drill.verdict).to.equal('fail');
			expect(drill.because.startsWith(because), drill.because).to.equal(true);
		});
	it('stand beside the drill’s objectives', () => {
		const drill = judge(whole(restarted), cluster, { slo: ['takeover.p95 < 3s', 'http.availability >= 50%'] });
		expect(drill.slos.map(({ title, outcome }) => [title, outcome])).to.deep.equal([
			['takeover.p95 < 3s', 'fail'],
			['http.availability >= 50%', 'pass'],
		]);
		expect(drill).to.include({ verdict: 'fail', because: '“takeover.p95 < 3s” did not hold: p95 3.21 s of 1 trial.' });
	});
	it('are excused by the drill’s own allowance', () => {
		const second = [...whole(restarted), at.gained(6000, 'docker3'), at.lost(6201, 'docker3')];
		expect(judge(second, cluster, { allow: { dualOwner: '1s', because: 'why' } }).verdict).to.equal('pass');
	});
	it('let the VIP stay where the best host does not preempt', () => {
		const stays = whole(restarted).filter((e) => !(e.type.startsWith('vip.') && e.atMs > 19_000));
		const polite = { ...cluster, hosts: cluster.hosts.map((host) => ({ ...host, preempt: false })) };
		expect(judge(stays).because).to.include('docker2 held the VIP');
		expect(judge(stays, polite).verdict).to.equal('pass');
	});
	it('cannot be decided for a run that did not look at the daemons', () => {
		expect(judge(whole(restarted).filter((e) => e.type !== 'unit.state'))).to.include({
			verdict: 'inconclusive',
			because:
				'“the hosts that no fault hit are left alone” could not be decided: trial 1: nobody looked at docker of docker2, keepalived of docker2, docker of docker3 and keepalived of docker3.',
		});
	});
});

describe('a trial of several floating IPs', () => {
	it('is judged by each of them', async () => {
		const spec = await loadCluster('fixtures/two-vips');
		const cluster = summarizeCluster(spec);
		expect(cluster.otherVips?.map(({ vip, hosts }) => [vip, hosts.map(({ priority }) => priority)])).to.deep.equal([
			['10.0.0.201', [50, 200, 125]],
			['172.16.0.201', [50, 200, 125]],
		]);
		const held = (host: string) => [
			at.started(0),
			at.gained(0, 'docker1', 'snapshot'),
			...['10.0.0.201', '172.16.0.201'].map((vip) => at.gained(0, host, 'snapshot', vip)),
			at.mark(0, 'observe'),
			at.mark(2000, 'heal'),
			at.mark(3000, 'settled'),
			...['docker1', 'docker2', 'docker3'].map((node) => at.node(0, node)),
			at.ended(4000),
			...samples('.'.repeat(40), 100, 0),
		];
		const plan = { drill: SPEC, trial: 1, seed: 's', phases: [] };
		const files = { timeline: null, capture: null };
		const converges = (host: string) =>
			assembleTrial(plan, prepared(held(host)), cluster, files).invariants.find(({ id }) => id === 'converges')?.got;
		expect(converges('docker2')).not.to.include('10.0.0.201');
		expect(converges('docker3')).to.include('docker3 held 10.0.0.201; docker3 held 172.16.0.201');
	});
});
