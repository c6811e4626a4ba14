import { setTimeout as sleep } from 'node:timers/promises';
import { VipdrillError } from './errors.ts';
import { formatMs } from './units.ts';

const LAST_LOOK_MS = 50;

export interface UntilOptions {
	/** Give up after this long. */
	timeoutMs: number;
	/** Between two looks; 100 ms by default. */
	intervalMs?: number;
	/** Give one look up after this long and look again; by default when all the time is over. */
	lookWithinMs?: number;
	signal?: AbortSignal | undefined;
}

/**
 * Waits for a condition instead of sleeping: looks until `look` returns something other than `undefined` and returns that.
 * A look that throws, or does not end, counts as not yet. Throws WAIT_TIMED_OUT with the last state seen (`describe` or the last error).
 */
export async function until<T>(
	what: string,
	look: () => Promise<T | undefined>,
	options: UntilOptions,
	describe?: () => string,
): Promise<T> {
	const startedMs = performance.now();
	let lastError: unknown;
	for (;;) {
		options.signal?.throwIfAborted();
		try {
			// The last look gets a moment too, or its impatience would hide what the one before said.
			const leftMs = Math.max(LAST_LOOK_MS, options.timeoutMs - (performance.now() - startedMs));
			const seen = await within(look(), Math.min(leftMs, options.lookWithinMs ?? leftMs), options.signal);
			if (seen !== undefined) return seen;
			lastError = undefined;
		} catch (error) {
			lastError = error;
		}
		if (performance.now() - startedMs > options.timeoutMs) {
			const failure = lastError ? [`the last look failed: ${(lastError as Error).message}`] : [];
			const last = [...failure, describe?.() ?? (lastError ? '' : 'it never came true')].filter((text) => text !== '').join('; ');
			throw new VipdrillError('WAIT_TIMED_OUT', `waited ${formatMs(options.timeoutMs)} until ${what}; ${last}`, {
				cause: lastError,
			});
		}
		await sleep(options.intervalMs ?? 100, undefined, { signal: options.signal });
	}
}

/** Rejects where the work does not end in time, or the signal is pulled; what becomes of the work then is nobody's business. */
async function within<T>(work: Promise<T>, ms: number, signal: AbortSignal | undefined): Promise<T> {
	const enough = new AbortController();
	const options = signal ? { signal: AbortSignal.any([signal, enough.signal]) } : { signal: enough.signal };
	const late = sleep(ms, undefined, options).then((): never => {
		throw new Error(`no answer within ${formatMs(ms)}`);
	});
	try {
		return await Promise.race([work, late]);
	} finally {
		work.catch(() => {});
		late.catch(() => {});
		enough.abort();
	}
}
