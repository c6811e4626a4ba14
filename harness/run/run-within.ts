import { VipdrillError } from '../base/errors.ts';
import { formatMs } from '../base/units.ts';

/** How long work that was told to stop may take for it. */
const GRACE_MS = 120_000;

/** Runs work that must end in time: else its signal is pulled, and it rejects with LAB_FAILED, at the latest after a time of grace. */
export async function runWithin<T>(
	ms: number,
	signal: AbortSignal,
	work: (signal: AbortSignal) => Promise<T>,
	graceMs = GRACE_MS,
): Promise<T> {
	const late = new AbortController();
	const timers: NodeJS.Timeout[] = [];
	const hanging = new Promise<never>((_, reject) => {
		const stop = () => {
			const error = new VipdrillError('LAB_FAILED', `it did not end within ${formatMs(ms)}`);
			late.abort(error);
			timers.push(setTimeout(() => reject(error), graceMs));
		};
		timers.push(setTimeout(stop, ms));
	});
	try {
		return await Promise.race([work(AbortSignal.any([signal, late.signal])), hanging]);
	} catch (error) {
		// What the work says of its own stop hides why it was stopped.
		throw late.signal.aborted && !signal.aborted ? late.signal.reason : error;
	} finally {
		for (const timer of timers) clearTimeout(timer);
	}
}
