import { InputError } from '../../base/errors.ts';
import type { Duration } from '../../base/units.ts';
import type { ClusterSpec } from '../../cluster/spec.ts';
import { Random } from '../../labs/sim/random.ts';
import type { Tuning } from '../../labs/sim/tuning.ts';
import type { TrialMeasurements } from '../../metrics/measurements.ts';
import type { DrillSpec } from '../../scenario/spec.ts';
import { setFields, type Varied } from '../sweep/fields.ts';
import type { SimulateCells } from '../trial-cell.ts';
import { arithmeticOf, furtherSettings, type Settings, timerSettings } from './designs.ts';
import { FalseMoves } from './false-moves.ts';
import { frontOf, regrets, spread } from './front.ts';
import { type Goal, type Known, marginOf, meets, reachedOf } from './goals.ts';
import type { Design } from './shape.ts';
import type { Surroundings } from './surroundings.ts';

/** What is sought, and how. `budget`: simulated trials at most, in all. */
export interface TuneOptions {
	goals: readonly Goal[];
	surroundings: Surroundings;
	/** The drills that goals are about, by name, as they ship. */
	drills: ReadonlyMap<string, DrillSpec>;
	budget: number;
	seed: string;
	/** Told of each round before it begins, and of how many trials it has. */
	onRound?: (round: string, trials: number) => void;
}

/** A design as the search knows it. */
interface Candidate extends Known {
	settings: Settings;
	takeoverMs: number;
	trials: Map<string, TrialMeasurements[]>;
	failed: number;
}

/** Designs that trials are spent on, and of three the one that goes on. */
const FIRST_ROUND = 27;
const KEPT = 3;
/** Of each design and drill in the first round; three times as many in each further one, for a third of the designs. */
const LEAST_TRIALS = 10;
/** Takeovers and packets are told apart however small; false failovers down to one in ten thousand years. */
const LEAST = [1, 1 / 3_652_500, 0.001];

/**
 * Searches designs under the surroundings. Every combination of VRRP's timers is judged by arithmetic first: takeover, packets, and false failovers by the renewal process of
 * false-moves.ts. Trials are spent on the most spread of the front of these, by successive halving: a third goes on, with three times as many trials
 * (Jamieson and Talwalkar, Non-stochastic best arm identification and hyperparameter optimization, 2016). All designs see the same random numbers.
 * Pure: whoever calls says how trials are simulated.
 */
export async function tune(
	world: { spec: ClusterSpec; tuning: Tuning },
	options: TuneOptions,
	simulate: SimulateCells,
): Promise<{
	asItIs: Design;
	front: Design[];
	winner: Design | null;
	searched: { byArithmetic: number; simulated: number; trials: number; refused: string[] };
}> {
	const { goals, surroundings } = options;
	const falseMoves = new FalseMoves(world.tuning, surroundings);
	const random = new Random(`tune\0${options.seed}`);
	const all = timerSettings(world.spec).flatMap((settings) => candidateOf(world.spec, settings, falseMoves) ?? []);
	const [asItIs, ...others] = all;
	if (!asItIs) throw noBackup();
	const able = others.filter((one) => byArithmetic(goals, one) >= 0);
	const front = frontOf(able.length > 0 ? able : others, figuresOf);
	const wantsTrials = goals.some(({ kind }) => kind === 'metric');
	const wantsFurther = goals.some((goal) => goal.kind === 'metric' && !goal.slo.metric.path.startsWith('takeover'));
	const seeds = spread(front, figuresOf, FIRST_ROUND);
	// Where trials judge more than takeovers, the same timers with other fields compete too.
	const first = wantsFurther
		? seeds.flatMap((one, i) =>
				i % 3 === 0
					? [one]
					: [candidateOf(world.spec, { ...one.settings, ...furtherSettings(world.spec, random) }, falseMoves) ?? one],
			)
		: seeds;
	const refused: string[] = [];
	const spent = { trials: 0, designs: 0 };
	if (wantsTrials) await halve([asItIs, ...first], world, options, simulate, refused, spent);
	const known = [...new Set([...first, ...front])];
	const designs = known.map((one) => designOf(one, goals));
	const winner = mark(designs);
	const shown = new Set([...frontOf(known, figuresOf)].map((one) => known.indexOf(one)));
	return {
		asItIs: designOf(asItIs, goals),
		front: designs
			.filter((one, i) => shown.has(i) || one === winner || one.wins.length > 0)
			.toSorted((a, b) => a.takeoverMs - b.takeoverMs),
		winner,
		searched: { byArithmetic: all.length, simulated: spent.designs, trials: spent.trials, refused },
	};
}

