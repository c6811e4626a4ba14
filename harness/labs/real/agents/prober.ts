/**
 * The customer: an open-loop HTTP load from the observer's machine. Request i is due at t0 + i / rate whatever became of those
 * before it (no coordinated omission). Runs inside the client container; bundled and copied in by the lab.
 */
import { createInterface } from 'node:readline';
import { Client } from 'undici';
import { RealtimeClock } from './clock.ts';
import { getPage } from './get-page.ts';
import { identity } from './identity.ts';
import { GIVE_UP_LATE_MS, MAX_IN_FLIGHT, TAINT_LATE_MS } from './lateness.ts';
import { OpenLoop } from './open-loop.ts';
import { outcomeOf } from './outcome.ts';
import { ProbeLoad, untilGood } from './probe-load.ts';
import type { ProberCommand, ProberMessage, SurveyAnswer } from './protocol.ts';

/** A pause of the event loop worth recording. */
const STALL_MS = 50;

/** While waiting for a page: how long one answer may take, and the pause before the next question. */
const AWAIT_TIMEOUT_MS = 500;
const AWAIT_PAUSE_MS = 250;
/** Enough to say who answered. */
const SURVEY_BODY_CHARS = 1000;

const clock = new RealtimeClock();
const say = (message: ProberMessage) => process.stdout.write(`${JSON.stringify(message)}\n`);

/** A URL as undici takes it. */
function partsOf(text: string): { origin: string; path: string } {
	const { origin, pathname, search } = new URL(text);
	return { origin, path: pathname + search };
}

type Start = Extract<ProberCommand, { op: 'start' }>;
type Stream = 'fresh' | 'keepalive';

class Load {
	readonly #loops: OpenLoop[];
	readonly #probes: ProbeLoad[];
	#sent = 0;
	#inFlight = 0;
	#kept: Client | null = null;
	/** Connections given up by a time-out: what was queued behind it timed out too. */
	readonly #abandoned = new WeakSet<Client>();
	readonly #origin: string;
	readonly #path: string;

