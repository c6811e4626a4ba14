import { onPool } from '../study/on-pool.ts';
import type { SimulateCells } from '../study/trial-cell.ts';
import { SimProgress } from './sim-progress.ts';
import { openPool, type PoolFlags } from './trial-pool.ts';

/** Runs a search whose cells are simulated where the flags say, and shows how far each of its rounds is. `onRound` is told each round's name and its trials. */
export async function searchOnPool<T>(
	flags: PoolFlags,
	signal: AbortSignal,
	search: (simulate: SimulateCells, onRound: (name: string, of: number) => void) => Promise<T>,
): Promise<T> {
	await using pool = await openPool(flags, signal);
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
