import { expect } from 'chai';
import { InputError } from '../../base/errors.ts';
import { Random } from '../../labs/sim/random.ts';
import { shippedWithoutSuites } from '../../labs/sim/testing.ts';
import { MEASURED } from '../../labs/sim/tuning.ts';
import { loadCluster } from '../../load/load-cluster.ts';
import type { TrialMeasurements } from '../../metrics/measurements.ts';
import { setFields } from '../sweep/fields.ts';
import type { SimulateCells, TrialCell } from '../trial-cell.ts';
import { arithmeticOf, furtherSettings, timerSettings } from './designs.ts';
import { changesBetween, diffsOf } from './edits.ts';
import { dominates, frontOf, regrets, spread } from './front.ts';
import { marginOf, meets, parseGoals, reachedOf } from './goals.ts';
import { parsePauses } from './parse-pauses.ts';
import { TUNING_SCHEMA_VERSION, type Tuned } from './shape.ts';
import { heldBy, type TuneOptions, tune, under } from './tune.ts';
import { rateText, tuneText } from './tune-text.ts';

const seed = await loadCluster('fixtures/seed');
const hardened = await loadCluster('fixtures/hardened');
const drills = await shippedWithoutSuites();
const CALM = { loss: 0, latencyMs: 0, jitterMs: 0, pauses: null };
const LOSSY = { ...CALM, loss: 0.001 };
const world = { spec: seed, tuning: MEASURED };

describe('goals', () => {
	it('are objectives, of kill-master where they name no drill, and what arithmetic tells', () => {
		const goals = parseGoals([
			'takeover.p99 < 1s',
			'failback: failback.http.outage.max <= 2s',
			'falseFailovers.perYear < 3.6525',
			'packets.perSecond <= 5',
		]);
		expect(goals.map((goal) => [goal.kind, 'drill' in goal ? goal.drill : null, goal.operator, goal.limit])).to.deep.equal([
			['metric', 'kill-master', '<', 1000],
			['metric', 'failback', '<=', 2000],
			['false-moves', null, '<', 0.01],
			['packets', null, '<=', 5],
		]);
	});
	it('are refused all at once', () => {
		try {
			parseGoals(['takeovr.p99 < 1s', 'falseFailovers < 1', 'takeover < 1s']);
			expect.fail();
		} catch (error) {
			const { problems } = error as InputError;
			expect(problems.map(({ fix }) => fix)).to.deep.equal([
				'Did you mean takeover.p99',
				'Write falseFailovers.perDay < 0.01, falseFailovers.perYear < 1 or packets.perSecond < 20',
				'Write for instance takeover.p99 < 1s',
			]);
		}
	});
	it('are met, and by which margin, as their operators say', () => {
		const [below, atMost, above] = parseGoals(['takeover.p99 < 1s', 'takeover.max <= 1s', 'http.availability.min >= 0.5']);
		if (!below || !atMost || !above) expect.fail();
		expect([meets(below, 1000), meets(atMost, 1000), meets(above, 0.5)]).to.deep.equal([false, true, true]);
		expect(marginOf(below, 500)).to.be.closeTo(Math.log(2), 1e-12);
		expect(marginOf(below, 1000)).to.be.below(0);
		expect(marginOf(atMost, 1000)).to.equal(0);
		expect(marginOf(above, 0.25)).to.be.closeTo(-Math.log(2), 1e-12);
		expect(marginOf(below, null)).to.equal(Number.NEGATIVE_INFINITY);
	});
	it('are asked of trials by their statistic, and of false failovers by the upper bound', () => {
		const trials = new Map([['kill-master', [300, 100, 200].map((takeoverMs) => ({ takeoverMs }) as TrialMeasurements)]]);
		const known = { falseMovesPerDay: { low: 1, high: 2 }, packetsPerSecond: 7, trials };
		const goals = ['takeover.p50 < 1s', 'takeover.mean < 1s', 'takeover.min < 1s', 'takeover.max < 1s', 'http.outage.p99 < 1s'];
		const values = parseGoals([...goals, 'falseFailovers.perDay < 1', 'packets.perSecond < 9']).map((goal) =>
			reachedOf(goal, known),
		);
		expect(values).to.deep.equal([200, 200, 100, 300, null, 2, 7]);
	});
});

