import type { Target } from './target.ts';

/** A fault as data; each lab knows how to inject and undo every kind it supports. */
export type Fault = { kind: 'power-loss'; target: Target };

/** The machine loses power: every process is gone at once and its link with them. Undone by switching it on again. */
export const powerLoss = (target: Target): Fault => ({ kind: 'power-loss', target });
