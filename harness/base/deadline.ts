/**
 * Resolves or rejects as the work does. Rejects with `late()` after `timeoutMs` milliseconds, and with the signal's reason once that is
 * pulled. The abandoned work keeps running; its outcome is ignored.
 */
export async function withDeadline<T>(work: Promise<T>, timeoutMs: number, late: () => Error, signal?: AbortSignal): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const tooLate = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(late()), timeoutMs);
	});
	try {
		return await heard(Promise.race([work, tooLate]), signal);
	} finally {
		clearTimeout(timer);
	}
}

/** Resolves or rejects as the work does, or rejects with the signal's reason once that is pulled. The abandoned work keeps running; its outcome is ignored. */
export async function heard<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
	work.catch(() => {});
	if (!signal) return work;
	let stop = () => {};
	const pulled = new Promise<never>((_, reject) => {
		stop = () => reject(signal.reason);
		if (signal.aborted) stop();
		else signal.addEventListener('abort', stop, { once: true });
	});
	try {
		return await Promise.race([work, pulled]);
	} finally {
		signal.removeEventListener('abort', stop);
	}
}
