import type { HttpSample } from '../../../timeline/event.ts';

/** What the harness writes to the prober's standard input, one JSON object a line. Times are milliseconds since the Unix epoch on the client's clock. */
export type ProberCommand =
	| {
			op: 'start';
			url: string;
			ratePerSecond: number;
			keepAliveRatePerSecond: number;
			timeoutMs: number;
			/** A good answer must be the lab's own workload, naming itself; otherwise any body will do. */
			expectIdentity: boolean;
	  }
	| { op: 'stop' }
	/** Asks each URL again and again until it answers with status 200. */
	| { op: 'await'; id: number; urls: string[]; timeoutMs: number }
	/** Asks each URL so many times over fresh connections, all at once. */
	| { op: 'survey'; id: number; urls: string[]; requests: number; timeoutMs: number }
	| { op: 'ping'; id: number };

/** What one request of a survey got. */
export type SurveyAnswer = { status: number; body: string } | { error: string };

/** What the prober answers. */
export type ProberMessage =
	| { kind: 'started'; atMs: number }
	| { kind: 'stopped'; atMs: number; sent: number }
	| { kind: 'pong'; id: number; atMs: number }
	/** `missing`: the URLs that did not answer in time, with what came last. */
	| { kind: 'awaited'; id: number; missing: { url: string; last: string }[] }
	/** In the order of the URLs. */
	| { kind: 'surveyed'; id: number; answers: SurveyAnswer[][] }
	| ProbeSample
	| { kind: 'stall'; atMs: number; durationMs: number }
	| { kind: 'clock-step'; atMs: number; durationMs: number };

/** A sample of the timeline as the prober knows it: whose it is, the harness adds. */
type ProbeSample = { kind: 'sample' } & Omit<HttpSample, 'type' | 'atMs' | 'client'>;

/** What the harness writes to the power switch. */
export type PowerCommand =
	| { op: 'ping'; id: number }
	/** Looks the machine's plug up beforehand, so that nothing slow is left for the moment itself. */
	| { op: 'plug'; id: number; pid: number; interface: string }
	/** Cuts the power of a plugged machine at a time of the engine's clock; at once where that has passed. */
	| { op: 'cut'; id: number; pid: number; atMs: number };

export type PowerMessage =
	| { kind: 'pong'; id: number; atMs: number }
	| { kind: 'plugged'; id: number; link: string }
	/** `linkDownMs`: nothing from the machine reaches the segment any more. `goneMs`: its last process ended. */
	| { kind: 'cut'; id: number; askedMs: number; linkDownMs: number; killedMs: number; goneMs: number | null }
	| { kind: 'error'; id: number; message: string };
