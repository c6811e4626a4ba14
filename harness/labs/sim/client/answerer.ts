import type { Machine } from '../machine.ts';

/** Somebody on the segment who is no host. */
export interface Stranger {
	/** Its number on the segment. */
	readonly number: number;
	readonly mac: string;
	readonly name: null;
	holds(address: string): boolean;
}

/** Who may answer ARP for the VIP: a host's kernel, or a stranger's. */
export type Answerer = Machine | Stranger;
