import type { HttpSample, SwarmNode, TimelineEvent } from '../timeline/event.ts';
import { type OwnerStretch, type OwnershipInterval, ownerStretches } from './ownership.ts';
import { markMs, trialSpans } from './spans.ts';

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

/** Gathers what followed the mark `settled`; null without that mark. `events` in time order. */
export function measureConvergence(
	events: readonly TimelineEvent[],
	intervals: readonly OwnershipInterval[],
): Convergence | null {
	const settledMs = markMs(events, 'settled');
	if (settledMs === undefined) return null;
	const sent = events.filter(
		(e): e is HttpSample => e.type === 'http.sample' && e.outcome !== 'not-sent' && e.dueMs >= settledMs,
	);
	const nodes = events.filter((e): e is SwarmNode => e.type === 'swarm.node');
	return {
		sent: sent.length,
		failed: sent.filter((s) => s.outcome !== 'ok').length,
		owners: ownerStretches(intervals, { fromMs: settledMs, toMs: trialSpans(events).trial.toMs }),
		nodes: Object.fromEntries(nodes.map(({ node, state, reachability }) => [node, { state, reachability }])),
	};
}