	constructor(private readonly options: Start) {
		({ origin: this.#origin, path: this.#path } = partsOf(options.url));
		const t0Ms = clock.nowMs() + 10;
		const loop = (stream: Stream, ratePerSecond: number) =>
			ratePerSecond > 0
				? [
						new OpenLoop(
							clock,
							(seq) => t0Ms + (seq * 1000) / ratePerSecond,
							(seq, dueMs) => void this.#probe(stream, seq, dueMs),
						),
					]
				: [];
		this.#loops = [...loop('fresh', options.ratePerSecond), ...loop('keepalive', options.keepAliveRatePerSecond)];
		this.#probes = options.probes.map((spec) => new ProbeLoad(spec, clock, t0Ms, say));
	}

	/** Waits for what is under way (at most a time-out), so that no due request goes unreported. */
	async stop(): Promise<number> {
		for (const loop of this.#loops) loop.stop();
		await Promise.all(this.#probes.map((probe) => probe.stop()));
		while (this.#inFlight > 0) await new Promise((resolve) => setTimeout(resolve, 5));
		await this.#kept?.destroy();
		return this.#sent;
	}

	async #probe(stream: Stream, seq: number, dueMs: number): Promise<void> {
		const { timeoutMs, expectIdentity } = this.options;
		const startMs = clock.nowMs();
		const sample = { kind: 'sample' as const, stream, seq, dueMs, tainted: startMs - dueMs > TAINT_LATE_MS };
		if (startMs - dueMs > GIVE_UP_LATE_MS || this.#inFlight >= MAX_IN_FLIGHT) {
			say({ ...sample, sentMs: null, doneMs: startMs, outcome: 'not-sent', status: null, node: null, task: null, tainted: true });
			return;
		}
		this.#inFlight += 1;
		this.#sent += 1;
		const client = stream === 'fresh' ? new Client(this.#origin, { pipelining: 1 }) : this.#keptClient();
		// undici's own time-outs tick in half seconds; an own timer is exact.
		const timer = setTimeout(() => {
			this.#abandoned.add(client);
			void client.destroy();
		}, timeoutMs);
		try {
			const { statusCode, body } = await client.request({ path: this.#path, method: 'GET', reset: stream === 'fresh' });
			const text = await body.text();
			const who = identity(text);
			const bodyOk = expectIdentity ? who.node !== null : true;
			const outcome = statusCode !== 200 ? 'bad-status' : bodyOk ? 'ok' : 'bad-body';
			say({ ...sample, sentMs: startMs, doneMs: clock.nowMs(), outcome, status: statusCode, ...who });
		} catch (error) {
			const outcome = outcomeOf(error, this.#abandoned.has(client));
			const sentMs = outcome === 'not-sent' ? null : startMs;
			say({ ...sample, sentMs, doneMs: clock.nowMs(), outcome, status: null, node: null, task: null });
			if (stream === 'keepalive' && this.#kept === client) this.#kept = null;
			if (stream === 'keepalive') void client.destroy();
		} finally {
			clearTimeout(timer);
			if (stream === 'fresh') void client.destroy();
			this.#inFlight -= 1;
		}
	}

	#keptClient(): Client {
		if (!this.#kept || this.#kept.destroyed) this.#kept = new Client(this.#origin, { pipelining: 1, keepAliveTimeout: 60_000 });
		return this.#kept;
	}
}

/** One request over a connection of its own. */
async function ask(url: string, timeoutMs: number): Promise<SurveyAnswer> {
	const { origin, path } = partsOf(url);
	const got = await getPage({ origin, path, timeoutMs });
	if ('error' in got) return { error: outcomeOf(got.error, got.timedOut) };
	return { status: got.status, body: got.text.slice(0, SURVEY_BODY_CHARS) };
}

/** Asks until the answer is 200; null then, else what came last. */
async function awaitPage(url: string, untilMs: number): Promise<string | null> {
	let last = 'nothing';
	while (clock.nowMs() < untilMs) {
		const answer = await ask(url, AWAIT_TIMEOUT_MS);
		if ('status' in answer && answer.status === 200) return null;
		last = 'status' in answer ? `status ${answer.status}` : answer.error;
		await new Promise((resolve) => setTimeout(resolve, AWAIT_PAUSE_MS));
	}
	return last;
}

let load: Load | null = null;

async function obey(command: ProberCommand): Promise<void> {
	switch (command.op) {
		case 'ping':
			say({ kind: 'pong', id: command.id, atMs: clock.nowMs() });
			return;
		case 'start':
			await load?.stop();
			load = new Load(command);
			say({ kind: 'started', atMs: clock.nowMs() });
			return;
		case 'stop': {
			const sent = (await load?.stop()) ?? 0;
			load = null;
			say({ kind: 'stopped', atMs: clock.nowMs(), sent });
			return;
		}
		case 'await': {
			const untilMs = clock.nowMs() + command.timeoutMs;
			const all = await Promise.all(command.urls.map(async (url) => ({ url, last: await awaitPage(url, untilMs) })));
			say({ kind: 'awaited', id: command.id, missing: all.flatMap(({ url, last }) => (last === null ? [] : [{ url, last }])) });
			return;
		}
		case 'rehearse': {
			const untilMs = clock.nowMs() + command.timeoutMs;
			const all = await Promise.all(
				command.probes.map(async (spec) => ({ probe: spec.name, last: await untilGood(spec, clock, untilMs) })),
			);
			const missing = all.flatMap(({ probe, last }) => (last === null ? [] : [{ probe, last }]));
			say({ kind: 'rehearsed', id: command.id, missing });
			return;
		}
		case 'survey': {
			const { id, urls, requests, timeoutMs } = command;
			const askAll = (url: string) => Promise.all(Array.from({ length: requests }, () => ask(url, timeoutMs)));
			say({ kind: 'surveyed', id, answers: await Promise.all(urls.map(askAll)) });
		}
	}
}

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => void obey(JSON.parse(line) as ProberCommand));
// The harness is gone: so is its load.
lines.on('close', () => process.exit(0));

const HEARTBEAT_MS = 10;
let lastBeatMs = clock.nowMs();
setInterval(() => {
	const nowMs = clock.nowMs();
	const pauseMs = nowMs - lastBeatMs - HEARTBEAT_MS;
	if (pauseMs > STALL_MS) say({ kind: 'stall', atMs: lastBeatMs, durationMs: pauseMs });
	lastBeatMs = nowMs;
}, HEARTBEAT_MS);
setInterval(() => {
	const stepMs = clock.resync();
	if (stepMs !== 0) {
		say({ kind: 'clock-step', atMs: clock.nowMs(), durationMs: stepMs });
		lastBeatMs = clock.nowMs();
	}
}, 1000);
