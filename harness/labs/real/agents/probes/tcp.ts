import { connect } from 'node:net';
import type { ProbeOf } from '../../../../cluster/probe-spec.ts';
import { outcomeOf } from '../outcome.ts';
import type { Answer, Probe } from './probe.ts';

/** A TCP connection that is opened, and closed again. */
export function tcpProbe({ address, port, timeoutMs }: ProbeOf<'tcp'>): Probe {
	const ask = () =>
		new Promise<Answer>((resolve) => {
			const socket = connect({ host: address, port });
			const end = (answer: Answer) => {
				clearTimeout(timer);
				socket.destroy();
				resolve(answer);
			};
			const timer = setTimeout(() => end({ outcome: 'timeout' }), timeoutMs);
			socket.once('connect', () => end({ outcome: 'ok' }));
			socket.on('error', (error) => end({ outcome: outcomeOf(error, false) }));
		});
	return { open: () => {}, ask, close: () => {} };
}
