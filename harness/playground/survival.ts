import type { ClusterSpec } from '../cluster/spec.ts';
import type { Tuning } from '../labs/sim/tuning.ts';
import type { TrialMeasurements } from '../metrics/measurements.ts';
import type { StrainResult, Survival } from '../study/survive/shape.ts';
import { HARMS, type Strain } from '../study/survive/strain.ts';
import { NOT_TOLD, STRAINS } from '../study/survive/strains.ts';
import { type Axis, axisOf, countingWords, edgeSentence, notesOf, placeOn, scaleOf } from '../study/survive/survival-text.ts';
import { type SurviveOptions, survive } from '../study/survive/survive.ts';
import { USUAL } from '../study/survive/usual.ts';
import type { TrialCell } from '../study/trial-cell.ts';

/** Trials that a worker is asked for at a time, as `vipdrill survive` hands them out. */
const A_PART = 25;
/** A guess is right so near to the edge, as a share of it. */
const NEAR = 0.1;

/** What strains are put on. */
export interface World {
	spec: ClusterSpec;
	tuning: Tuning;
}

/** Some trials of a cell: `from` to `from + count - 1`. */
export interface CellPart {
	cell: TrialCell;
	from: number;
	count: number;
}

/** Simulates parts, in any order, and hands each answer over as it comes; null for a trial that ended with an error. */
export type InParts = (
	parts: readonly CellPart[],
	take: (answer: (TrialMeasurements | null)[], index: number) => void,
) => Promise<void>;

/** What is asked by a page: which strains, of how many trials. */
export interface SurvivalAsk {
	strains: readonly string[];
	trials: number;
	budget: number;
	seed: string;
	/** Told of each round as its trials are done. */
	onTrials?: (round: string, done: number, of: number) => void;
}

/** What a page shows of it. */
export type Survived = Pick<Survival, 'strains' | 'budget'>;

/** What a design bears, as `vipdrill survive --only … --seed …` works it out; whoever calls says how trials are simulated. */
export async function survivalOf(
	world: World,
	{ strains, trials, budget, seed, onTrials }: SurvivalAsk,
	inParts: InParts,
): Promise<Survived> {
	const round = { name: '', done: 0, of: 0 };
	const options: SurviveOptions = {
		...{ trials, seed, budget, confidence: USUAL.confidence, limits: USUAL.limits },
		onRound: (name, of) => Object.assign(round, { name, done: 0, of }),
	};
	const asked = STRAINS.filter(({ id }) => strains.includes(id));
	const found = await survive(asked, world, options, async (cells) => {
		const parts = cells.flatMap((cell, index) =>
			Array.from({ length: Math.ceil(cell.trials / A_PART) }, (_, part) => {
				const from = part * A_PART + 1;
				return { index, cell, from, count: Math.min(A_PART, cell.trials - from + 1) };
			}),
		);
		const outcomes = cells.map(() => ({ measured: [] as TrialMeasurements[], failed: 0 }));
		await inParts(
			parts.map(({ cell, from, count }) => ({ cell, from, count })),
			(answer, part) => {
				const outcome = outcomes[parts[part]?.index ?? -1];
				const measured = answer.filter((one) => one !== null);
				outcome?.measured.push(...measured);
				if (outcome) outcome.failed += answer.length - measured.length;
				round.done += answer.length;
				onTrials?.(round.name, round.done, round.of);
			},
		);
		return outcomes;
	});
	return { strains: found.strains, budget: { trials: budget, spent: found.spent, isSpent: found.isSpent } };
}

/** A strain as a page offers it, with the scale on which it is guessed. */
export interface OfferedStrain extends Pick<Strain, 'id' | 'title' | 'what' | 'format'> {
	axis: Axis;
	step: number;
}

/** Every strain, in the order in which they are told. */
export const OFFERED: readonly OfferedStrain[] = STRAINS.map(({ id, title, what, format, step, ladder }) => ({
	...{ id, title, what, step, axis: axisOf(ladder), format: (value: number) => format(value) },
}));

/** The value at a place of a scale, 0 to 1, in whole steps of the strain. */
export const valueAt = ({ axis: { floor, greatest }, step }: OfferedStrain, place: number): number =>
	Number((Math.round((floor * (greatest / floor) ** place) / step) * step).toPrecision(12));

/** A strain's result to be drawn: places are 0 to 1 of its scale, and words are those of the command. */
export interface DrawnStrain {
	axis: Axis;
	edges: { harm: string; borne: number; breaksAt: number; says: string }[];
	/** What cannot be told, or has to be minded. */
	notes: string[];
}

/** What `vipdrill survive` prints of a strain, for a page. */
export function drawn(result: StrainResult): DrawnStrain {
	const { probes, edges } = result;
	return {
		axis: axisOf(probes.map(({ value }) => value)),
		edges: edges.map((edge) => ({ harm: HARMS[edge.harm], ...scaleOf(result, edge), says: edgeSentence(result, edge) })),
		notes: notesOf(result),
	};
}

/** Whether a guess of the greatest value that does no harm at all was too high or too low, in words. */
export function guessText({ edges }: StrainResult, { format }: Pick<OfferedStrain, 'format'>, guess: number): string {
	const said = `Your guess, ${format(guess)}, `;
	const breaking = edges.filter(({ breaksAt }) => breaksAt !== null).sort((a, b) => (a.breaksAt ?? 0) - (b.breaksAt ?? 0));
	const [first] = breaking;
	const bornes = edges.map(({ borne }) => borne ?? 0);
	const borne = bornes.length === 0 ? 0 : Math.min(...bornes);
	if (!first || first.breaksAt === null)
		return guess >= borne * (1 - NEAR)
			? `${said}is right: nothing that was asked harms.`
			: `${said}is too low: ${format(borne)} harms nothing yet.`;
	const harm = `${format(first.breaksAt)} harms (${HARMS[first.harm]})`;
	// Where the least value harms, no guess is near it from below.
	if (guess > first.breaksAt * (1 + NEAR) || (borne === 0 && guess >= first.breaksAt))
		return `${said}is too high: already ${harm}.`;
	if (guess < borne * (1 - NEAR)) return `${said}is too low: ${format(borne)} is borne, and only ${harm}.`;
	return `${said}is right, within a tenth: ${harm}.`;
}

/** What holds for every strain, a sentence each: how harm is counted, and what nobody here can tell. */
export const WORDS: readonly string[] = [
	...countingWords(USUAL),
	...NOT_TOLD.map(({ what, why }) => `Not told: ${what}: ${why}.`),
];

export { spentWords } from '../study/survive/survival-text.ts';
export { placeOn, USUAL };
