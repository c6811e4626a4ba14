import { expect } from 'chai';
import type { TrialMeasurements } from '../../metrics/measurements.ts';
import { compareDrills, type MetricChange } from './compare-drills.ts';
import { seededRandom } from './random.ts';
import { type Synthetic, syntheticRun } from './testing.ts';
import { changesVerdict } from './verdict.ts';

const random = () => seededRandom('compare-drills.test');
const compare = (before: TrialMeasurements[], after: TrialMeasurements[]) => compareDrills([{ drill: 'd', before, after }]);
const changeOf = (changes: MetricChange[], metric: string) =>
	changes.find((change) => change.metric === metric) ?? expect.fail(metric);
const alarms = (changes: MetricChange[]) => changes.filter(isRegression).map(({ metric }) => metric);
const isRegression = ({ outcome }: MetricChange) => outcome === 'regression';
/** How many of so many comparisons have such a change; few resamples, for neither alarms nor p depend on them. */
function count(times: number, trials: number, before: Synthetic, after: Synthetic, such = isRegression): number {
	const draw = seededRandom('synthetic', String(trials), JSON.stringify([before, after]));
	const pairs = Array.from({ length: times }, () => ({
		drill: 'd',
		before: syntheticRun(draw, trials, before),
		after: syntheticRun(draw, trials, after),
	}));
	return pairs.filter((pair) => compareDrills([pair], { resamples: 2, sensitivity: false }).some(such)).length;
}
const isSlowTakeover = (change: MetricChange) => isRegression(change) && change.metric === 'takeoverMs';

describe('compareDrills, on runs drawn from VRRP’s theory', function () {
	this.timeout(60_000);
	for (const trials of [5, 20])
		it(`alarms in at most 5 % of 1,000 comparisons of like with like, ${trials} trials each`, () =>
			expect(count(1000, trials, {}, {})).to.be.at.most(50));
	it('finds anything significant, great or small, in at most 5 % of them', () => {
		// Some must be, or the test has no teeth.
		expect(
			count(1000, 20, {}, {}, ({ role, pCorrected }) => (pCorrected ?? 1) < (role === 'deciding' ? 0.04 : 0.01)),
		).to.be.within(10, 50);
	});
	it('does not alarm where the phase is not known, either', () =>
		expect(count(1000, 20, { phaseKnown: false }, { phaseKnown: false })).to.be.at.most(50));
	it('finds a takeover that is 300 ms slower in at least 90 % with 20 trials', () =>
		expect(count(200, 20, {}, { slowerMs: 300 }, isSlowTakeover)).to.be.at.least(180));
	it('is not alarmed by one that is 50 ms slower, however certain that is', () =>
		expect(count(100, 40, {}, { slowerMs: 50 }, isSlowTakeover)).to.equal(0));
	it('does not call an improvement a regression', () => expect(count(100, 20, { slowerMs: 300 }, {})).to.equal(0));
});

