import { SimPool } from '../simulate/pool.ts';
import { onPool } from '../study/on-pool.ts';
import type { SimulateCells } from '../study/trial-cell.ts';
import { SimProgress } from './sim-progress.ts';

/** Runs a search whose cells are simulated on so many processors, and shows how far each of its rounds is. `onRound` is told each round's name and its trials. */
export async function searchOnPool<T>(
	jobs: number,
	signal: AbortSignal,
	search: (simulate: SimulateCells, onRound: (name: string, of: number) => void) => Promise<T>,
): Promise<T> {
	await using pool = new SimPool(jobs, signal);
	const progress = new SimProgress(process.stderr);
	let round = { name: '', of: 0, done: 0 };
	const simulate = onPool(pool, (some) => {
		round.done += some;
		progress.show(round.name, round.done, round.of);
	});
	return await search(simulate, (name, of) => {
		round = { name, of, done: 0 };
	});
}
