import type { Direction, Traffic } from './shapes.ts';

/** Traffic in words. */
export const WHICH: Readonly<Record<Traffic, string>> = { all: 'all traffic', vrrp: 'VRRP', swarm: "Swarm's ports" };
/** A direction in words. */
export const WAY: Readonly<Record<Direction, string>> = { out: 'what it sends', in: 'what it receives', both: 'both ways' };

/** Where, in words: nothing is said of the customers' segment. */
export const on = (network: string | null): string => (network === null ? '' : `, on ${network}`);
