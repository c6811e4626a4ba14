import { expect } from 'chai';
import { masterDownIntervalMs } from '../../cluster/theory.ts';
import { EXACT } from '../../labs/sim/testing.ts';
import type { Tuning } from '../../labs/sim/tuning.ts';
import { loadCluster } from '../../load/load-cluster.ts';
import { tuningOf } from '../calibrate/calibration.ts';
import { loadCalibration } from '../calibrate/load-calibration.ts';
import { setFields } from '../sweep/fields.ts';
import { QuietLife } from './brute-force.ts';
import { type Bounds, FalseMoves } from './false-moves.ts';
import { evenly, meanMs, minus, ofSpread, plus, Tail } from './lateness.ts';
import type { Surroundings } from './surroundings.ts';

const seed = await loadCluster('fixtures/seed');
const measured = tuningOf(await loadCalibration());
const CALM: Surroundings = { loss: 0, latencyMs: 0, jitterMs: 0, pauses: null };
const DAY_S = 86_400;
/** Machines that are never late, and packets that take no time: figures can be worked out by hand. */
const PROMPT: Tuning = { ...EXACT, lan: { minUs: 0, meanUs: 0, maxUs: 0 } };

describe('false failovers, without waiting for them', () => {
	it('are runs of lost advertisements: p^d of all that are heard, by hand', () => {
		// One backup, 1 s, Master_Down_Interval 3.7 s: the third is still in time, so three are lost in a row. An advertisement is heard every
		// 1 / (1 − p) s, and after each with p³ three are lost: a day has 86,400 × 0.9 × 0.001.
		const rate = new FalseMoves(PROMPT, { ...CALM, loss: 0.1 }).perDay({ intervalMs: 1000, downMs: [3700] });
		expect(rate.low).to.be.closeTo(77.76, 1e-6);
		expect(rate.high).to.be.closeTo(77.76, 1e-6);
	});
	it('add up over the backups, and never come without loss, jitter or pauses', () => {
		const two = new FalseMoves(PROMPT, { ...CALM, loss: 0.1 }).perDay({ intervalMs: 1000, downMs: [3700, 4700] });
		// Four in a row for the second: 86,400 × 0.9 × 0.0001.
		expect(two.high).to.be.closeTo(77.76 + 7.776, 1e-6);
		expect(new FalseMoves(PROMPT, CALM).perDay({ intervalMs: 1000, downMs: [3700] })).to.deep.equal({ low: 0, high: 0 });
	});
	it('are as rare as 0.1 % to the tenth', () => {
		const rate = new FalseMoves(PROMPT, { ...CALM, loss: 0.001 }).perDay({ intervalMs: 100, downMs: [1050] });
		expect(rate.high).to.be.closeTo(864_000 * 0.999 * 1e-30, 1e-26);
	});
	it('of pauses come with the time that a pause outlasts what is left: (L − (M − T))² / 2 L T of those evenly up to L', () => {
		// M 370, T 100, L 300: a pause moves it where it is longer than 270 and the wait for the advertisement that is due is short, (30)² / (2 · 300 · 100) = 0.015.
		// One of the owner, and one of the backup itself.
		const pauses = { perDay: 1000, fromMs: 0, toMs: 300 };
		const rate = new FalseMoves(PROMPT, { ...CALM, pauses }).perDay({ intervalMs: 100, downMs: [370] });
		expect(rate.high).to.be.within(27, 33);
		expect(rate.low).to.be.within(25, 33);
		const none = new FalseMoves(PROMPT, { ...CALM, pauses }).perDay({ intervalMs: 100, downMs: [410] });
		expect(none.high).to.equal(0);
	});

	/** What brute force sees agrees with the bounds where they have a number in common: twice the root of the count on either side, and the bounds. */
	const agrees = (set: Record<string, string>, surroundings: Partial<Surroundings>, seconds: number, least: number) => {
		const { spec } = setFields({ spec: seed, tuning: measured }, set);
		const instances = spec.hosts.map(({ keepalived }) => keepalived?.instances[0] ?? expect.fail());
		const [owner, ...backups] = instances;
		const all = { ...CALM, ...surroundings };
		const exact: Bounds = new FalseMoves(measured, all).perDay({
			intervalMs: owner?.advertIntMs ?? 0,
			downMs: backups.map(masterDownIntervalMs),
		});
		const life = new QuietLife(spec, measured, all, 'brute');
		life.live(seconds);
		const [low, high] = [exact.low, exact.high].map((rate) => (rate * seconds) / DAY_S) as [number, number];
		const seen = life.falseMoves;
		expect(seen, 'enough to tell').to.be.at.least(least);
		const off = 2.6 * Math.sqrt(seen);
		expect(seen + off, `${seen} seen, ${low}–${high} expected`).to.be.at.least(low);
		expect(seen - off, `${seen} seen, ${low}–${high} expected`).to.be.at.most(high);
		return { low, high, seen };
	};
	it('agree with brute force: the published recipe at a loss of 8 %', () => {
		agrees({}, { loss: 0.08 }, 200_000, 150);
	});
	it('agree with brute force: a tenth of a second at 5 %, and with jitter', () => {
		agrees({ version: '3', advert_int: '0.1', down_timer_adverts: '3' }, { loss: 0.05 }, 30_000, 50);
		const late = agrees(
			{ version: '3', advert_int: '0.1', down_timer_adverts: '2' },
			{ loss: 0.01, latencyMs: 50, jitterMs: 50 },
			20_000,
			100,
		);
		expect(late.high / late.low, 'the bounds are close').to.be.below(1.3);
	});
	it('agree with brute force: pauses with loss', () => {
		const pauses = { perDay: 4000, fromMs: 0, toMs: 350 };
		agrees({ version: '3', advert_int: '0.1', down_timer_adverts: '3' }, { loss: 0.01, pauses }, 40_000, 100);
	});
});

describe('lateness', () => {
	it('bounds a spread from both sides, as the simulator draws it', () => {
		const spread = { minUs: 100, meanUs: 1100, maxUs: 10_000 };
		// The mean of an exponential distribution of 1 ms beyond 0.1 ms, cut off at 10 ms.
		const [earlier, later] = (['earlier', 'later'] as const).map((side) => meanMs(ofSpread(spread, side))) as [number, number];
		expect(earlier).to.be.within(0.85, 1.1);
		expect(later).to.be.within(1.1, 1.35);
		const drawn = { ...spread, measured: { bodyUs: [1000, 2000], tailUs: [9000], tailShare: 0.1 } };
		expect(meanMs(ofSpread(drawn, 'later'))).to.be.closeTo(0.45 + 0.9 + 0.9, 1e-9);
	});
	it('adds, turns and asks how much is later', () => {
		const one = evenly(0, 10, 'later');
		const two = new Tail(plus(one, one));
		// Of two even ones to 10, half is later than 10, and (20 − 15)² / 2 / 100 later than 15.
		expect(two.after(10)).to.be.closeTo(0.5, 0.03);
		expect(two.after(15)).to.be.closeTo(0.125, 0.02);
		expect([two.after(-0.1), two.after(20.3)]).to.deep.equal([1, 0]);
		expect(new Tail(minus(one)).after(-5)).to.be.closeTo(0.5, 0.03);
		expect(evenly(-5, 5, 'later').mass[0]).to.be.closeTo(0.5, 0.03);
	});
});
