import { until } from '../../base/until.ts';
import { HEALTHY_WITHIN_MS, HELD_MS } from '../common/health.ts';

/** Waits until nothing has ailed the cluster for a second. Throws WAIT_TIMED_OUT, naming what still does. */
export async function untilHealthy(ill: () => string[], when: string, signal: AbortSignal): Promise<void> {
	let sinceMs: number | null = null;
	const look = async () => {
		if (ill().length > 0) sinceMs = null;
		else sinceMs ??= performance.now();
		return sinceMs !== null && performance.now() - sinceMs >= HELD_MS ? true : undefined;
	};
	await until(`the cluster is healthy ${when}`, look, { timeoutMs: HEALTHY_WITHIN_MS, signal }, () => ill().join('; '));
}
