import { build } from 'hdr-histogram-js';
import type { HttpSample } from '../timeline/event.ts';

/**
 * Latency from *due* time to answer, milliseconds, so that waiting in the prober counts (no coordinated omission). Good samples only,
 * tainted ones left out; null where none remain. Percentiles from an HdrHistogram of microseconds with three significant digits, so
 * within 0.1 %; the maximum is exact.
 */
export function latencyFromDue(samples: readonly HttpSample[]): { p50: number; p99: number; max: number } | null {
	const micros = samples
		.filter((s) => s.outcome === 'ok' && !s.tainted)
		.map((s) => Math.max(0, Math.round((s.doneMs - s.dueMs) * 1000)));
	if (micros.length === 0) return null;
	const histogram = build({ numberOfSignificantValueDigits: 3, autoResize: true });
	for (const value of micros) histogram.recordValue(value);
	const max = micros.reduce((a, b) => Math.max(a, b), 0);
	// A histogram answers with its bucket's upper end, which may lie above the greatest value.
	const at = (percentile: number) => Math.min(histogram.getValueAtPercentile(percentile), max) / 1000;
	return { p50: at(50), p99: at(99), max: max / 1000 };
}
