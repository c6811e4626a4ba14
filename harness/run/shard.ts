import { InputError } from '../base/errors.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import { plannedTrialMs } from './estimate.ts';
import type { Shard } from './options.ts';

/** What is split: all drills of the whole run, and how often each. */
export interface Whole {
	drills: readonly DrillSpec[];
	trials: number;
	/** Where trials are repeated until a median is known, nobody knows beforehand how many there will be. */
	untilCiMs?: number | null | undefined;
}

/**
 * Which trials of which drill fall to a shard, by the drill's name. Whole drills are dealt out where there is one for each shard, else
 * single trials: the longest first, each to the shard with the least to do. Throws InputError where a shard would have nothing to do.
 */
export function shareOf(whole: Whole, { index, of }: Shard): Map<string, number[]> {
	const { drills, trials, untilCiMs } = whole;
	const numbers = Array.from({ length: trials }, (_, i) => i + 1);
	const byDrill = drills.length >= of;
	if (!byDrill && typeof untilCiMs === 'number') throw tooMany(of, drills.length, 'a drill with --until-ci stays in one piece');
	const pieces = drills.flatMap((drill) => {
		const ms = plannedTrialMs(drill);
		return byDrill ? [{ drill, numbers, ms: ms * trials }] : numbers.map((number) => ({ drill, numbers: [number], ms }));
	});
	if (pieces.length < of) throw tooMany(of, pieces.length, 'no shard may be empty');
	const loads = Array.from({ length: of }, (_, i) => ({ index: i + 1, ms: 0 }));
	const mine = new Set<(typeof pieces)[number]>();
	for (const piece of pieces.toSorted((a, b) => b.ms - a.ms)) {
		const least = loads.reduce((best, load) => (load.ms < best.ms ? load : best));
		least.ms += piece.ms;
		if (least.index === index) mine.add(piece);
	}
	const share = new Map<string, number[]>();
	for (const { drill, numbers: some } of pieces.filter((piece) => mine.has(piece)))
		share.set(drill.name, [...(share.get(drill.name) ?? []), ...some]);
	return share;
}

function tooMany(of: number, most: number, why: string): InputError {
	const problem = `the run can't be split that often: ${why}`;
	const fix = most < 2 ? 'Leave --shard out' : `Use ${most} shards at most`;
	return new InputError([{ file: 'command line', field: '--shard', value: of, problem, fix }]);
}
