import { wholeProblems } from '../ranges.ts';
import type { Target } from '../target.ts';
import type { FaultDescriptor, FaultOf } from './descriptor.ts';
import type { Shapes } from './shapes.ts';

/** tc counts whole bits a second, in 64 bits; no NIC does more. */
const MOST_BITS = 1e12;

const parameters = ({ target, number }: Shapes) => ({ target, bitsPerSecond: number });

export type RateLimit = FaultOf<'rate-limit', typeof parameters>;

/** What the target sends is limited to so many bits a second (tc-tbf). */
export const rateLimit = (target: Target, bitsPerSecond: number): RateLimit => ({ kind: 'rate-limit', target, bitsPerSecond });

/** See rateLimit. */
export const rateLimitFault: FaultDescriptor<RateLimit> = {
	kind: 'rate-limit',
	parameters,
	build: rateLimit,
	call: 'rateLimit(target, bitsPerSecond)',
	does: 'What the host sends is limited to so many bits a second.',
	undone: 'The queue is removed.',
	detail: ({ bitsPerSecond }) => `${bitsPerSecond} bit/s`,
	problems: ({ bitsPerSecond }, place) =>
		wholeProblems(`${place}.bitsPerSecond`, bitsPerSecond, 'rate in bits a second', 1, MOST_BITS),
	look: 'cut',
};
