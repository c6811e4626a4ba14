import { randomBytes } from 'node:crypto';
import { type ClientRequest, get, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ProbeOf } from '../../../../cluster/probe-spec.ts';
import type { Clock } from '../open-loop.ts';
import { outcomeOf } from '../outcome.ts';
import type { Answer, Probe } from './probe.ts';

/** A ping of a client, without content: FIN and opcode 9, then the mask bit, a length of 0 and the masking key (RFC 6455 §5.2, §5.5.2). */
const ping = () => Buffer.concat([Buffer.from([0x89, 0x80]), randomBytes(4)]);

/** An answer that goes on and on, or a WebSocket: each request asks whether something has come since the one before. A lost one is opened anew at once. */
export function streamProbe(spec: ProbeOf<'stream'>, clock: Clock): Probe {
	let line = null as Line | null;
	const open = () => {
		line = new Line(spec, clock);
	};
	return {
		open,
		ask: async () => {
			line ??= new Line(spec, clock);
			const answer = line.look();
			if (line.isLost) {
				line.close();
				open();
			}
			return answer;
		},
		close: () => line?.close(),
	};
}

type End = 'closed' | 'bad-status' | ReturnType<typeof outcomeOf>;

class Line {
	readonly #request: ClientRequest;
	#socket: Duplex | null = null;
	/** It has begun: headers have come. */
	#isOpen = false;
	#lastMs: number;
	/** Whether anything has come since the last look. */
	#news = false;
	#end: { outcome: End; detail?: string; doneMs: number } | null = null;

	constructor(
		private readonly spec: ProbeOf<'stream'>,
		private readonly clock: Clock,
	) {
		this.#lastMs = clock.nowMs();
		this.#request = get({
			host: spec.address,
			port: spec.port,
			path: spec.path,
			agent: false,
			headers: spec.websocket
				? {
						Connection: 'Upgrade',
						Upgrade: 'websocket',
						'Sec-WebSocket-Version': '13',
						'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
					}
				: {},
		});
		this.#request.on('error', (error) => this.#lose(outcomeOf(error, false)));
		this.#request.on('upgrade', (_, socket, head) => {
			this.#begin(socket);
			if (head.length > 0) this.#hear();
			socket.write(ping());
		});
		this.#request.on('response', (response) => {
			const status = response.statusCode ?? 0;
			if (spec.websocket || status < 200 || status >= 300) this.#lose('bad-status', `status ${status}`);
			else this.#begin(response);
		});
	}

	get isLost(): boolean {
		return this.#end !== null;
	}

	/** What has become of it since the last look. */
	look(): Answer {
		const silentMs = this.clock.nowMs() - this.#lastMs;
		if (!this.#end && !this.#news && silentMs >= this.spec.timeoutMs) this.#lose('timeout');
		const cut = this.#isOpen && this.isLost;
		if (this.#end) return { ...this.#end, cut };
		if (!this.#news) return { outcome: 'timeout', detail: 'nothing came', cut };
		this.#news = false;
		if (this.spec.websocket) this.#socket?.write(ping());
		return { outcome: 'ok', cut };
	}

	close(): void {
		this.#socket?.destroy();
		this.#request.destroy();
	}

	#begin(socket: Duplex | IncomingMessage): void {
		this.#isOpen = true;
		if (this.spec.websocket) this.#socket = socket as Duplex;
		this.#hear();
		socket.on('data', () => this.#hear());
		socket.on('end', () => this.#lose('closed'));
		socket.on('close', () => this.#lose('closed'));
		socket.on('error', (error) => this.#lose(outcomeOf(error, false)));
	}

	#hear(): void {
		this.#news = true;
		this.#lastMs = this.clock.nowMs();
	}

	#lose(outcome: End, detail?: string): void {
		this.#end ??= { outcome, ...(detail === undefined ? {} : { detail }), doneMs: this.clock.nowMs() };
	}
}
