import type { Span } from './spans.ts';

/** The same time without overlaps, in order; spans that touch become one. */
export function joined(spans: readonly Span[]): Span[] {
	const result: Span[] = [];
	for (const { fromMs, toMs } of spans.toSorted((a, b) => a.fromMs - b.fromMs)) {
		const last = result.at(-1);
		if (last && fromMs <= last.toMs) last.toMs = Math.max(last.toMs, toMs);
		else result.push({ fromMs, toMs });
	}
	return result;
}

/** What is left of a span without the holes, in order. */
export function without(span: Span, holes: readonly Span[]): Span[] {
	const left: Span[] = [];
	let { fromMs } = span;
	for (const hole of joined(holes)) {
		if (hole.fromMs > fromMs) left.push({ fromMs, toMs: Math.min(hole.fromMs, span.toMs) });
		fromMs = Math.max(fromMs, hole.toMs);
		if (fromMs >= span.toMs) break;
	}
	return [...left, { fromMs, toMs: span.toMs }].filter(({ fromMs, toMs }) => toMs > fromMs);
}

/** The longest of the spans, milliseconds; 0 of none. */
export const longestMs = (spans: readonly Span[]): number =>
	spans.reduce((longest, { fromMs, toMs }) => Math.max(longest, toMs - fromMs), 0);

/** All of the spans together, milliseconds; they must not overlap. */
export const totalMs = (spans: readonly Span[]): number => spans.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