describe('pauses', () => {
	it('are a rate and a length, or two', () => {
		expect(parsePauses('24/day:0..300ms')).to.deep.equal({ perDay: 24, fromMs: 0, toMs: 300 });
		expect(parsePauses('2/hour:100ms..1s')).to.deep.equal({ perDay: 48, fromMs: 100, toMs: 1000 });
		expect(parsePauses('1/day:200ms')).to.deep.equal({ perDay: 1, fromMs: 200, toMs: 200 });
	});
	it('are refused where they cannot be read, or end before they begin', () => {
		for (const text of ['300ms', '1/week:1s', '1/day:300', '1/day:2s..1s'])
			expect(() => parsePauses(text), text).to.throw(InputError, '--pauses');
	});
});

describe('designs', () => {
	it('begin with the files as they are, and know takeover, backups and packets', () => {
		const [first] = timerSettings(seed);
		expect(first).to.deep.equal({});
		const own = arithmeticOf(seed, {}) ?? expect.fail();
		// 3 × 1 s and (256 − 75) / 256 s, (256 − 50) / 256 s.
		expect(own.downMs.map((ms) => Math.round(ms))).to.deep.equal([3707, 3805]);
		expect([own.nextDownMs, own.packetsPerSecond].map((x) => Math.round(x))).to.deep.equal([3707, 1]);
		const quick =
			arithmeticOf(seed, { version: '3', advert_int: '0.1', down_timer_adverts: '5', 'priority@docker2': '225' }) ??
			expect.fail();
		// 500 ms and (256 − 225) / 256 of 100 ms; the owner keeps its 100, and is now after docker2 in the order that the files have.
		expect(Math.min(...quick.downMs)).to.be.closeTo(512, 1);
		expect(quick.packetsPerSecond).to.equal(10);
	});
	it('are all of a form that keepalived takes', () => {
		for (const settings of timerSettings(seed).filter((_, i) => i % 24 === 1))
			expect(() => setFields(world, settings), JSON.stringify(settings)).not.to.throw();
	});
	it('vary check scripts only where there are some', () => {
		const draws = (spec: typeof seed) =>
			new Set(Array.from({ length: 30 }, (_, i) => Object.keys(furtherSettings(spec, new Random(`d${i}`)))).flat());
		expect([...draws(seed)].some((field) => field.startsWith('script.'))).to.equal(false);
		expect([...draws(hardened)]).to.include.members(['preempt_delay', 'script.interval', 'script.fall']);
	});
	it('leave priorities as they are where hosts share a file, or a check has a weight', () => {
		const hosts = seed.hosts.map((host) => ({
			...host,
			keepalived: host.keepalived && { ...host.keepalived, file: 'one.conf' },
		}));
		const fields = (spec: typeof seed) => new Set(timerSettings(spec).flatMap((one) => Object.keys(one)));
		expect([...fields({ ...seed, hosts })]).to.have.members(['version', 'advert_int', 'down_timer_adverts']);
		expect([...fields(seed)]).to.include('priority@docker2');
		const weighed = seed.hosts.map((host) => ({
			...host,
			keepalived: host.keepalived && {
				...host.keepalived,
				instances: host.keepalived.instances.map((one) => ({
					...one,
					tracks: [{ kind: 'script' as const, name: 'c', weight: -30, reverse: false }],
				})),
			},
		}));
		expect([...fields({ ...seed, hosts: weighed })]).not.to.include('priority@docker2');
	});
});

describe('a front', () => {
	const points = [
		[1, 9],
		[2, 5],
		[3, 5],
		[5, 2],
		[9, 1],
		[9, 1],
	];
	const own = (one: number[]) => one;
	it('is what nothing dominates, equals once', () => {
		expect(dominates([1, 2], [1, 3])).to.equal(true);
		expect(dominates([1, 2], [1, 2])).to.equal(false);
		expect(frontOf(points, own)).to.deep.equal([
			[1, 9],
			[2, 5],
			[5, 2],
			[9, 1],
		]);
	});
	it('is thinned out where it is dense, never at its ends', () => {
		const dense = [
			[1, 9],
			[4.9, 5.1],
			[5, 5],
			[7, 3],
			[9, 1],
		];
		// Room of 4.9: (5 − 1) / 8 + (9 − 5) / 8; of 5: (7 − 4.9) / 8 + (5.1 − 3) / 8, the least; of 7: (9 − 5) / 8 + (5 − 1) / 8.
		expect(spread(dense, own, 4)).to.deep.equal(dense.filter(([x]) => x !== 5));
		expect(spread(dense, own, 9)).to.deep.equal(dense);
	});
	it('has a best compromise: nearest to the best at its farthest figure, by logarithms', () => {
		const all = [
			[1, 100],
			[10, 10],
			[100, 1],
			[20, 10],
		];
		const regret = regrets(all, own, [1e-9, 1e-9]);
		expect(all.map((one) => Number((regret.get(one) ?? 0).toFixed(2)))).to.deep.equal([1, 0.5, 1, 0.65]);
		// Below 10 nothing is told apart, so the third is as good as the second there.
		const coarse = regrets(all, own, [1e-9, 10]);
		expect(Number((coarse.get(all[1] as number[]) ?? 0).toFixed(2))).to.equal(0.5);
		expect(coarse.get(all[0] as number[])).to.be.closeTo(1.001, 1e-9);
	});
});