describe('compareDrills', () => {
	const draw = random();
	const [before, again, slower] = [syntheticRun(draw, 20), syntheticRun(draw, 20), syntheticRun(draw, 20, { slowerMs: 300 })];

	it('says how much slower, how certain, and that it is', () => {
		const change = changeOf(compare(before, slower), 'takeoverMs');
		expect(change).to.include({ outcome: 'regression', atMidPhase: true, trialsNeeded: null });
		expect(change.difference).to.be.closeTo(300, 20);
		expect(change.interval?.low).to.be.within(270, 300);
		// All values of the one above all of the other: z = 199.5 / 36.97 = 5.4.
		expect(change.p).to.be.below(1e-7);
		expect(change.pCorrected)
			.to.be.greaterThan(change.p ?? 1)
			.and.below(1e-6);
	});
	it('finds the way back to be an improvement', () => {
		const changes = compare(slower, before);
		expect(changeOf(changes, 'takeoverMs').outcome).to.equal('improvement');
		expect(changesVerdict(changes)).not.to.equal('fail');
	});
	it('says of like and like that they are the same', () => {
		expect(changeOf(compare(before, again), 'takeoverMs')).to.include({ outcome: 'same', trialsNeeded: null });
	});
	it('gives the same answer each time', () => expect(compare(before, slower)).to.deep.equal(compare(before, slower)));
	it('cannot tell from three trials, and says how many it takes', () => {
		const changes = compare(before.slice(0, 3), again.slice(0, 3));
		const change = changeOf(changes, 'takeoverMs');
		expect(change).to.include({ outcome: 'unknown', interval: null });
		expect(change.trialsNeeded).to.be.within(6, 12);
		expect(changesVerdict(changes)).to.equal('pass');
		expect(changesVerdict(changes, { unknown: 'fail', proveSame: false })).to.equal('inconclusive');
		expect(changesVerdict(changes, { unknown: 'warn', proveSame: true })).to.equal('inconclusive');
	});
	it('asks of a watched metric only whether it is proved to be worse', () => {
		const changes = compare(before.slice(0, 3), again.slice(0, 3)).map((change) =>
			change.role === 'deciding' ? { ...change, outcome: 'same' as const } : change,
		);
		expect(changes.some(({ role, outcome }) => role === 'watched' && outcome === 'unknown')).to.equal(true);
		expect(changesVerdict(changes, { unknown: 'fail', proveSame: false })).to.equal('pass');
		expect(changesVerdict(changes, { unknown: 'fail', proveSame: true })).to.equal('inconclusive');
		const [tail] = changes.filter(({ metric }) => metric === 'http.tailMs');
		expect(changesVerdict([{ ...(tail ?? expect.fail()), outcome: 'regression' }])).to.equal('fail');
	});
	it('holds trial against trial where both drew the same lots and the phase is not known', () => {
		const unknownPhase = (trials: TrialMeasurements[]) => trials.map((trial) => ({ ...trial, faultPhase: null }));
		const later = before.map((trial) => ({ ...trial, takeoverMs: (trial.takeoverMs ?? 0) + 150 }));
		const pair = { drill: 'd', before: unknownPhase(before), after: unknownPhase(later) };
		// The phase alone moves a takeover by up to a second, which hides 150 ms.
		expect(changeOf(compareDrills([pair]), 'takeoverMs')).to.include({ paired: false, outcome: 'unknown' });
		const sameLots = before.map((_, i): [number, number] => [i, i]);
		expect(changeOf(compareDrills([{ ...pair, sameLots }]), 'takeoverMs')).to.include({
			...{ paired: true, outcome: 'regression', difference: 150 },
		});
		const few = sameLots.slice(0, 13);
		expect(changeOf(compareDrills([{ ...pair, sameLots: few }]), 'takeoverMs').paired).to.equal(false);
	});
	it('says what it would have seen where it could not tell', () => {
		const change = changeOf(
			compareDrills([
				{ drill: 'd', before: before.slice(0, 8), after: slower.slice(0, 8).map((trial) => ({ ...trial, faultPhase: null })) },
			]),
			'takeoverMs',
		);
		expect(change.outcome).to.equal('unknown');
		expect(change.detectable).to.be.within(300, 3000);
	});
	it('knows that less is worse of an availability', () => {
		const worse = again.map((trial) => ({
			...trial,
			http: { ...trial.http, availability: (trial.http.availability ?? 0) - 0.2 },
		}));
		expect(alarms(compare(before, worse))).to.deep.equal(['http.availability']);
		expect(alarms(compare(worse, before))).to.deep.equal([]);
	});
	it('leaves out what is not trusted', () => {
		const doubted = slower.map((trial) => ({ ...trial, trust: { ...trial.trust, trusted: false } }));
		const changes = compare(before, [...again, ...doubted]);
		expect(changeOf(changes, 'takeoverMs')).to.deep.include({
			outcome: 'same',
			after: { n: 20, median: changeOf(compare(before, again), 'takeoverMs').after.median },
		});
		expect(changeOf(compare(before, doubted), 'takeoverMs')).to.deep.include({
			outcome: 'unknown',
			after: { n: 0, median: null },
			p: null,
		});
	});
	it('does not pass over what one run alone has', () => {
		const nobody = again.map((trial) => ({ ...trial, takeoverMs: null }));
		expect(changesVerdict([changeOf(compare(before, nobody), 'takeoverMs')])).to.equal('inconclusive');
	});
	it('does not pay for what cannot differ', () => {
		const flat = (trials: TrialMeasurements[]) =>
			trials.map((trial) => ({ ...trial, dualOwnerMs: 0, deafOwnerMs: 0, http: { ...trial.http, tailMs: 0 } }));
		const [some, all] = [
			changeOf(compare(before, slower), 'takeoverMs'),
			changeOf(compare(flat(before), flat(slower)), 'takeoverMs'),
		];
		expect((some.pCorrected ?? 0) / (some.p ?? 1)).to.be.closeTo((all.pCorrected ?? 0) / (all.p ?? 1) + 1, 1e-6);
		expect(changeOf(compare(flat(before), flat(again)), 'dualOwnerMs')).to.include({ outcome: 'same', p: 1, pCorrected: 1 });
	});
	it('compares times as they are where a phase is missing', () => {
		const [first, ...rest] = before;
		const changes = compare([{ ...(first ?? expect.fail()), faultPhase: null }, ...rest], again);
		expect(changeOf(changes, 'takeoverMs').atMidPhase).to.equal(false);
		expect(changeOf(changes, 'takeoverMs').before.median).not.to.equal(
			changeOf(compare(before, again), 'takeoverMs').before.median,
		);
	});
	it('keeps the median of the takeover where it moves it to mid-phase', () => {
		// Master_Down_Interval 3707 less half an interval, and 15 ms of jitter on average.
		expect(changeOf(compare(before, again), 'takeoverMs').before.median).to.be.closeTo(3222, 12);
	});
	it('asks more of a difference where the metric varies by seconds', () => {
		const booted = (trials: TrialMeasurements[], ms: number) => trials.map((trial, i) => ({ ...trial, deafOwnerMs: ms + i }));
		const of = (ms: number) => changeOf(compare(booted(before, 16_000), booted(again, ms)), 'deafOwnerMs');
		// A quarter of the median, 16009.5 ms, is 4002 ms.
		expect(of(19_900)).to.deep.include({ outcome: 'same', practical: 4002.375 });
		expect(of(20_100).outcome).to.equal('regression');
	});
	it('passes over what few of the trials have, unless most had it before', () => {
		const elected = (trials: TrialMeasurements[], times: number) =>
			trials.map((trial, i) => ({
				...trial,
				swarm: {
					nodeDownMs: null,
					tasksReplacedMs: null,
					resolutionMs: 1,
					leaderBefore: null,
					leaderElectionMs: i < times ? 9000 : null,
				},
			}));
		const metrics = (a: number, b: number) => compare(elected(before, a), elected(again, b)).map(({ metric }) => metric);
		expect(metrics(9, 9)).not.to.include('swarm.leaderElectionMs');
		expect(metrics(10, 0)).to.include('swarm.leaderElectionMs');
		expect(metrics(0, 10)).to.include('swarm.leaderElectionMs');
	});
	it('is inconclusive where nothing is compared', () => expect(changesVerdict(compareDrills([]))).to.equal('inconclusive'));
});
