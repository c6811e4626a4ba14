import { heard } from '../../../base/deadline.ts';
import { VipdrillError } from '../../../base/errors.ts';
import type { ProbeSpec } from '../../../cluster/probe-spec.ts';
import { segmentsOf } from '../../../cluster/segments.ts';
import { probesAsked } from '../../../scenario/probes-asked.ts';
import type { LoadSpec } from '../../../scenario/spec.ts';
import type { TimelineEvent } from '../../../timeline/event.ts';
import type { Client } from '../../../timeline/requests.ts';
import { PAGES_WITHIN_MS } from '../../common/health.ts';
import { ObservedState } from '../../common/observed-state.ts';
import { answersWithIdentity } from '../agents/identity.ts';
import type { SurveyAnswer } from '../agents/protocol.ts';
import type { CommandStream } from '../command.ts';
import type { Machines } from '../machines.ts';
import { vipUrl } from '../swarm.ts';
import { type ClockOffset, harnessNowMs } from './agent-link.ts';
import { Capture } from './capture.ts';
import { clientNic } from './client-nic.ts';
import { watchHost } from './host-watch.ts';
import { watchNeighbours } from './neighbours.ts';
import { Prober } from './prober.ts';
import { SwarmWatch } from './swarm-watch.ts';

/**
 * The one observer of a lab: load, capture, host watches and swarm watch, all on the clock of the client on the segment. It watches for as
 * long as the lab lives, so that it always knows the present state; a trial is a recording of what it sees.
 */
export class Observer {
	readonly seen: ObservedState;
	#emit: ((event: TimelineEvent) => void) | null = null;
	#originEpochMs = 0;
	#watches = new Map<string, CommandStream>();
	#swarm: SwarmWatch | null = null;
	/** One a segment, that of the customers first; the others by their segments' names. */
	#captures: { segment: string | null; capture: Capture }[] = [];
	#neighbours: CommandStream | null = null;
	/** What has ended by itself and is not watched any more, by what it was, with how. */
	readonly #lost = new Map<string, string>();
	#isClosed = false;

	private constructor(
		private readonly lab: Machines,
		private readonly probers: ReadonlyMap<Client, Prober>,
	) {
		this.seen = new ObservedState(lab.spec.vip);
		for (const [client, prober] of probers) {
			prober.report(
				() => this.clock,
				(event) => this.see(event),
			);
			void prober.ended.then((lastWords) => this.#lose(`the load from the ${client} client`, `ended: ${lastWords}`));
		}
	}

	/** `clients`: those whose machines are there; the one on the segment must be. */
	static async start(lab: Machines, clients: readonly Client[]): Promise<Observer> {
		const probers = new Map<Client, Prober>();
		// One after the other: a clock is measured best on a quiet machine.
		for (const client of clients) probers.set(client, await Prober.open(lab, client));
		const observer = new Observer(lab, probers);
		const see = (event: TimelineEvent) => observer.see(event);
		for (const segment of segmentsOf(lab.spec)) {
			const what = segment === null ? 'the packet capture' : `the packet capture on ${segment}`;
			const lost = (why: string) => observer.#lose(what, `ended: ${why}`);
			const capture = await Capture.start(lab, { see, lost, nowMs: () => observer.nowMs() }, clientNic(lab.spec, segment));
			observer.#captures.push({ segment, capture });
		}
		const neighbours = await watchNeighbours(lab, see);
		void neighbours.ended.then(() => observer.#lose("the watch on the client's ARP entry", 'ended'));
		observer.#neighbours = neighbours;
		return observer;
	}

	/** Begins to watch the swarm; to be called once there is one. */
	watchSwarm(): void {
		this.#swarm ??= new SwarmWatch(
			this.lab,
			(host) => !this.seen.down.has(host),
			(harnessMs) => this.toClockMs(harnessMs),
			(event) => this.see(event),
			this.seen,
		);
	}

	/** Begins to watch a host from inside, also after it has booted again; with `mesh`, its ingress IPVS table too. A watch that ends while the host lives is a fault of the measurement. */
	async watchHost(name: string, mesh: boolean): Promise<void> {
		const what = `the watch in ${name}`;
		this.#watches.get(name)?.close();
		this.#lost.delete(what);
		let watch: CommandStream | null = null;
		const lost = (how: string) => {
			const isExpected = watch !== null && this.#watches.get(name) !== watch;
			if (!isExpected && !this.seen.down.has(name)) this.#lose(what, how);
		};
		const missed = (how: string) => this.#report(`${what} ${how}`);
		watch = await watchHost(this.lab, name, { mesh, seen: this.seen, see: (event) => this.see(event), missed, lost });
		this.#watches.set(name, watch);
		void watch.ended.then(() => lost('ended'));
	}

	/** Notes that something is not watched any more. The trial that is recorded is not to be trusted, and no other begins. */
	#lose(what: string, how: string): void {
		if (this.#isClosed) return;
		this.#lost.set(what, how);
		this.#report(`${what} ${how}`);
	}

	#report(detail: string): void {
		this.see({ type: 'observer.health', atMs: this.nowMs(), kind: 'watch-lost', durationMs: 0, detail });
	}

	/** Says that a host is about to die: the end of its watch is then no fault of the measurement. What the watch still says is heard. */
	expectDown(name: string): void {
		this.#watches.delete(name);
	}

	/** How the clock of the client on the segment stands to the harness's. */
	get clock(): ClockOffset {
		return proberOf(this.probers, 'segment').clock;
	}

	/** The present time on the observer's clock, milliseconds since the Unix epoch, as well as the harness knows it. */
	nowMs(): number {
		return this.toClockMs(harnessNowMs());
	}

	toClockMs(harnessMs: number): number {
		return harnessMs + this.clock.offsetMs;
	}