const figuresOf = ({ takeoverMs, falseMovesPerDay, packetsPerSecond }: Candidate) => [
	takeoverMs,
	falseMovesPerDay.high,
	packetsPerSecond,
];

function candidateOf(spec: ClusterSpec, settings: Settings, falseMoves: FalseMoves): Candidate | null {
	const known = arithmeticOf(spec, settings);
	if (!known) return null;
	return {
		settings,
		// At an even phase of the interval: 99 of 100 crashes come later than a hundredth of it after an advertisement.
		takeoverMs: known.nextDownMs - 0.01 * known.intervalMs,
		falseMovesPerDay: falseMoves.perDay(known),
		packetsPerSecond: known.packetsPerSecond,
		trials: new Map(),
		failed: 0,
	};
}

/** The least margin over what arithmetic can say, that of the takeover too. */
function byArithmetic(goals: readonly Goal[], one: Candidate): number {
	return Math.min(
		Number.POSITIVE_INFINITY,
		...goals.map((goal) => {
			if (goal.kind !== 'metric') return marginOf(goal, reachedOf(goal, one));
			const isTakeover = goal.slo.metric.path === 'takeoverMs' && ['p95', 'p99', 'max'].includes(goal.slo.of);
			return isTakeover ? marginOf(goal, one.takeoverMs) : 0;
		}),
	);
}

/** Spends trials on designs, on fewer and fewer. The design as it is stays to the end, to be compared with. */
async function halve(
	designs: readonly Candidate[],
	world: { spec: ClusterSpec; tuning: Tuning },
	{ goals, surroundings, drills, budget, seed, onRound }: TuneOptions,
	simulate: SimulateCells,
	refused: string[],
	spent: { trials: number; designs: number },
): Promise<void> {
	const names = [...new Set(goals.flatMap((goal) => (goal.kind === 'metric' ? [goal.drill] : [])))];
	const asked = names.flatMap((name) => drills.get(name) ?? []).map((drill) => under(drill, surroundings));
	const [asItIs, ...others] = designs;
	let alive = [asItIs as Candidate, ...others].flatMap((one) => {
		const varied = variedOf(world, one.settings, refused);
		return varied ? [{ one, varied }] : [];
	});
	spent.designs = alive.length;
	for (let trials = LEAST_TRIALS; alive.length > 0; trials *= KEPT) {
		const cells = alive.flatMap(({ varied }) => asked.map((drill) => ({ ...varied, drill, trials, seed })));
		if (spent.trials + cells.length * trials > budget) return;
		onRound?.(`${alive.length} designs: trials`, cells.length * trials);
		const outcomes = await simulate(cells);
		spent.trials += cells.length * trials;
		for (const [i, { one }] of alive.entries()) {
			one.failed = 0;
			for (const [j, { name }] of asked.entries()) {
				const outcome = outcomes[i * asked.length + j];
				one.trials.set(name, outcome?.measured ?? []);
				one.failed += outcome?.failed ?? 0;
			}
		}
		if (alive.length <= KEPT + 1) return;
		const kept = new Set(
			best(
				alive.map(({ one }) => one).filter((one) => one !== asItIs),
				goals,
			),
		);
		alive = alive.filter(({ one }) => one === asItIs || kept.has(one));
	}
}

/** A third of them: of those that meet all goals the best compromises, and the best at each figure; then those that miss them by least. */
function best(some: readonly Candidate[], goals: readonly Goal[]): Candidate[] {
	const count = Math.ceil(some.length / KEPT);
	const able = some.filter((one) => leastMargin(one, goals) >= 0);
	const regret = regrets(able, figuresOf, LEAST);
	const compromises = able.toSorted((a, b) => (regret.get(a) ?? 0) - (regret.get(b) ?? 0));
	const ends = [0, 1, 2].flatMap(
		(i) => able.toSorted((a, b) => (figuresOf(a)[i] as number) - (figuresOf(b)[i] as number))[0] ?? [],
	);
	const byMargin = some.toSorted((a, b) => leastMargin(b, goals) - leastMargin(a, goals));
	return [...new Set([...compromises.slice(0, 1), ...(count > KEPT ? ends : []), ...compromises, ...byMargin])].slice(0, count);
}

