import { expect } from 'chai';
import { SimLab } from '../labs/sim/sim-lab.ts';
import { shippedWithoutSuites } from '../labs/sim/testing.ts';
import { MEASURED } from '../labs/sim/tuning.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { assembleTrial, summarizeCluster } from '../results/assemble.ts';
import { planTrial } from '../scenario/plan.ts';
import { simulate } from '../simulate/batch.ts';
import { Recording } from '../timeline/recording.ts';
import { sortByTime } from '../timeline/sort.ts';
import { measureBystanders } from './bystanders.ts';
import { incapableSpans, unreachableSpans } from './capable-hosts.ts';
import { measureTrial } from './measure-trial.ts';
import { prepare, prepareRecording } from './prepared.ts';
import { trialSpans } from './spans.ts';
import { at, KILL_MASTER, killMasterTimeline, prepared } from './testing.ts';

const spec = await loadCluster('fixtures/seed');
const drills = await shippedWithoutSuites();
const drillNamed = (name: string) => drills.get(name) ?? expect.fail(`no drill ${name}`);
const plan = planTrial(drillNamed('kill-master'), 'prepared', 1);

/** How many lists of at least so many entries `work` has sorted. */
function longListsSorted(entries: number, work: () => void): number {
	const { sort, toSorted } = Array.prototype;
	let sorted = 0;
	const counting = <F extends (...args: never[]) => unknown>(original: F) =>
		function (this: unknown[], ...args: Parameters<F>) {
			if (this.length >= entries) sorted += 1;
			return original.apply(this, args);
		};
	Object.assign(Array.prototype, { sort: counting(sort), toSorted: counting(toSorted) });
	try {
		work();
	} finally {
		Object.assign(Array.prototype, { sort, toSorted });
	}
	return sorted;
}

describe('a prepared timeline', () => {
	it('measures the same from the simulator’s columns as from the events that they stand for', () => {
		const cluster = summarizeCluster(spec);
		for (const name of ['kill-master', 'lossy-lan', 'isolate-master', 'rolling-reboot']) {
			const lab = new SimLab(spec, MEASURED);
			const one = planTrial(drillNamed(name), 'prepared', 1);
			lab.simulate(one);
			const files = { timeline: null, capture: null };
			const fromColumns = assembleTrial(one, prepareRecording(lab.recording), cluster, files);
			const events = sortByTime(lab.recording.events());
			expect(fromColumns, name).to.deep.equal(assembleTrial(one, prepare(events), cluster, files));
			expect(fromColumns.measurements.http.sent, name).to.be.above(100);
		}
	});
	it('is sorted once a simulated trial, and its requests never', () => {
		const lab = new SimLab(spec, MEASURED);
		lab.simulate(plan);
		const occasions = lab.recording.occasions.length;
		const requests = lab.recording.streams.reduce((sum, { length }) => sum + length, 0);
		expect(requests).to.be.above(10 * occasions);
		const { drill, ...numbered } = plan;
		const batch = { spec, drill, plans: [numbered], tuning: MEASURED, keepIn: null };
		expect(longListsSorted(occasions, () => simulate(batch))).to.equal(1);
	});
	it('has its spans computed once: whoever measures takes them as they are', () => {
		// Of another trial: its only fault hit docker3, whose VIP it never was, and lasted to the end.
		const spans = trialSpans([at.started(0), at.fault(2600, ['docker3']), at.ended(24_000)]);
		const timeline = { ...prepared(killMasterTimeline()), spans };
		const got = measureTrial(timeline, KILL_MASTER);
		// docker1 died at 2500 and was back as owner at 20000; nobody held the VIP from 2500 to 5702, when docker2 could have had it.
		expect(got).to.deep.include({ formerOwner: null, noOwnerMs: 3202, failback: null });
		expect(got.http).to.include({ windowMs: 21_400 });
		const units = ['docker1', 'docker2', 'docker3'].map((name) => ({ name, units: [] }));
		expect(measureBystanders(timeline, units, KILL_MASTER.faults).hosts).to.deep.equal(['docker1', 'docker2']);
		const cutOff = (host: string) => unreachableSpans(timeline, KILL_MASTER.faults, host);
		expect(['docker1', 'docker3'].map(cutOff)).to.deep.equal([[], [{ fromMs: 2600, toMs: 12_000 }]]);
		expect(incapableSpans(timeline, KILL_MASTER.faults, 'docker3')).to.deep.equal([{ fromMs: 2595, toMs: 12_005 }]);
	});
	it('is without the requests that were under way when the recording broke off', () => {
		const recording = new Recording();
		const stream = recording.stream('segment', 'fresh');
		recording.emit({ type: 'trial.ended', atMs: 5 });
		stream.answered(1, 1000, 2000, 'a', 't');
		const { streams, spans } = prepareRecording(recording);
		expect(streams.map(({ length }) => length)).to.deep.equal([1]);
		expect(spans.trial.toMs).to.equal(5);
	});
	it('has a stream of each client and kind that there is, in order of due time', () => {
		const routed = at.sample(5, 'ok', { client: 'routed' });
		const { streams } = prepare([at.sample(9), routed, at.sample(3), at.sample(4, 'ok', { stream: 'keepalive' })]);
		expect(streams.map(({ client, stream, length }) => `${client} ${stream} ${length}`)).to.deep.equal([
			'segment fresh 2',
			'routed fresh 1',
			'segment keepalive 1',
		]);
		expect(streams[0]?.dueMs.subarray(0, 2)).to.deep.equal(new Float64Array([3, 9]));
	});
});
