import type { ClusterSpec } from '../../cluster/spec.ts';
import type { Tuning } from '../../labs/sim/tuning.ts';
import { clopperPearson, upperBound } from '../statistics/binomial.ts';
import type { SimulateCells } from '../trial-cell.ts';
import type { Counted, Edge, StrainResult } from './shape.ts';
import type { Harm, Limits, Strain } from './strain.ts';

/** How edges are sought. `budget`: trials at most, in all. */
export interface SurviveOptions {
	trials: number;
	seed: string;
	confidence: number;
	budget: number;
	limits: Limits;
	/** Told of each round before it begins, and of how many trials it has. */
	onRound?: (round: string, trials: number) => void;
}

/** What was simulated at one value. */
interface Probe {
	value: number;
	trials: number;
	failed: number;
	harmed: Partial<Record<Harm, number>>;
}

/** Between the value that is borne and the one that is not; a share of the latter. */
const CLOSE_ENOUGH = 0.05;
/** Where a harm's monotony is looked at beside the edge, as shares of it. */
const BESIDE = [0.75, 1.2];

/** Strains with what was probed of each, as they go. */
type Ground = ReadonlyMap<Strain, Probe[]>;

/**
 * The greatest value of each strain that a design bears, for each harm. First each value of a strain's ladder is asked, then by bisection the gap between the
 * least value that harmed any trial and the greatest asked one below it; at last some values beside each edge, to see whether more strain does more harm.
 * A value that harms below an edge becomes the edge. All values see the same random numbers. Pure: whoever calls says how trials are simulated.
 */
export async function survive(
	strains: readonly Strain[],
	world: { spec: ClusterSpec; tuning: Tuning },
	options: SurviveOptions,
	simulate: SimulateCells,
): Promise<{ strains: StrainResult[]; spent: number; isSpent: boolean }> {
	const ground: Ground = new Map(strains.map((strain) => [strain, []]));
	let spent = 0;
	let isSpent = false;
	const ask = async (round: string, wanted: readonly { strain: Strain; value: number }[]): Promise<boolean> => {
		const isNew = ({ strain, value }: { strain: Strain; value: number }) =>
			!ground.get(strain)?.some((one) => one.value === value);
		const left = Math.floor((options.budget - spent) / options.trials);
		const asked = wanted.filter(
			(one, i) => isNew(one) && wanted.findIndex(({ strain, value }) => strain === one.strain && value === one.value) === i,
		);
		const some = asked.slice(0, Math.max(0, left));
		if (some.length < asked.length) isSpent = true;
		if (some.length === 0) return false;
		options.onRound?.(round, some.length * options.trials);
		const { trials, seed } = options;
		const outcomes = await simulate(
			some.map(({ strain, value }) => ({ ...strain.at(value, world, options.limits), trials, seed })),
		);
		spent += some.length * trials;
		for (const [i, { strain, value }] of some.entries()) {
			const { measured = [], failed = 0 } = outcomes[i] ?? {};
			const harmed = Object.entries(strain.harms).map(([harm, isHarmed]) => [
				harm,
				measured.filter((trial) => isHarmed(trial, options.limits)).length,
			]);
			ground.get(strain)?.push({ value, trials: measured.length, failed, harmed: Object.fromEntries(harmed) });
		}
		return true;
	};
	await ask(
		'first values',
		strains.flatMap((strain) => strain.ladder.map((value) => ({ strain, value }))),
	);
	const narrow = async () => {
		while (
			await ask(
				'edges',
				[...ground].flatMap(([strain, probes]) => gapsOf(strain, probes)),
			)
		) {}
	};
	await narrow();
	await ask(
		'beside the edges',
		[...ground].flatMap(([strain, probes]) => besideOf(strain, probes)),
	);
	await narrow();
	return { strains: [...ground].map(([strain, probes]) => resultOf(strain, probes, options.confidence)), spent, isSpent };
}

const harmsOf = (strain: Strain) => Object.keys(strain.harms) as Harm[];

/** The least value that harmed, and the greatest asked one below it. */
function edgeOf(probes: readonly Probe[], harm: Harm): { borne: Probe | null; breaks: Probe | null } {
	const sorted = probes.toSorted((a, b) => a.value - b.value);
	const at = sorted.findIndex(({ harmed }) => (harmed[harm] ?? 0) > 0);
	return { borne: sorted[(at < 0 ? sorted.length : at) - 1] ?? null, breaks: sorted[at] ?? null };
}

/** The value in the middle of each harm's gap, where that is wide yet. */
function gapsOf(strain: Strain, probes: readonly Probe[]): { strain: Strain; value: number }[] {
	return harmsOf(strain).flatMap((harm) => {
		const { borne, breaks } = edgeOf(probes, harm);
		if (!borne || !breaks) return [];
		const isClose = breaks.value - borne.value <= Math.max(1.5 * strain.step, CLOSE_ENOUGH * breaks.value);
		const middle = borne.value > 0 ? Math.sqrt(borne.value * breaks.value) : breaks.value / 2;
		return isClose ? [] : [{ strain, value: stepped(strain, middle) }];
	});
}

function besideOf(strain: Strain, probes: readonly Probe[]): { strain: Strain; value: number }[] {
	const greatest = strain.ladder.at(-1) ?? 0;
	return harmsOf(strain).flatMap((harm) => {
		const { breaks } = edgeOf(probes, harm);
		if (!breaks) return [];
		const values = BESIDE.map((share) => stepped(strain, share * breaks.value));
		return values.filter((value) => value >= (strain.ladder[0] ?? 0) && value <= greatest).map((value) => ({ strain, value }));
	});
}

/** Whole steps, without the dust of floating point. */
const stepped = ({ step }: Strain, value: number) => Number((Math.round(value / step) * step).toPrecision(12));

function resultOf(strain: Strain, probes: readonly Probe[], confidence: number): StrainResult {
	const sorted = probes.toSorted((a, b) => a.value - b.value);
	return {
		id: strain.id,
		title: strain.title,
		what: strain.what,
		caveat: strain.caveat,
		probes: sorted.map((probe) => ({ ...probe, shown: strain.format(probe.value) })),
		edges: harmsOf(strain).map((harm): Edge => {
			const { borne, breaks } = edgeOf(sorted, harm);
			return {
				harm,
				borne: borne?.value ?? null,
				failureBound: borne && upperBound(0, borne.trials, confidence),
				breaksAt: breaks?.value ?? null,
				there: breaks && countedOf(breaks.harmed[harm] ?? 0, breaks.trials, confidence),
				monotone: fallOf(strain, sorted, harm, confidence),
			};
		}),
		cannotTell: strain.cannotTell,
		confirmed: null,
	};
}

/** How often trials were harmed, with the interval of that share. */
export const countedOf = (k: number, n: number, confidence: number): Counted => ({ k, n, ...clopperPearson(k, n, confidence) });

/** The first pair of values of which the greater certainly harms less often, in words. */
function fallOf(strain: Strain, sorted: readonly Probe[], harm: Harm, confidence: number): string | null {
	const counts = sorted.map(({ value, trials, harmed }) => ({ value, ...countedOf(harmed[harm] ?? 0, trials, confidence) }));
	for (const [i, less] of counts.entries()) {
		const more = counts.slice(i + 1).find(({ high }) => high < less.low);
		if (more)
			return `${strain.format(less.value)} harms ${less.k} of ${less.n}, ${strain.format(more.value)} only ${more.k} of ${more.n}`;
	}
	return null;
}
