import type { Random } from '../random.ts';
import { SECOND_US } from './members.ts';

/** TCP_RTO_MIN of include/net/tcp.h: how long a fast connection waits before it sends again what nobody acknowledged; twice as long each time. */
const RTO_US = 200_000;
/** Beyond 51 s the lab has shown nothing: later returns are taken to be noticed at once. */
const RETRANSMISSIONS = 8;
/** gRPC's back-off between two attempts to connect (doc/connection-backoff.md): 1 s, then 1.6 times as long, give or take a fifth. */
const FIRST_US = SECOND_US;
const FACTOR = 1.6;
const JITTER = 0.2;

/** When TCP first sends again what was lost, from `fromUs` on: 0.2 s after the loss, 0.6 s, 1.4 s, … 51 s; later, at once. */
export function retransmittedUs(lostUs: number, fromUs: number): number {
	const sent = Array.from({ length: RETRANSMISSIONS + 1 }, (_, k) => lostUs + RTO_US * (2 ** k - 1));
	return sent.find((atUs) => atUs >= fromUs) ?? fromUs;
}

/** When a manager ended and came back, microseconds. */
export interface Return {
	endedUs: number;
	/** Since when its machine answers packets again; null where the machine lived on. */
	poweredUs: number | null;
	/** Since when it takes connections. */
	listeningUs: number;
}

/**
 * When those who lived on have a connection to a manager again. The one that they had is not known to be dead before the manager's machine refuses
 * what is sent on it. A machine that lost power refuses nothing until it is back, so that it takes until the next retransmission: 0.2 s, 0.6 s, … 12.6 s,
 * 25.4 s after the first heartbeat that was lost. Then they dial. In the lab a manager that was away for 20 s was reachable again 26.8 to
 * 28.2 s after its death (129 trials), and one that was away for 9 s after 13.4 to 14.8 s (38 trials).
 */
export function reconnectedUs({ endedUs, poweredUs, listeningUs }: Return, random: Random): number {
	let brokenUs = endedUs;
	if (poweredUs !== null) {
		brokenUs = retransmittedUs(endedUs + random.below(SECOND_US), poweredUs);
	}
	let waitUs = FIRST_US;
	let dialUs = brokenUs;
	do {
		dialUs += Math.round(waitUs * (1 - JITTER + 2 * JITTER * random.next()));
		waitUs *= FACTOR;
	} while (dialUs < listeningUs);
	return dialUs;
}
