import type { SwarmNode } from '../timeline/event.ts';
import { countRequests } from './http.ts';
import { type OwnerStretch, type OwnershipInterval, ownerStretches } from './ownership.ts';
import type { Prepared } from './prepared.ts';
import { markMs } from './spans.ts';

/** What there was once the trial said that the cluster had come back. */
export interface Convergence {
	/** Requests of all clients and streams that were due from then on, and those of them that failed. */
	sent: number;
	failed: number;
	/** Who held the VIP from then to the trial's end. */
	owners: OwnerStretch[];
	/** Each node as the swarm last described it. */
	nodes: Record<string, Pick<SwarmNode, 'state' | 'reachability'>>;
}

/** Who held a floating IP from the mark `settled` to the trial's end; nobody where there is no such mark. */
export function settledOwners(
	{ occasions, spans }: Pick<Prepared, 'occasions' | 'spans'>,
	intervals: readonly OwnershipInterval[],
): OwnerStretch[] {
	const settledMs = markMs(occasions, 'settled');
	return settledMs === undefined ? [] : ownerStretches(intervals, { fromMs: settledMs, toMs: spans.trial.toMs });
}

/** Gathers what followed the mark `settled`; null without that mark. */
export function measureConvergence(
	{ occasions, streams, spans }: Prepared,
	intervals: readonly OwnershipInterval[],
): Convergence | null {
	const settledMs = markMs(occasions, 'settled');
	if (settledMs === undefined) return null;
	const counts = streams.map((stream) => countRequests(stream, [{ from: stream.firstDueFrom(settledMs), to: stream.length }]));
	const nodes = occasions.filter((e): e is SwarmNode => e.type === 'swarm.node');
	return {
		sent: counts.reduce((sum, { sent }) => sum + sent, 0),
		failed: counts.reduce((sum, { sent, ok }) => sum + sent - ok, 0),
		owners: settledOwners({ occasions, spans }, intervals),
		nodes: Object.fromEntries(nodes.map(({ node, state, reachability }) => [node, { state, reachability }])),
	};
}
