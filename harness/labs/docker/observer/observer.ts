import { aborted } from '../../../aborted.ts';
import { VipdrillError } from '../../../errors.ts';
import type { LoadSpec } from '../../../scenario/spec.ts';
import type { Client, TimelineEvent } from '../../../timeline/event.ts';
import { answersWithIdentity } from '../agents/identity.ts';
import type { SurveyAnswer } from '../agents/protocol.ts';
import type { LabContext } from '../context.ts';
import type { ExecStream } from '../engine/exec.ts';
import { PAGES_WITHIN_MS } from '../health.ts';
import { pageUrl } from '../swarm.ts';
import { type ClockOffset, harnessNowMs } from './agent-link.ts';
import { Capture } from './capture.ts';
import { watchHost } from './host-watch.ts';
import { watchNeighbours } from './neighbours.ts';
import { Prober } from './prober.ts';
import { Sightings } from './sightings.ts';
import { SwarmWatch } from './swarm-watch.ts';

/**
 * The one observer of a lab: load, capture, host watches and swarm watch, all on the clock of the client on the segment. It watches for as
 * long as the lab lives, so that it always knows the present state; a trial is a recording of what it sees.
 */
export class Observer {
	readonly seen = new Sightings();
	#emit: ((event: TimelineEvent) => void) | null = null;
	#originEpochMs = 0;
	#watches = new Map<string, ExecStream>();
	#swarm: SwarmWatch | null = null;
	#capture: Capture | null = null;
	#neighbours: ExecStream | null = null;

	private constructor(
		private readonly lab: LabContext,
		private readonly probers: ReadonlyMap<Client, Prober>,
		readonly clock: ClockOffset,
	) {
		for (const prober of probers.values()) prober.report(clock, (event) => this.see(event));
	}

	/** `clients`: those whose machines are there; the one on the segment must be. */
	static async start(lab: LabContext, clients: readonly Client[]): Promise<Observer> {
		const probers = new Map<Client, Prober>();
		// One after the other: a clock is measured best on a quiet machine.
		for (const client of clients) probers.set(client, await Prober.open(lab, client));
		const observer = new Observer(lab, probers, proberOf(probers, 'segment').clock);
		observer.#capture = await Capture.start(lab, (event) => observer.see(event));
		observer.#neighbours = await watchNeighbours(lab, (event) => observer.see(event));
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
		this.#watches.get(name)?.close();
		const lost = (how: string) => {
			const detail = `the watch in ${name} ${how}`;
			this.see({ type: 'observer.health', atMs: this.nowMs(), kind: 'watch-lost', durationMs: 0, detail });
		};
		const stream = await watchHost(this.lab, name, { mesh, seen: this.seen, see: (event) => this.see(event), lost });
		this.#watches.set(name, stream);
		void stream.ended.then(() => {
			if (this.#watches.get(name) === stream && !this.seen.down.has(name)) lost('ended');
		});
	}

	/** Says that a host is about to die: the end of its watch is then no fault of the measurement. What the watch still says is heard. */
	expectDown(name: string): void {
		this.#watches.delete(name);
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
		if (this.seen.see(event)) this.#emit?.(sinceOrigin(event, this.#originEpochMs));
	}

	/** Starts a trial's recording: origin now, the present state first. Returns the origin. */
	record(emit: (event: TimelineEvent) => void, capturePath: string): number {
		this.#originEpochMs = this.nowMs();
		this.#emit = emit;
		this.#capture?.record(capturePath);
		return this.#originEpochMs;
	}

	/** The state at the trial's origin, as events. */
	snapshot(): TimelineEvent[] {
		return this.seen.snapshot(0, this.lab.spec.vip);
	}

	async stopRecording(): Promise<void> {
		this.#emit = null;
		await this.#capture?.stopRecording();
	}

	/** Starts the load from every client that it is to come from. */
	async startLoad(load: LoadSpec): Promise<void> {
		const { vip, service } = this.lab.spec;
		const probers = (load.clients ?? ['segment']).map((client) => proberOf(this.probers, client));
		const url = pageUrl(this.lab, vip);
		await Promise.all(probers.map((prober) => prober.start(load, url, answersWithIdentity(service.image))));
	}

	/** Waits until the client on the segment gets status 200 from every URL. Throws WAIT_TIMED_OUT naming those that did not answer in time. */
	async awaitPages(urls: string[], signal?: AbortSignal, timeoutMs = PAGES_WITHIN_MS): Promise<void> {
		const asking = proberOf(this.probers, 'segment').awaitPages(urls, timeoutMs);
		// Whoever pulls the signal does not wait for an answer that may take a minute.
		asking.catch(() => {});
		const missing = await (signal ? Promise.race([asking, aborted(signal)]) : asking);
		const [first] = missing;
		if (!first) return;
		const why = `did not answer within ${timeoutMs} ms (last: ${first.last}); look at it with \`vipdrill up\``;
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
		this.#emit = null;
		await this.#swarm?.stop();
		for (const [name, watch] of [...this.#watches]) {
			this.#watches.delete(name);
			watch.close();
		}
		this.#capture?.close();
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
