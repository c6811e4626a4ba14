import type { FailureClass } from '../classes/descriptor.ts';
import type { Range, Theory } from '../shape.ts';
import type { Effect, Verdict } from './shape.ts';

const RANK: Readonly<Record<Theory['outcome'], number>> = { never: 0, unknown: 1, 'may-move': 2, moves: 3, stays: 3 };

/** What comes of two theories of each class. */
export const effectsOf = (classes: readonly FailureClass[], before: readonly Theory[], after: readonly Theory[]): Effect[] =>
	classes.map(({ id, failure }, i) => {
		const [was, is] = [before[i], after[i]] as [Theory, Theory];
		return { id, failure, verdict: verdictOn(was, is), before: was, after: is };
	});

/** What a class's theory is against another: worse counts before better. */
export function verdictOn(before: Theory, after: Theory): Verdict {
	const rank = RANK[after.outcome] - RANK[before.outcome];
	if (rank !== 0) return rank < 0 ? 'worse' : 'better';
	const pairs: [number, number][] = [
		[greatest(before.outage), greatest(after.outage)],
		// A quicker takeover has two owners for longer in a freeze, which is not worse: whether there are two counts, and whether that ends.
		[kindOf(before.twoOwners), kindOf(after.twoOwners)],
		// Where nothing need move, no takeover is late.
		...(before.takeover && after.takeover ? ([[greatest(before.takeover), greatest(after.takeover)]] as [number, number][]) : []),
	];
	if (pairs.some(([was, is]) => is > was)) return 'worse';
	if (pairs.some(([was, is]) => is < was)) return 'better';
	return before.takesOver.join() === after.takesOver.join() && before.outcome === after.outcome ? 'same' : 'other';
}

/** The upper bound; nothing is 0. */
function greatest(range: Range | null): number {
	if (range === null) return 0;
	return range.maxMs ?? Number.POSITIVE_INFINITY;
}

/** None, some time, or no end. */
const kindOf = (range: Range | null): number => (range === null ? 0 : range.maxMs === null ? 2 : 1);

/** Of all effects: worse where one is. */
export function overall(effects: readonly Effect[]): Verdict {
	const order = ['worse', 'better', 'other'] as const;
	return order.find((one) => effects.some(({ verdict }) => verdict === one)) ?? 'same';
}