	/** Takes in an event whose `atMs` is still epoch time; records it, with times since the trial's origin, if it says anything new. */
	see(event: TimelineEvent): void {
		if (this.seen.apply(event)) this.#emit?.(sinceOrigin(event, this.#originEpochMs));
	}

	/** Starts a trial's recording: origin now, the present state first. Returns the origin. Throws LAB_FAILED where something is not watched any more. */
	async record(emit: (event: TimelineEvent) => void, capturePath: string): Promise<number> {
		// What was dropped before is no trial's.
		await this.checkCapture();
		const lost = [...this.#lost].map(([what, how]) => `${what} ${how}`);
		if (lost.length > 0) throw new VipdrillError('LAB_FAILED', `the lab is not watched as a whole any more: ${lost.join('; ')}`);
		// Anew for each trial: two machines' clocks drift apart by some milliseconds a minute.
		for (const prober of this.probers.values()) await prober.measureClock();
		this.#originEpochMs = this.nowMs();
		this.#emit = emit;
		for (const { segment, capture } of this.#captures)
			capture.record(segment === null ? capturePath : capturePath.replace(/(\.pcap)?$/, `-${segment}.pcap`));
		return this.#originEpochMs;
	}

	/** The state at the trial's origin, as events. */
	snapshot(): TimelineEvent[] {
		return this.seen.snapshot(0, this.lab.spec.vip);
	}

	/** Reports what the captures of the trial missed. To be called before its recording ends. */
	async checkCapture(): Promise<void> {
		for (const { capture } of this.#captures) await capture.checkDrops();
	}

	async stopRecording(): Promise<void> {
		this.#emit = null;
		for (const { capture } of this.#captures) await capture.stopRecording();
	}

	/** Starts the load from every client that it is to come from, and the probes from the one on the segment. */
	async startLoad(load: LoadSpec): Promise<void> {
		const { vip, service } = this.lab.spec;
		const clients = load.clients ?? ['segment'];
		const probes = probesAsked(load, this.lab.spec);
		const url = vipUrl(this.lab, vip);
		const asking: readonly Client[] = probes.length > 0 ? [...new Set<Client>([...clients, 'segment'])] : clients;
		const start = (client: Client) =>
			proberOf(this.probers, client).start(
				clients.includes(client) ? load : null,
				url,
				answersWithIdentity(service.image),
				client === 'segment' ? probes : [],
			);
		await Promise.all(asking.map(start));
	}

	/** Waits until every probe has had a good answer. Throws WAIT_TIMED_OUT naming those that had none in time. */
	async awaitProbes(probes: readonly ProbeSpec[], signal?: AbortSignal): Promise<void> {
		if (probes.length === 0) return;
		const missing = await heard(proberOf(this.probers, 'segment').rehearse([...probes], PAGES_WITHIN_MS), signal);
		if (missing.length === 0) return;
		const said = missing.map(({ probe, last }) => `${probe} (last: ${last})`).join(', ');
		const why = `got no good answer within ${PAGES_WITHIN_MS} ms; look at the cluster with \`vipdrill up\``;
		throw new VipdrillError('WAIT_TIMED_OUT', `the probes ${said} ${why}`);
	}

	/** Waits until a client, by default the one on the segment, gets status 200 from every URL. Throws WAIT_TIMED_OUT naming those that did not answer in time. */
	async awaitPages(
		urls: string[],
		{
			client = 'segment',
			signal,
			timeoutMs = PAGES_WITHIN_MS,
		}: { client?: Client; signal?: AbortSignal; timeoutMs?: number } = {},
	): Promise<void> {
		// Whoever pulls the signal does not wait for an answer that may take a minute.
		const missing = await heard(proberOf(this.probers, client).awaitPages(urls, timeoutMs), signal);
		const [first] = missing;
		if (!first) return;
		const whom = client === 'segment' ? '' : `the ${client} client `;
		const why = `did not answer ${whom}within ${timeoutMs} ms (last: ${first.last}); look at it with \`vipdrill up\``;
		throw new VipdrillError('WAIT_TIMED_OUT', `${missing.map(({ url }) => url).join(', ')} ${why}`);
	}

	/** Asks every URL so many times at once, over fresh connections. Answers in the order of the URLs. */
	survey(urls: string[], requests: number, timeoutMs: number): Promise<SurveyAnswer[][]> {
		return proberOf(this.probers, 'segment').survey(urls, requests, timeoutMs);
	}

	/** Ends the load and waits for the answers still under way. */
	async stopLoad(timeoutMs: number): Promise<void> {
		await Promise.all([...this.probers.values()].map((prober) => prober.stop(timeoutMs)));
	}

	async close(): Promise<void> {
		this.#isClosed = true;
		this.#emit = null;
		await this.#swarm?.stop();
		for (const [name, watch] of [...this.#watches]) {
			this.#watches.delete(name);
			watch.close();
		}
		for (const { capture } of this.#captures) capture.close();
		this.#neighbours?.close();
		for (const prober of this.probers.values()) prober.close();
	}
}

function proberOf(probers: ReadonlyMap<Client, Prober>, client: Client): Prober {
	const prober = probers.get(client);
	if (!prober) throw new VipdrillError('LAB_FAILED', `this lab was brought up without a ${client} client`);
	return prober;
}

const TIMES = ['atMs', 'dueMs', 'sentMs', 'doneMs', 'askedMs'] as const;

function sinceOrigin(event: TimelineEvent, originEpochMs: number): TimelineEvent {
	const shifted: Record<string, unknown> = { ...event };
	for (const key of TIMES) {
		const value = shifted[key];
		if (typeof value === 'number') shifted[key] = value - originEpochMs;
	}
	return shifted as unknown as TimelineEvent;
}
