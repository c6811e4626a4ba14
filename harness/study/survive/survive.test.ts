import { expect } from 'chai';
import { checkAccepted } from '../../labs/lab.ts';
import { MEASURED } from '../../labs/sim/tuning.ts';
import { SIM_KIND } from '../../labs/sim/unmodelled.ts';
import { loadCluster } from '../../load/load-cluster.ts';
import type { TrialMeasurements } from '../../metrics/measurements.ts';
import { rangeProblems } from '../../scenario/check-ranges.ts';
import { SimPool } from '../../simulate/pool.ts';
import { onPool } from '../on-pool.ts';
import type { SimulateCells, TrialCell } from '../trial-cell.ts';
import { confirmed, pointsOf } from './confirm.ts';
import type { Strain } from './strain.ts';
import { STRAINS, strainsOf } from './strains.ts';
import { survivalCard } from './survival-card.ts';
import { barOf, edgeSentence, survivalText } from './survival-text.ts';
import { type SurviveOptions, survive } from './survive.ts';

const seed = await loadCluster('fixtures/seed');
const world = { spec: seed, tuning: MEASURED };
const limits = { outageMs: 3000, twoOwnersMs: 200, watchMs: 5000 };
const options: SurviveOptions = { trials: 20, seed: 'x', confidence: 0.95, budget: 100_000, limits };

/** A strain whose value a trial only hands on, in its outage. */
const made: Strain = {
	...(STRAINS[0] as Strain),
	ladder: [10, 100, 1000],
	step: 1,
	at: (value) => ({ ...world, drill: { name: String(value) } as TrialCell['drill'] }),
	harms: { outage: ({ http }) => http.outageMs === 1 },
};
/** So many of 20 trials are harmed at a value. */
const harming =
	(harmed: (value: number) => number, asked: number[] = []): SimulateCells =>
	async (cells) =>
		cells.map(({ drill, trials }) => {
			asked.push(Number(drill.name));
			const count = harmed(Number(drill.name));
			const one = (i: number) => ({ http: { outageMs: i < count ? 1 : 0 }, trust: { trusted: true } }) as TrialMeasurements;
			return { measured: Array.from({ length: trials }, (_, i) => one(i)), failed: 0 };
		});
const edgeOfMade = async (harmed: (value: number) => number, some: Partial<SurviveOptions> = {}) => {
	const asked: number[] = [];
	const done = await survive([made], world, { ...options, ...some }, harming(harmed, asked));
	const [result] = done.strains;
	return { edge: result?.edges[0] ?? expect.fail(), result: result ?? expect.fail(), asked, ...done };
};

describe('what a design survives', () => {
	it('is found by bisection to a twentieth, with the bound that 0 of 20 leaves', async () => {
		const { edge, asked } = await edgeOfMade((value) => (value > 333 ? 20 : 0));
		expect(edge.borne).to.be.within(316, 333);
		expect(edge.breaksAt).to.be.within(334, 350);
		// 1 − 0.05^(1/20)
		expect(edge.failureBound).to.be.closeTo(0.1391, 0.0001);
		expect(edge.there).to.include({ k: 20, n: 20 });
		expect(edge.monotone).to.equal(null);
		expect(new Set(asked).size, 'no value twice').to.equal(asked.length);
	});
	it('has no edge where nothing harms, or the least value does', async () => {
		const none = await edgeOfMade(() => 0);
		expect([none.edge.borne, none.edge.breaksAt]).to.deep.equal([1000, null]);
		const least = await edgeOfMade(() => 20);
		expect([least.edge.borne, least.edge.breaksAt, least.edge.failureBound]).to.deep.equal([null, 10, null]);
	});
	it('lies below every value that harmed, and says where more harms less', async () => {
		// Harm in a band that the ladder hits, and none above it.
		const { edge } = await edgeOfMade((value) => (value >= 90 && value <= 200 ? 10 : 0));
		expect(edge.borne).to.be.within(84, 89);
		expect(edge.breaksAt).to.be.within(90, 94);
		expect(edge.monotone).to.match(/harms 10 of 20, 1.00 s only 0 of 20$/);
	});
	it('looks beside the edge: a band below it that bisection passed becomes the edge', async () => {
		// The edge is at 400, and 0.75 of it lies in a band that harms a little.
		const { edge } = await edgeOfMade((value) => (value >= 400 ? 20 : value >= 280 && value < 312 ? 1 : 0));
		expect(edge.breaksAt).to.be.within(280, 311);
		expect(edge.borne).to.be.below(280);
	});
	it('keeps to its budget, and says that it was spent', async () => {
		const { spent, isSpent, asked } = await edgeOfMade((value) => (value > 333 ? 20 : 0), { budget: 90 });
		expect([spent, isSpent, asked.length]).to.deep.equal([80, true, 4]);
		expect((await edgeOfMade(() => 0)).isSpent).to.equal(false);
	});
	it('is told as a bar and a sentence', async () => {
		const { result, edge } = await edgeOfMade((value) => (value > 333 ? 20 : 0));
		const bar = barOf(result, edge);
		expect(bar).to.match(/^█{27}▒?░{8,9}$/);
		expect(bar).to.have.length(36);
		expect(edgeSentence(result, edge)).to.match(/^3\d\d ms is borne \(≤ 13.9 %\); 3\d\d ms harms 20 of 20 \(83.2–100.0 %\)$/);
	});

	it('asks real hosts below, at and above the edge, where trials were simulated', async () => {
		const { result, edge } = await edgeOfMade((value) => (value > 333 ? 20 : 0));
		const at = pointsOf(made, result) ?? expect.fail();
		expect(at.points.map(({ where, name }) => [where, name])).to.deep.equal([
			['below', 'survive-pause-below'],
			['at', 'survive-pause-at'],
			['above', 'survive-pause-above'],
		]);
		const [below = 0, middle = 0, above = 0] = at.points.map(({ value }) => value);
		expect(middle).to.equal(edge.borne);
		expect(below).to.be.at.most(0.8 * middle);
		expect(above).to.be.at.least(1.25 * (edge.breaksAt ?? 0));
		expect(pointsOf(made, (await edgeOfMade(() => 0)).result)).to.equal(null);
	});
	it('holds real trials against simulated ones by their intervals', async () => {
		const { result } = await edgeOfMade((value) => (value > 333 ? 20 : 0));
		const at = pointsOf(made, result) ?? expect.fail();
		const trial = (outageMs: number, trusted = true) => ({ http: { outageMs }, trust: { trusted } }) as TrialMeasurements;
		const held = (above: TrialMeasurements[]) =>
			confirmed(
				{ strain: made, result, limits, confidence: 0.95 },
				at,
				new Map([
					['survive-pause-below', [trial(0), trial(1, false)]],
					['survive-pause-at', [trial(0)]],
					['survive-pause-above', above],
				]),
				{ engine: 'private', run: 'r' },
			);
		const good = held([trial(1), trial(1), trial(1)]);
		expect(good.agree).to.equal(true);
		// The trial that is not to be trusted does not count.
		expect(good.points[0]?.real).to.include({ k: 0, n: 1 });
		// 0 of 5 leaves at most 52 %; 20 of 20 says at least 83 %.
		const bad = held(Array.from({ length: 5 }, () => trial(0)));
		expect(bad.points.map(({ agree }) => agree)).to.deep.equal([true, true, false]);
		expect(bad.agree).to.equal(false);
		// No trial that can be trusted agrees with nothing.
		const none = held([trial(1, false)]);
		expect([none.points[2]?.agree, none.agree]).to.deep.equal([null, null]);
	});
});

