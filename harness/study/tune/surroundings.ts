/** What a design lives under, all the time. */
export interface Surroundings {
	/** Share of packets that is lost on the way to each host, each for itself, 0–1. */
	loss: number;
	/** How much longer packets take, and how much that varies: evenly, latency − jitter to latency + jitter, never below 0. */
	latencyMs: number;
	jitterMs: number;
	/** How often each host stands still, and for how long: evenly between two lengths. Null where it never does. */
	pauses: { perDay: number; fromMs: number; toMs: number } | null;
}
