import { setTimeout as sleep } from 'node:timers/promises';
import type { ProbeSpec } from '../../../cluster/probe-spec.ts';
import { probeDueMs } from '../../common/probe-due.ts';
import { GIVE_UP_LATE_MS, MAX_IN_FLIGHT, TAINT_LATE_MS } from './lateness.ts';
import { type Clock, OpenLoop } from './open-loop.ts';
import { probeOf } from './probes/index.ts';
import type { Answer } from './probes/probe.ts';
import type { ProbeMessage } from './protocol.ts';

/** Between two tries to get a first good answer. */
const PAUSE_MS = 250;

/** The open-loop load of one probe: each request is due at a fixed time, and late by the observer's fault where it is sent later. */
export class ProbeLoad {
	readonly #loop: OpenLoop;
	readonly #probe;
	#inFlight = 0;

	constructor(
		private readonly spec: ProbeSpec,
		private readonly clock: Clock,
		startMs: number,
		private readonly say: (message: ProbeMessage) => void,
	) {
		this.#probe = probeOf(spec, clock);
		this.#probe.open();
		const dueMs = (seq: number) => startMs + probeDueMs(spec, seq);
		this.#loop = new OpenLoop(clock, dueMs, (seq, ms) => void this.#ask(seq, ms));
	}

	/** Waits for what is under way (at most a time-out), so that no due request goes unreported. */
	async stop(): Promise<void> {
		this.#loop.stop();
		while (this.#inFlight > 0) await sleep(5);
		this.#probe.close();
	}

	async #ask(seq: number, dueMs: number): Promise<void> {
		const { name: probe, kind: of } = this.spec;
		const startMs = this.clock.nowMs();
		const sample = { kind: 'probe' as const, probe, of, seq, dueMs, tainted: startMs - dueMs > TAINT_LATE_MS };
		if (startMs - dueMs > GIVE_UP_LATE_MS || this.#inFlight >= MAX_IN_FLIGHT) {
			this.say({ ...sample, sentMs: null, doneMs: startMs, outcome: 'not-sent', tainted: true });
			return;
		}
		this.#inFlight += 1;
		const answer = await this.#probe.ask();
		this.#inFlight -= 1;
		const doneMs = answer.doneMs ?? this.clock.nowMs();
		this.say({ ...sample, ...answer, sentMs: answer.outcome === 'not-sent' ? null : startMs, doneMs });
	}
}

/** Asks until the answer is good. Null then, else what came last. */
export async function untilGood(spec: ProbeSpec, clock: Clock, untilMs: number): Promise<string | null> {
	const probe = probeOf(spec, clock);
	probe.open();
	let last: Answer | null = null;
	try {
		do {
			// A stream is asked what has come since it was opened.
			if (spec.kind === 'stream') await sleep(spec.everyMs);
			last = await probe.ask();
			if (last.outcome === 'ok') return null;
			await sleep(PAUSE_MS);
		} while (clock.nowMs() < untilMs);
	} finally {
		probe.close();
	}
	return last.detail === undefined ? last.outcome : `${last.outcome}, ${last.detail}`;
}
