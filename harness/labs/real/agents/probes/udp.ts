import { createSocket, type Socket } from 'node:dgram';
import type { ProbeOf } from '../../../../cluster/probe-spec.ts';
import { outcomeOf } from '../outcome.ts';
import type { Answer, Probe } from './probe.ts';

/** A datagram that waits for its answer. */
interface Waiting {
	/** What is to come back; null where anything is good. */
	expected: string | null;
	end(answer: Answer): void;
}

/** A datagram that is answered: over one socket that is kept, so with one source port, or over a new one each time. */
export function udpProbe(spec: ProbeOf<'udp'>): Probe {
	let kept: Line | null = null;
	let number = 0;
	return {
		open: () => {
			kept = spec.socket === 'kept' ? new Line(spec) : null;
		},
		ask: async () => {
			const line = kept ?? new Line(spec);
			const answer = await line.ask(spec.answer === 'echo' ? `${spec.payload} ${number++}` : spec.payload);
			if (line !== kept) line.close();
			return answer;
		},
		close: () => kept?.close(),
	};
}

/** One source port. */
class Line {
	readonly #socket: Socket;
	readonly #connected: Promise<Error | null>;
	/** The earliest first. */
	readonly #waiting = new Set<Waiting>();

	constructor(private readonly spec: ProbeOf<'udp'>) {
		this.#socket = createSocket(spec.address.includes(':') ? 'udp6' : 'udp4');
		// A connected socket is told of ICMP errors.
		this.#connected = new Promise((resolve) => {
			this.#socket.once('connect', () => resolve(null));
			this.#socket.once('error', resolve);
		});
		this.#socket.on('error', (error) => this.#first()?.end({ outcome: outcomeOf(error, false) }));
		this.#socket.on('message', (message) => this.#hear(message.toString()));
		this.#socket.connect(spec.port, spec.address);
	}

	async ask(text: string): Promise<Answer> {
		const error = await this.#connected;
		if (error) return { outcome: outcomeOf(error, false) };
		return new Promise((resolve) => {
			const end = (answer: Answer) => {
				clearTimeout(timer);
				this.#waiting.delete(waiting);
				resolve(answer);
			};
			const waiting: Waiting = { expected: this.spec.answer === 'echo' ? text : null, end };
			const timer = setTimeout(() => end({ outcome: 'timeout' }), this.spec.timeoutMs);
			this.#waiting.add(waiting);
			this.#socket.send(text, (failed) => failed && end({ outcome: outcomeOf(failed, false) }));
		});
	}

	close(): void {
		this.#socket.close();
	}

	#first(): Waiting | undefined {
		return this.#waiting.values().next().value;
	}

	#hear(text: string): void {
		const meant = [...this.#waiting].find(({ expected }) => expected === null || expected === text);
		if (meant) meant.end({ outcome: 'ok' });
		// What was given up may be answered still; all else is no echo.
		else if (!text.startsWith(`${this.spec.payload} `)) this.#first()?.end({ outcome: 'bad-body' });
	}
}