const leastMargin = (one: Candidate, goals: readonly Goal[]) =>
	Math.min(Number.POSITIVE_INFINITY, ...goals.map((goal) => marginOf(goal, reachedOf(goal, one))));

/** The cluster with the settings, as keepalived reads it; null where it would not, and then the reason is noted. */
function variedOf(world: Varied, settings: Settings, refused: string[]): Varied | null {
	try {
		return setFields(world, settings);
	} catch (error) {
		if (!(error instanceof InputError)) throw error;
		refused.push(`${Object.entries(settings).flat().join(' ')}: ${error.problems[0]?.problem ?? error.message}`);
		return null;
	}
}

/** The drill as the surroundings have it, but for pauses: these are asked by arithmetic. */
export function under(drill: DrillSpec, { loss, latencyMs, jitterMs }: Surroundings): DrillSpec {
	const ms = (value: number): Duration => `${value}ms`;
	const conditions = {
		...(latencyMs > 0 && { latency: ms(latencyMs) }),
		...(jitterMs > 0 && { jitter: ms(jitterMs) }),
		...(loss > 0 && { loss: loss * 100 }),
	};
	return Object.keys(conditions).length === 0 ? drill : { ...drill, conditions: { ...drill.conditions, ...conditions } };
}

function designOf(one: Candidate, goals: readonly Goal[]): Design {
	const margins = goals.map((goal) => marginOf(goal, reachedOf(goal, one)));
	const least = Math.min(Number.POSITIVE_INFINITY, ...margins);
	return {
		settings: { ...one.settings },
		takeoverMs: one.takeoverMs,
		falseMovesPerDay: one.falseMovesPerDay,
		packetsPerSecond: one.packetsPerSecond,
		trials: Math.max(0, ...[...one.trials.values()].map(({ length }) => length)),
		failed: one.failed,
		reached: reachedBy(one, goals),
		meetsAll: least >= 0,
		margin: Number.isFinite(least) ? least : null,
		wins: [],
	};
}

/** What a design, or real hosts, reach of each goal. */
export const reachedBy = (known: Known, goals: readonly Goal[]): Design['reached'] =>
	goals.map((goal) => {
		const value = reachedOf(goal, known);
		return { goal: goal.text, value, isMet: value !== null && meets(goal, value) };
	});

/** Whether a design held on real hosts: false where a goal was missed or a pause moved it, null where something of it was not told. `paused`: pauses that can be trusted; null where none were asked. */
export function heldBy(reached: Design['reached'], paused: { trials: number; moved: number } | null): boolean | null {
	if (reached.some(({ value, isMet }) => value !== null && !isMet) || (paused?.moved ?? 0) > 0) return false;
	return reached.some(({ value }) => value === null) || paused?.trials === 0 ? null : true;
}

/** Says what each is the best at, of those that meet all goals and were asked longest. Returns the best compromise. */
function mark(designs: readonly Design[]): Design | null {
	const able = designs.filter(({ meetsAll }) => meetsAll);
	const longest = Math.max(0, ...able.map(({ trials }) => trials));
	const asked = able.filter(({ trials }) => trials === longest);
	const figures = ({ takeoverMs, falseMovesPerDay, packetsPerSecond }: Design) => [
		takeoverMs,
		falseMovesPerDay.high,
		packetsPerSecond,
	];
	const least = (some: readonly Design[], figure: (one: Design) => number) => some.toSorted((a, b) => figure(a) - figure(b))[0];
	least(able, (one) => one.takeoverMs)?.wins.push('the quickest takeover');
	least(able, (one) => one.falseMovesPerDay.high)?.wins.push('the fewest false failovers');
	least(able, (one) => one.packetsPerSecond)?.wins.push('the fewest packets');
	const regret = regrets(able, figures, LEAST);
	const winner = least(asked, (one) => regret.get(one) ?? 0) ?? null;
	winner?.wins.push('the best compromise: at its farthest figure it is nearest to the best of all that meet every goal');
	return winner;
}

const noBackup = () =>
	new InputError([
		{
			file: 'cluster.yaml',
			field: 'vip',
			problem: 'there is no backup for the floating IP, so nothing can be tuned',
			fix: 'Let two hosts at least have a vrrp_instance with it',
		},
	]);