describe('the strains', () => {
	it('make drills of ranges that are allowed, and that the simulator has a model of, at both ends of each ladder', () => {
		for (const strain of STRAINS)
			for (const value of [strain.ladder[0] ?? 0, strain.ladder.at(-1) ?? 0]) {
				const { drill } = strain.at(value, world, limits);
				expect(rangeProblems(drill), strain.id).to.deep.equal([]);
				expect(rangeProblems(strain.onHosts(value, seed, limits).drill), strain.id).to.deep.equal([]);
				checkAccepted(SIM_KIND, [drill], seed);
			}
	});
	it('leave a later Docker out where there is no swarm', async () => {
		expect(strainsOf(seed).map(({ id }) => id)).to.deep.equal(['pause', 'loss', 'jitter', 'boot', 'cpu']);
		expect(strainsOf(await loadCluster('fixtures/haproxy')).map(({ id }) => id)).to.deep.equal([
			'pause',
			'loss',
			'jitter',
			'cpu',
		]);
	});
	it('let Docker be later at a boot, on real hosts by a drop-in', () => {
		const boot = STRAINS.find(({ id }) => id === 'boot') ?? expect.fail();
		const { tuning } = boot.at(5000, world, limits);
		expect(tuning.bootDockerd.meanUs).to.equal(MEASURED.bootDockerd.meanUs + 5_000_000);
		const { spec } = boot.onHosts(5000, seed, limits);
		for (const { files } of spec.hosts) expect(files.at(-1)?.text).to.equal('[Service]\nExecStartPre=/bin/sleep 5\n');
	});
	it('find that the published recipe bears a pause up to Master_Down_Interval less an interval, 2.71 s', async () => {
		const pool = new SimPool(1, new AbortController().signal);
		const pause = { ...(STRAINS[0] as Strain), ladder: [2000, 2500, 4000] };
		const done = await survive(
			[pause],
			world,
			{ ...options, trials: 15, budget: 120 },
			onPool(pool, () => {}),
		);
		const move = done.strains[0]?.edges.find(({ harm }) => harm === 'move') ?? expect.fail();
		expect(move.borne).to.be.at.least(2500);
		// 3.707 s at priority 75, version 2, 1 s: longer, and it moves for certain.
		expect(move.breaksAt).to.be.within(2710, 3707);
		const survival = {
			...{ schemaVersion: 1 as const, vipdrillVersion: '1', cluster: 'seed', vip: '10.0.0.200', calibration: 'c', seed: 'x' },
			...{ trials: 15, confidence: 0.95, limits, notTold: [], notModelled: [], strains: done.strains },
			budget: { trials: 120, spent: done.spent, isSpent: done.isSpent },
		};
		expect(survivalText(survival, { color: false }))
			.to.include('pause of the owner')
			.and.to.include('is borne');
		const card = survivalCard({ ...survival, cluster: 'a<b' });
		expect(card).to.include('What a&lt;b (10.0.0.200) bears').and.not.to.include('a<b');
		// From 2 s to 4 s by logarithms, on 220 pixels.
		const green = Number(/class="good" x="226" y="\d+" width="([\d.]+)"/.exec(card)?.[1]);
		expect(green).to.be.closeTo(220 * Math.log2((move.borne ?? 0) / 2000), 0.01);
	});
});
