import { retransmittedUs } from './reconnect.ts';

/**
 * The TCP connection between two managers, on which raft's messages go and what their agents ask the leader (swarmkit's raftproxy). What the segment loses
 * is sent again after 0.2 s, then twice as long each time, and nothing else gets through before. So after a cut of ten seconds the two hear each other
 * again 12.6 s after the first message that was lost: in ten real trials of one-way-partition, no node was back before.
 */
export class Line {
	/** The first message that was lost; null while all get through. */
	#lostUs: number | null = null;
	/** The last one. */
	#blockedUs = 0;
	#openUs = Number.NEGATIVE_INFINITY;

	/** A message was lost. */
	lose(nowUs: number): void {
		this.#lostUs ??= nowUs;
		this.#blockedUs = nowUs;
	}

	/** Whether a message gets through that the segment does not lose. */
	isOpen(nowUs: number): boolean {
		if (this.#lostUs !== null) {
			// The cut ended somewhere between the last message that was lost and this one.
			this.#openUs = retransmittedUs(this.#lostUs, (this.#blockedUs + nowUs) / 2);
			this.#lostUs = null;
		}
		return nowUs >= this.#openUs;
	}
}
