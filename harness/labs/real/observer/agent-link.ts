import { withDeadline } from '../../../base/deadline.ts';
import { VipdrillError } from '../../../base/errors.ts';
import type { CommandStream } from '../command.ts';
import type { Machines } from '../machines.ts';
import { onLines } from './lines.ts';

const ANSWER_WITHIN_MS = 10_000;
/** Its Node has to start first, which took more than ten seconds on two processors with twenty programs at work. */
const FIRST_ANSWER_WITHIN_MS = 30_000;
/** On a busy machine the measurement must not wait for what it measures; where the kernel forbids the policy, it runs as everything else. */
const REAL_TIME = 'chrt --fifo 1 true 2>/dev/null && exec chrt --fifo 1 node "$@"; exec node "$@"';

/** How the harness's clock stands to an agent's: `agent = harness + offsetMs`, known to ± `uncertaintyMs`. */
export interface ClockOffset {
	offsetMs: number;
	uncertaintyMs: number;
}

/** A conversation with an agent in a container: one JSON object a line, both ways. */
export class AgentLink<Command extends object, Message extends { kind: string }> {
	#listeners = new Set<(message: Message) => void>();
	#lastError = '';
	#hasEnded = false;
	#hasSpoken = false;

	/** Speaks to an agent that has been started. */
	constructor(
		private readonly name: string,
		private readonly stream: CommandStream,
	) {
		void stream.ended.then(() => {
			this.#hasEnded = true;
		});
		onLines(stream.stdout, (line) => {
			// The engine's own complaints arrive on the same stream ("cannot exec in a stopped state").
			if (!line.startsWith('{')) {
				this.#lastError = line;
				return;
			}
			const message = JSON.parse(line) as Message;
			this.#hasSpoken = true;
			for (const listener of [...this.#listeners]) listener(message);
		});
		onLines(stream.stderr, (line) => {
			this.#lastError = line;
		});
	}

	static async open<Command extends object, Message extends { kind: string }>(
		lab: Machines,
		machine: string | null,
		script: string,
		args: readonly string[] = [],
	): Promise<AgentLink<Command, Message>> {
		return new AgentLink(script, await lab.stream(machine, ['sh', '-c', REAL_TIME, 'agent', script, ...args]));
	}

	/** Whether the agent can answer no more. */
	get hasEnded(): boolean {
		return this.#hasEnded;
	}

	/** Resolves when the agent has ended, with its last words. */
	get ended(): Promise<string> {
		return this.stream.ended.then(() => this.#lastError);
	}

	on(listener: (message: Message) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	send(command: Command): void {
		this.stream.stdin.write(`${JSON.stringify(command)}\n`);
	}

	/** Sends a command and waits for the message that answers it. Throws LAB_FAILED if none comes in time (by default 10 s, 30 s for the first), or the agent ends. */
	async ask<T extends Message>(
		command: Command,
		isAnswer: (message: Message) => message is T,
		timeoutMs = this.#hasSpoken ? ANSWER_WITHIN_MS : FIRST_ANSWER_WITHIN_MS,
	): Promise<T> {
		const failure = (how: string) =>
			new VipdrillError('LAB_FAILED', `${this.name} ${how}${this.#lastError ? `: ${this.#lastError}` : ''}`);
		let off = () => {};
		const answer = new Promise<T>((resolve, reject) => {
			off = this.on((message) => isAnswer(message) && resolve(message));
			void this.stream.ended.then(() => reject(failure(`ended, so it can't answer ${JSON.stringify(command)}`)));
		});
		const late = () => failure(`did not answer ${JSON.stringify(command)} within ${timeoutMs} ms`);
		try {
			this.send(command);
			return await withDeadline(answer, timeoutMs, late);
		} finally {
			off();
		}
	}

	close(): void {
		this.#listeners.clear();
		this.stream.close();
	}
}

/** The harness's own time, milliseconds since the Unix epoch with microsecond resolution. */
export const harnessNowMs = (): number => performance.timeOrigin + performance.now();

/** Measures an agent's clock against the harness's: of several exchanges the quickest, as NTP does (RFC 5905 §8). */
export async function measureClock(ping: (id: number) => Promise<{ atMs: number }>, exchanges = 8): Promise<ClockOffset> {
	let best: ClockOffset = { offsetMs: 0, uncertaintyMs: Number.POSITIVE_INFINITY };
	for (let id = 0; id < exchanges; id += 1) {
		const sentMs = harnessNowMs();
		const { atMs } = await ping(id);
		const receivedMs = harnessNowMs();
		const uncertaintyMs = (receivedMs - sentMs) / 2;
		if (uncertaintyMs < best.uncertaintyMs) best = { offsetMs: atMs - (sentMs + receivedMs) / 2, uncertaintyMs };
	}
	return best;
}
