import { VipdrillError } from '../../../errors.ts';
import type { LoadSpec } from '../../../scenario/spec.ts';
import type { TimelineEvent } from '../../../timeline/event.ts';
import { parseDurationMs } from '../../../units.ts';
import { answersWithIdentity } from '../agents/identity.ts';
import type { ProberCommand, ProberMessage, SurveyAnswer } from '../agents/protocol.ts';
import type { LabContext } from '../context.ts';
import type { ExecStream } from '../engine/exec.ts';
import { AgentLink, type ClockOffset, harnessNowMs, measureClock } from './agent-link.ts';
import { Capture } from './capture.ts';
import { watchHost } from './host-watch.ts';
import { Sightings } from './sightings.ts';
import { SwarmWatch } from './swarm-watch.ts';

type Kinded<K extends ProberMessage['kind']> = Extract<ProberMessage, { kind: K }>;
const isKind =
	<K extends ProberMessage['kind']>(kind: K) =>
	(message: ProberMessage): message is Kinded<K> =>
		message.kind === kind;

/**
 * The one observer of a lab: load, capture, host watches and swarm watch, all on the client's clock. It watches for as long as the lab
 * lives, so that it always knows the present state; a trial is a recording of what it sees.
 */
export class Observer {
	readonly seen = new Sightings();
	#emit: ((event: TimelineEvent) => void) | null = null;
	#originEpochMs = 0;
	#watches = new Map<string, ExecStream>();
	#swarm: SwarmWatch | null = null;
	#capture: Capture | null = null;
	#nextId = 1;

	private constructor(
		private readonly lab: LabContext,
		private readonly prober: AgentLink<ProberCommand, ProberMessage>,
		readonly clock: ClockOffset,
	) {
		prober.on((message) => this.#probed(message));
	}

	static async start(lab: LabContext): Promise<Observer> {
		const prober = await AgentLink.open<ProberCommand, ProberMessage>(lab, 'client', '/opt/vipdrill/prober.cjs');
		const isPong =
			(id: number) =>
			(m: ProberMessage): m is Kinded<'pong'> =>
				m.kind === 'pong' && m.id === id;
		const clock = await measureClock((id) => prober.ask({ op: 'ping', id }, isPong(id)));
		const observer = new Observer(lab, prober, clock);
		observer.#capture = await Capture.start(lab, (event) => observer.see(event));
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
		const stream = await watchHost(this.lab, name, { mesh, seen: this.seen, see: (event) => this.see(event) });
		this.#watches.set(name, stream);
		void stream.ended.then(() => {
			if (this.#watches.get(name) !== stream || this.seen.down.has(name)) return;
			this.see({
				type: 'observer.health',
				atMs: this.nowMs(),
				kind: 'watch-lost',
				durationMs: 0,
				detail: `the watch in ${name} ended`,
			});
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

	async startLoad(load: LoadSpec): Promise<void> {
		const { vip, service } = this.lab.spec;
		const isStarted = isKind('started');
		await this.prober.ask(
			{
				op: 'start',
				url: `http://${vip}:${service.publishedPort}${service.path}`,
				ratePerSecond: load.ratePerSecond,
				keepAliveRatePerSecond: load.keepAliveRatePerSecond,
				timeoutMs: parseDurationMs(load.timeout),
				expectIdentity: answersWithIdentity(service.image),
			},
			isStarted,
		);
	}

	/** Waits until the client gets status 200 from every URL. Throws LAB_FAILED naming those that did not answer in time. */
	async awaitPages(urls: string[], signal?: AbortSignal, timeoutMs = 90_000): Promise<void> {
		signal?.throwIfAborted();
		const id = this.#nextId++;
		const isAwaited = (m: ProberMessage): m is Kinded<'awaited'> => m.kind === 'awaited' && m.id === id;
		const { missing } = await this.prober.ask({ op: 'await', id, urls, timeoutMs }, isAwaited, timeoutMs + 10_000);
		const [first] = missing;
		if (!first) return;
		const why = `did not answer within ${timeoutMs} ms (last: ${first.last}); look at it with \`vipdrill up\``;
		throw new VipdrillError('LAB_FAILED', `${missing.map(({ url }) => url).join(', ')} ${why}`);
	}

	/** Asks every URL so many times at once, over fresh connections. Answers in the order of the URLs. */
	async survey(urls: string[], requests: number, timeoutMs: number): Promise<SurveyAnswer[][]> {
		const id = this.#nextId++;
		const isSurveyed = (m: ProberMessage): m is Kinded<'surveyed'> => m.kind === 'surveyed' && m.id === id;
		return (await this.prober.ask({ op: 'survey', id, urls, requests, timeoutMs }, isSurveyed, timeoutMs + 10_000)).answers;
	}

	/** Ends the load and waits for the answers still under way. */
	async stopLoad(timeoutMs: number): Promise<void> {
		await this.prober.ask({ op: 'stop' }, isKind('stopped'), timeoutMs + 10_000);
	}

	async close(): Promise<void> {
		this.#emit = null;
		await this.#swarm?.stop();
		for (const [name, watch] of [...this.#watches]) {
			this.#watches.delete(name);
			watch.close();
		}
		this.#capture?.close();
		this.prober.close();
	}

	#probed(message: ProberMessage): void {
		if (message.kind === 'sample') {
			const { kind: _, ...sample } = message;
			this.see({ type: 'http.sample', atMs: sample.dueMs, ...sample });
		} else if (message.kind === 'stall' || message.kind === 'clock-step') {
			const detail = message.kind === 'stall' ? 'the prober did not run' : "the observer's clock jumped";
			this.see({ type: 'observer.health', atMs: message.atMs, kind: message.kind, durationMs: message.durationMs, detail });
		}
	}
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
