import { LEVEL, type MetricChange } from './compare-drills.ts';

/** The first look at a run that goes on until it has decided: with fewer trials hardly anything is decided. */
const FIRST_LOOK = 8;
/** Each look comes at half as many trials more. */
const GROWTH = 1.5;

/**
 * After how many trials of each drill a run is looked at, to see whether it has decided; the last look is at `maxTrials` (1 or more). They are few
 * and known beforehand, for each costs a part of the level.
 */
export function looksUpTo(maxTrials: number): number[] {
	const looks: number[] = [];
	for (let n = FIRST_LOOK; n < maxTrials; n = Math.ceil(n * GROWTH)) looks.push(n);
	return [...looks, maxTrials];
}

/**
 * The level of each of so many looks, so that all of them together raise a false alarm, or call something the same that is not, no more often
 * than a single comparison does: the level in equal parts (Bonferroni, whatever the looks have to do with each other).
 */
export const levelPerLook = (looks: number): number => LEVEL / looks;

/** Whether every deciding metric is told: proved to be worse or better, or to be the same. Not where there is none. */
export function isDecided(changes: readonly MetricChange[]): boolean {
	const deciding = changes.filter(({ role }) => role === 'deciding');
	return deciding.length > 0 && deciding.every(({ outcome }) => outcome !== 'unknown');
}
