import type { Duration } from '../base/units.ts';
import { parseDurationMs } from '../base/units.ts';
import type { Check, Expectation } from './expectation.ts';

const limit = (value: number | Duration) => (typeof value === 'number' ? value : parseDurationMs(value));

/** Begins an expectation about a metric of every trial, or a statistic over all: `every('http.outageMs').atMost('5s', 'title')`. */
function about(of: Expectation['of'], metric: string) {
	const make = (check: Check, title: string): Expectation => ({ title, metric, of, check });
	return {
		/** At most a number, or a duration. */
		atMost: (value: number | Duration, title: string) => make({ atMost: limit(value) }, title),
		/** At least a number, or a duration. */
		atLeast: (value: number | Duration, title: string) => make({ atLeast: limit(value) }, title),
		equals: (value: string | number | boolean, title: string) => make({ equals: value }, title),
		/** Within what VRRP's timers predict for the host that took over, give or take. */
		withinTheory: (slack: Duration, title: string) => make({ withinTheory: { slackMs: parseDurationMs(slack) } }, title),
		/** The host that the configuration puts next in line. */
		isNextInLine: (title: string) => make({ isNextInLine: true }, title),
	};
}

/** Of each single trial. */
export const every = (metric: string) => about('every', metric);
/** Of the median. */
export const median = (metric: string) => about('p50', metric);
/** Of the 95th percentile. */
export const p95 = (metric: string) => about('p95', metric);
/** Of the worst trial. */
export const worst = (metric: string) => about('max', metric);
