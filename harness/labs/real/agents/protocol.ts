import type { ProbeSpec } from '../../../cluster/probe-spec.ts';
import type { HttpSample, ProbeSample } from '../../../timeline/event.ts';
import type { ProbeKind } from '../../../timeline/requests.ts';
import type { ScriptText } from '../shell.ts';

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
			/** Customers beside it. */
			probes: ProbeSpec[];
	  }
	| { op: 'stop' }
	/** Asks each URL again and again until it answers with status 200. */
	| { op: 'await'; id: number; urls: string[]; timeoutMs: number }
	/** Asks each URL so many times over fresh connections, all at once. */
	| { op: 'survey'; id: number; urls: string[]; requests: number; timeoutMs: number }
	/** Lets each probe ask again and again until it gets a good answer. */
	| { op: 'rehearse'; id: number; probes: ProbeSpec[]; timeoutMs: number }
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
	/** `missing`: the probes that got no good answer in time, with what came last. */
	| { kind: 'rehearsed'; id: number; missing: { probe: string; last: string }[] }
	| LoadMessage
	| ProbeMessage
	| { kind: 'stall'; atMs: number; durationMs: number }
	| { kind: 'clock-step'; atMs: number; durationMs: number };

/** A sample of the timeline as the prober knows it: whose it is, the harness adds. */
type LoadMessage = { kind: 'sample' } & Omit<HttpSample, 'type' | 'atMs' | 'client'>;

/** A probe's sample; `of` is its kind. */
export type ProbeMessage = { kind: 'probe'; of: ProbeKind } & Omit<ProbeSample, 'type' | 'atMs' | 'kind'>;

/** One thing done to a machine. `pid` is its init, as the engine counts. */
export type Act =
	/** To a process of the machine (`to`, as the engine counts): a signal by name, or by number where Node has no name for it. */
	| { do: 'signal'; pid: number; to: number; signal: NodeJS.Signals | number }
	/** The engine-side end of a cable. */
	| { do: 'link'; link: string; up: boolean }
	/** Goes down and up in turn until `still`, which leaves it up. */
	| { do: 'flap'; link: string; downMs: number; upMs: number }
	| { do: 'still'; link: string }
	| { do: 'freeze'; pid: number; frozen: boolean }
	/** Null lifts the limit. */
	| { do: 'cpus'; pid: number; cpus: number | null }
	/** A shell script in the machine's namespaces, or beside the agent. */
	| { do: 'script'; pid: number | null; script: ScriptText };

/** What the harness writes to the fault injector. */
export type InjectorCommand =
	| { op: 'ping'; id: number }
	/** Looks up the engine-side end of a machine's cable. */
	| { op: 'plug'; id: number; pid: number; interface: string }
	| { op: 'processes'; id: number; pid: number }
	/** Acts at a time of the engine's clock; at once where that has passed. */
	| { op: 'act'; id: number; acts: Act[]; atMs: number }
	/** Cuts a machine's power at a time of the engine's clock. */
	| { op: 'cut'; id: number; pid: number; link: string; atMs: number };

/** `parentPid` and `pid` as the engine counts, `innerPid` as the machine does. */
export interface FoundProcess {
	pid: number;
	parentPid: number;
	innerPid: number;
	name: string;
}

export type InjectorMessage =
	| { kind: 'pong'; id: number; atMs: number }
	| { kind: 'plugged'; id: number; link: string }
	| { kind: 'processes'; id: number; processes: FoundProcess[] }
	/** `askedMs`: before the first act began. `doneMs`: after the last had ended. */
	| { kind: 'acted'; id: number; askedMs: number; doneMs: number }
	/** `linkDownMs`: nothing from the machine reaches the segment any more. `goneMs`: its last process ended. */
	| { kind: 'cut'; id: number; askedMs: number; linkDownMs: number; killedMs: number; goneMs: number | null }
	| { kind: 'error'; id: number; message: string };
