import { inUrl } from '../../../../base/ip.ts';
import type { ProbeOutcome } from '../../../../timeline/requests.ts';

/** What one request of a probe got. */
export interface Answer {
	outcome: ProbeOutcome;
	/** What else there is to say, in words. */
	detail?: string;
	/** Of a probe that keeps a connection: whether that was lost. */
	cut?: boolean;
	/** When that was known, on the prober's clock, where it was before the request. */
	doneMs?: number;
	node?: string;
	task?: string;
}

/** One kind of customer. */
export interface Probe {
	/** Makes ready what is to be there before the first request, if anything is. */
	open(): void;
	/** One request. Never rejects, and ends by itself when its time is over. */
	ask(): Promise<Answer>;
	/** Lets go of everything. */
	close(): void;
}

/** Host and port as a URL has them. */
export const hostOf = ({ address, port }: { address: string; port: number }): string => `${inUrl(address)}:${port}`;