describe('a search', () => {
	/** Trials whose takeover is what arithmetic says, at an even phase. */
	const predicted =
		(asked: TrialCell[] = [], scale = 1): SimulateCells =>
		async (cells) => {
			asked.push(...cells);
			return cells.map(({ spec, trials }) => {
				const { nextDownMs = 0, intervalMs = 0 } = arithmeticOf(spec, {}) ?? {};
				const takeoverMs = (i: number) => scale * (nextDownMs - (intervalMs * (i + 0.5)) / trials);
				return {
					measured: Array.from({ length: trials }, (_, i) => ({ takeoverMs: takeoverMs(i) }) as TrialMeasurements),
					failed: 0,
				};
			});
		};
	const options = (some: Partial<TuneOptions> = {}): TuneOptions => ({
		goals: parseGoals(['takeover.p99 < 1s', 'falseFailovers.perDay < 0.01']),
		surroundings: LOSSY,
		drills,
		budget: 3000,
		seed: 's',
		...some,
	});

	const asked: TrialCell[] = [];
	let once: ReturnType<typeof tune> | null = null;
	const onceFound = () => (once ??= tune(world, options(), predicted(asked)));

	it('finds a design that meets every goal, and spends ever more trials on ever fewer', async () => {
		const found = await onceFound();
		const winner = found.winner ?? expect.fail();
		expect(winner.meetsAll).to.equal(true);
		expect(winner.falseMovesPerDay.high).to.be.below(0.01);
		expect(winner.takeoverMs).to.be.below(1000);
		expect(winner.wins.at(-1)).to.include('compromise');
		expect(found.asItIs.meetsAll, 'the recipe takes 3.7 s').to.equal(false);
		// 27 and the design as it is at 10 trials; 9 and it at 30; 3 and it at 90.
		const rounds = new Map<number, number>();
		for (const { trials } of asked) rounds.set(trials, (rounds.get(trials) ?? 0) + 1);
		expect([...rounds]).to.deep.equal([
			[10, 28],
			[30, 10],
			[90, 4],
		]);
		expect(found.searched).to.deep.include({ simulated: 28, trials: 940, refused: [] });
		expect(winner.trials).to.equal(90);
		expect(new Set(asked.map(({ drill }) => drill.conditions?.loss))).to.deep.equal(new Set([0.1]));
	});
	it('believes trials, not arithmetic, of what they show', async () => {
		// Real takeovers of twice what the timers say.
		const found = await tune(world, options(), predicted([], 2));
		const winner = found.winner ?? expect.fail();
		expect(winner.takeoverMs).to.be.below(500);
	});
	it('has no winner where goals cannot be met together', async () => {
		const goals = parseGoals(['takeover.p99 < 0.2s', 'falseFailovers.perYear < 0.001', 'packets.perSecond < 2']);
		const { winner, front } = await tune(world, options({ goals }), predicted());
		expect(winner).to.equal(null);
		expect(front.length).to.be.above(0);
		expect(front.some(({ meetsAll }) => meetsAll)).to.equal(false);
	});
	it('needs no trial where arithmetic tells all, and keeps to its budget where not', async () => {
		const none: TrialCell[] = [];
		const still = await tune(world, options({ goals: parseGoals(['falseFailovers.perDay < 0.01']) }), predicted(none));
		expect([none.length, still.searched.trials]).to.deep.equal([0, 0]);
		expect(still.winner).not.to.equal(null);
		const short = await tune(world, options({ budget: 300 }), predicted());
		expect(short.searched.trials).to.equal(280);
	});
	it('has a winner that changes as few files as there are, each as a diff', async () => {
		const { winner } = await onceFound();
		const better = setFields(world, winner?.settings ?? {}).spec;
		const changes = changesBetween(seed, better);
		expect(changes.map(({ file }) => file)).to.deep.equal(
			['docker1', 'docker2', 'docker3'].map((name) => `keepalived/${name}.conf`),
		);
		for (const { diff } of diffsOf(changes))
			expect(diff)
				.to.match(/^--- keepalived/)
				.and.to.match(/^- {4}advert_int 1$/m);
		expect(changesBetween(seed, seed)).to.deep.equal([]);
	});
	it('refuses to write a shared file in two ways', () => {
		const shared = (texts: string[]) => ({
			...seed,
			hosts: seed.hosts.map((host, i) => ({
				...host,
				keepalived: host.keepalived && { ...host.keepalived, file: 'one.conf', text: texts[i] ?? 'a' },
			})),
		});
		expect(changesBetween(shared(['a', 'a', 'a']), shared(['b', 'b', 'b']))).to.have.length(1);
		expect(() => changesBetween(shared(['a', 'a', 'a']), shared(['b', 'c', 'b']))).to.throw(RangeError, 'one.conf');
	});
	it('puts the surroundings into conditions, and none where there are none', () => {
		const kill = drills.get('kill-master') ?? expect.fail();
		expect(under(kill, { ...CALM, loss: 0.02, latencyMs: 5, jitterMs: 3 }).conditions).to.deep.equal({
			latency: '5ms',
			jitter: '3ms',
			loss: 2,
		});
		expect(under(kill, CALM)).to.equal(kill);
	});

	it('is told with a drawing, a table, why each wins and what changes', async () => {
		const found = await onceFound();
		const tuned: Tuned = {
			...{
				schemaVersion: TUNING_SCHEMA_VERSION,
				vipdrillVersion: '1',
				cluster: 'seed',
				vip: '10.0.0.200',
				calibration: 'c',
				seed: 's',
			},
			...{
				goals: options().goals.map(({ text }) => text),
				surroundings: { ...LOSSY, pauses: { perDay: 24, fromMs: 0, toMs: 300 } },
			},
			...{
				...found,
				diff: [{ file: 'a.conf', diff: '--- a.conf\n-x\n+y\n' }],
				lived: { days: 365, falseMoves: 0 },
				notModelled: [],
			},
			confirmed: {
				...{ trials: 30, trusted: 29, held: true, engine: 'private', run: 'reports/x' },
				...{ reached: [{ goal: 'takeover.p99 < 1s', value: 640, isMet: true }], pauses: { lengthMs: 300, trials: 30, moved: 0 } },
			},
		};
		const text = tuneText(tuned, { color: false });
		expect(text).to.include('seed under 0.1 % loss, 24 pauses a host and day of 0 ms to 300 ms: takeover.p99 < 1s');
		expect(text).to.match(/^• +3.70 s .* missed 1 +as it is$/m);
		expect(text).to.match(/^★ +\d+ ms .* met +version 3, advert_int/m);
		expect(text).to.include('★ wins by').and.to.include('+y').and.to.include('it held: takeover.p99 < 1s ✓ 640 ms; 29 of 30');
		expect(text)
			.to.include('lived 365 days and moved 0 times')
			.and.to.include('30 pauses of the owner of 300 ms moved the floating IP 0 times');
		const none = tuneText({ ...tuned, winner: null, diff: [], lived: null, confirmed: null }, { color: false });
		expect(none).to.include('No design of the search meets every goal.');
	});
	it('held on real hosts where every goal and pause did, and is not told where no trial can be trusted', () => {
		const goal = (value: number | null, isMet: boolean) => ({ goal: 'g', value, isMet });
		expect(heldBy([goal(1, true)], { trials: 3, moved: 0 })).to.equal(true);
		expect(heldBy([goal(1, true)], null)).to.equal(true);
		expect(heldBy([goal(1, true), goal(null, false)], null)).to.equal(null);
		expect(heldBy([goal(1, true)], { trials: 0, moved: 0 })).to.equal(null);
		expect(heldBy([goal(null, false), goal(2, false)], null)).to.equal(false);
		expect(heldBy([goal(1, true)], { trials: 3, moved: 1 })).to.equal(false);
	});
	it('writes rates as people read them', () => {
		expect([0, 3.21, 120, 0.01, 0.0003, 1e-5, 1e-12].map(rateText)).to.deep.equal([
			...['never', '3.2 a day', '120 a day', '3.7 a year', '0.11 a year', '1 in 270 years', 'less than 1 in 1,000,000 years'],
		]);
	});
});
