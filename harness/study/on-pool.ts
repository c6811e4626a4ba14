import { planTrial } from '../scenario/plan.ts';
import type { TrialPool } from '../simulate/trial-pool.ts';
import type { SimulateCells, TrialCell } from './trial-cell.ts';

/** Trials a batch, so that all processors have work to the end of a round. */
const TRIALS_A_BATCH = 25;

/** Simulates cells on a pool. `onTrials` is told of each so many trials as they are done. */
export function onPool(pool: Pick<TrialPool, 'runAll'>, onTrials: (trials: number) => void): SimulateCells {
	return async (cells) => {
		const parts = cells.flatMap((cell, index) =>
			Array.from({ length: Math.ceil(cell.trials / TRIALS_A_BATCH) }, (_, part) => ({ index, batch: batchOf(cell, part) })),
		);
		const done = await pool.runAll(
			parts.map(({ batch }) => batch),
			(outcomes) => {
				onTrials(outcomes.length);
				return outcomes.map(({ trial }) => trial?.measurements ?? null);
			},
		);
		return cells.map((_, cell) => {
			const own = done.filter((_, part) => parts[part]?.index === cell).flat();
			const measured = own.filter((one) => one !== null);
			return { measured, failed: own.length - measured.length };
		});
	};
}

function batchOf({ spec, tuning, drill, trials, seed }: TrialCell, part: number) {
	const from = part * TRIALS_A_BATCH;
	const plans = Array.from({ length: Math.min(TRIALS_A_BATCH, trials - from) }, (_, i) => {
		const { drill: _drill, ...plan } = planTrial(drill, seed, from + i + 1);
		return plan;
	});
	return { spec, drill, plans, tuning, keepIn: null };
}
