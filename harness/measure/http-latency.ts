import { build } from 'hdr-histogram-js';
import type { Rows, Samples } from '../timeline/samples.ts';

/** One for all: to make one takes as long as to fill it. */
const histogram = build({ numberOfSignificantValueDigits: 3, autoResize: true });

/**
 * Latency from *due* time to answer, milliseconds, so that waiting in the prober counts (no coordinated omission). Good samples only,
 * tainted ones left out; null where none remain. Percentiles from an HdrHistogram of microseconds with three significant digits, so
 * within 0.1 %; the maximum is exact.
 */
export function latencyFromDue(stream: Samples, { from, to }: Rows): { p50: number; p99: number; max: number } | null {
	histogram.reset();
	let [count, max] = [0, 0];
	for (let row = from; row < to; row += 1) {
		if (!stream.isGood(row) || stream.tainted[row] === 1) continue;
		const us = Math.max(0, Math.round(((stream.doneMs[row] as number) - (stream.dueMs[row] as number)) * 1000));
		histogram.recordValue(us);
		count += 1;
		if (us > max) max = us;
	}
	if (count === 0) return null;
	// A histogram answers with its bucket's upper end, which may lie above the greatest value.
	const at = (percentile: number) => Math.min(histogram.getValueAtPercentile(percentile), max) / 1000;
	return { p50: at(50), p99: at(99), max: max / 1000 };
}
