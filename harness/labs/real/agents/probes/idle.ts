import { connect, type Socket } from 'node:net';
import type { ProbeOf } from '../../../../cluster/probe-spec.ts';
import type { Clock } from '../open-loop.ts';
import { outcomeOf } from '../outcome.ts';
import { type Answer, hostOf, type Probe } from './probe.ts';

/** A connection on which nothing was said since its last page. */
interface Line {
	socket: Socket;
	/** How it was lost, and when; null while it is there. */
	lost: { outcome: 'closed' | 'reset' | 'refused' | 'unreachable' | 'timeout' | 'not-sent'; atMs: number } | null;
}

/** A connection that says nothing between two requests for a page. One that was lost is opened anew at once. */
export function idleProbe(spec: ProbeOf<'idle'>, clock: Clock): Probe {
	let line: Promise<{ line: Line; answer: Answer }> | null = null;
	const open = () => {
		line = openLine(spec, clock);
	};
	return {
		open,
		ask: async () => {
			const opened = await (line ?? openLine(spec, clock));
			if (opened.answer.outcome !== 'ok') {
				// It was never there: this request is the next try.
				opened.line.socket.destroy();
				const again = openLine(spec, clock);
				line = again;
				return { ...(await again).answer, cut: false };
			}
			const { lost } = opened.line;
			const answer = lost ? { outcome: lost.outcome, doneMs: lost.atMs } : await askPage(opened.line, spec);
			const isLost = answer.outcome !== 'ok' && answer.outcome !== 'bad-status';
			if (isLost) {
				opened.line.socket.destroy();
				open();
			}
			return { ...answer, cut: isLost };
		},
		close: () => void line?.then(({ line: { socket } }) => socket.destroy()),
	};
}

/** Opens a connection and asks for the first page. */
async function openLine(spec: ProbeOf<'idle'>, clock: Clock): Promise<{ line: Line; answer: Answer }> {
	const line: Line = { socket: connect({ host: spec.address, port: spec.port, keepAlive: false }), lost: null };
	const lose = (outcome: NonNullable<Line['lost']>['outcome']) => {
		line.lost ??= { outcome, atMs: clock.nowMs() };
	};
	line.socket.on('error', (error) => lose(outcomeOf(error, false)));
	line.socket.on('close', () => lose('closed'));
	line.socket.on('end', () => lose('closed'));
	return { line, answer: await askPage(line, spec) };
}

/** A page over the connection: good once its status line has come. The rest of it comes while nothing is said. */
function askPage(line: Line, spec: ProbeOf<'idle'>): Promise<Answer> {
	const { socket } = line;
	return new Promise((resolve) => {
		let head = '';
		const end = (answer: Answer) => {
			clearTimeout(timer);
			socket.off('data', hear).off('close', gone);
			// What is not read would keep the end of the connection from being seen.
			socket.resume();
			resolve(answer);
		};
		const hear = (data: Buffer) => {
			head += data.toString('latin1');
			const status = /^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1];
			if (status !== undefined)
				end(status.startsWith('2') ? { outcome: 'ok' } : { outcome: 'bad-status', detail: `status ${status}` });
		};
		const gone = () => end({ outcome: line.lost?.outcome ?? 'closed' });
		const timer = setTimeout(() => end({ outcome: 'timeout' }), spec.timeoutMs);
		socket.on('data', hear).on('close', gone);
		if (socket.destroyed) gone();
		else socket.write(`GET ${spec.path} HTTP/1.1\r\nHost: ${hostOf(spec)}\r\n\r\n`);
	});
}
