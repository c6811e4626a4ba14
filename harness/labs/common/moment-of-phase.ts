import { VipdrillError } from '../../base/errors.ts';

/** Milliseconds between the decision when to act and the act: asking for it costs a round trip. */
const LEAD_MS = 300;

/**
 * The next moment, at least LEAD_MS after `nowMs`, at this phase (0 to 1) of the advertisement interval of whoever advertised last. Throws
 * FAULT_FAILED where no advertisement was seen.
 */
export function momentOfPhase(phase: number, advert: { atMs: number; intervalMs: number } | null, nowMs: number): number {
	if (!advert)
		throw new VipdrillError('FAULT_FAILED', 'no VRRP advertisement was seen, so there is no interval to choose a phase of');
	const firstMs = advert.atMs + phase * advert.intervalMs;
	const waitMs = Math.max(0, nowMs + LEAD_MS - firstMs);
	return firstMs + Math.ceil(waitMs / advert.intervalMs) * advert.intervalMs;
}
