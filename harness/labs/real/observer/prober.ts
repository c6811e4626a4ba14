import { parseDurationMs } from '../../../base/units.ts';
import type { ProbeSpec } from '../../../cluster/probe-spec.ts';
import type { LoadSpec } from '../../../scenario/spec.ts';
import type { TimelineEvent } from '../../../timeline/event.ts';
import type { Client } from '../../../timeline/requests.ts';
import type { ProberCommand, ProberMessage, SurveyAnswer } from '../agents/protocol.ts';
import { scriptPath } from '../agents/script-path.ts';
import type { Machines } from '../machines.ts';
import { AgentLink, type ClockOffset, measureClock } from './agent-link.ts';

type Kinded<K extends ProberMessage['kind']> = Extract<ProberMessage, { kind: K }>;
const isKind =
	<K extends ProberMessage['kind']>(kind: K) =>
	(message: ProberMessage): message is Kinded<K> =>
		message.kind === kind;
/** The answer to the command of this id. */
const isAnswer =
	<K extends 'pong' | 'awaited' | 'surveyed' | 'rehearsed'>(kind: K, id: number) =>
	(message: ProberMessage): message is Kinded<K> =>
		message.kind === kind && 'id' in message && message.id === id;

/** The machine that each client is. */
export const CLIENT_MACHINES: Readonly<Record<Client, string>> = { segment: 'client', routed: 'remote' };

/** A customer: the load agent on a client's machine, and how that machine's clock stands to the harness's. */
export class Prober {
	#nextId = 1;

	private constructor(
		private readonly client: Client,
		private readonly link: AgentLink<ProberCommand, ProberMessage>,
		/** As it was measured last. */
		public clock: ClockOffset,
	) {}

	static async open(lab: Machines, client: Client): Promise<Prober> {
		const link = await AgentLink.open<ProberCommand, ProberMessage>(lab, CLIENT_MACHINES[client], scriptPath('prober'));
		return new Prober(client, link, await clockOf(link));
	}

	/** Measures its machine's clock anew: this one may drift from it, where it is not the same. */
	async measureClock(): Promise<void> {
		this.clock = await clockOf(this.link);
	}

	/** Tells what becomes of each request, and what makes that doubtful, in epoch time on the timeline's clock. */
	report(timeline: () => ClockOffset, see: (event: TimelineEvent) => void): void {
		this.link.on((message) => {
			const event = probeEvent(message, this.client, clockShiftMs(timeline(), this.clock));
			if (event) see(event);
		});
	}

	/** Starts the HTTP load, unless `load` is null, and the probes. */
	async start(load: LoadSpec | null, url: string, expectIdentity: boolean, probes: ProbeSpec[]): Promise<void> {
		await this.link.ask(
			{
				op: 'start',
				url,
				ratePerSecond: load?.ratePerSecond ?? 0,
				keepAliveRatePerSecond: (this.client === 'segment' && load?.keepAliveRatePerSecond) || 0,
				timeoutMs: load ? parseDurationMs(load.timeout) : 0,
				expectIdentity,
				probes,
			},
			isKind('started'),
		);
	}

	/** Ends the load, if there is one, and waits for the answers still under way. */
	async stop(timeoutMs: number): Promise<void> {
		await this.link.ask({ op: 'stop' }, isKind('stopped'), timeoutMs + 10_000);
	}

	/** Asks every URL until it answers with status 200. Returns those that did not in time, with what came last. */
	async awaitPages(urls: string[], timeoutMs: number): Promise<{ url: string; last: string }[]> {
		const id = this.#nextId++;
		const command = { op: 'await' as const, id, urls, timeoutMs };
		return (await this.link.ask(command, isAnswer('awaited', id), timeoutMs + 10_000)).missing;
	}

	/** Lets every probe ask until it gets a good answer. Returns those that got none in time, with what came last. */
	async rehearse(probes: ProbeSpec[], timeoutMs: number): Promise<{ probe: string; last: string }[]> {
		const id = this.#nextId++;
		const command = { op: 'rehearse' as const, id, probes, timeoutMs };
		// A question that is asked as the time runs out has its own time still.
		const ownMs = Math.max(...probes.map((probe) => probe.timeoutMs + probe.everyMs));
		return (await this.link.ask(command, isAnswer('rehearsed', id), timeoutMs + ownMs + 10_000)).missing;
	}

	/** Asks every URL so many times at once, over fresh connections. Answers in the order of the URLs. */
	async survey(urls: string[], requests: number, timeoutMs: number): Promise<SurveyAnswer[][]> {
		const id = this.#nextId++;
		const command = { op: 'survey' as const, id, urls, requests, timeoutMs };
		return (await this.link.ask(command, isAnswer('surveyed', id), timeoutMs + 10_000)).answers;
	}

	/** Resolves when the agent has ended, with its last words. */
	get ended(): Promise<string> {
		return this.link.ended;
	}

	close(): void {
		this.link.close();
	}
}

const clockOf = (link: AgentLink<ProberCommand, ProberMessage>): Promise<ClockOffset> =>
	measureClock((id) => link.ask({ op: 'ping', id }, isAnswer('pong', id)));

/**
 * By how much an agent's times are to be moved to stand on the timeline's clock, milliseconds. Clocks that differ by no more than their
 * measurements can tell are one: the noise of a network must not pass for a difference.
 */
export function clockShiftMs(timeline: ClockOffset, own: ClockOffset): number {
	const shiftMs = timeline.offsetMs - own.offsetMs;
	return Math.abs(shiftMs) <= timeline.uncertaintyMs + own.uncertaintyMs ? 0 : shiftMs;
}

/** What an agent says as an event, its times moved by `shiftMs`; null for an answer to a command. */
export function probeEvent(message: ProberMessage, client: Client, shiftMs: number): TimelineEvent | null {
	if (message.kind === 'sample') {
		const { kind: _, ...sample } = message;
		const dueMs = sample.dueMs + shiftMs;
		const sentMs = sample.sentMs === null ? null : sample.sentMs + shiftMs;
		return { type: 'http.sample', atMs: dueMs, client, ...sample, dueMs, sentMs, doneMs: sample.doneMs + shiftMs };
	}
	if (message.kind === 'probe') {
		const { kind: _, of: kind, ...sample } = message;
		const dueMs = sample.dueMs + shiftMs;
		const sentMs = sample.sentMs === null ? null : sample.sentMs + shiftMs;
		return { type: 'probe.sample', atMs: dueMs, kind, ...sample, dueMs, sentMs, doneMs: sample.doneMs + shiftMs };
	}
	if (message.kind !== 'stall' && message.kind !== 'clock-step') return null;
	const { kind, atMs, durationMs } = message;
	const whose = client === 'segment' ? "the observer's" : "the routed client's";
	const detail = kind === 'stall' ? `${whose} prober did not run` : `${whose} clock jumped`;
	return { type: 'observer.health', atMs: atMs + shiftMs, kind, durationMs, detail };
}
