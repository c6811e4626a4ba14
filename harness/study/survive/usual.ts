import type { Limits } from './strain.ts';

/** What `vipdrill survive` asks where nobody says otherwise; the playground asks the same. 59 trials without harm say at most 5 %, with 95 % confidence. */
export const USUAL: { trials: number; budget: number; seed: string; confidence: number; limits: Limits } = {
	trials: 59,
	budget: 12_000,
	seed: 'survive',
	confidence: 0.95,
	limits: { outageMs: 3000, twoOwnersMs: 200, watchMs: 30_000 },
};
