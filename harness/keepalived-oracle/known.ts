import type { Result } from './result.ts';

/** Why vipdrill and keepalived may differ on a file, and how such a file is told. */
interface Known {
	reason: string;
	isSo: (result: Omit<Result, 'reason'>) => boolean;
}

const KNOWN: readonly Known[] = [];

/** The reason for a disagreement; null where nobody knows one. */
export const reasonFor = (result: Omit<Result, 'reason'>): string | null =>
	KNOWN.find(({ isSo }) => isSo(result))?.reason ?? null;
