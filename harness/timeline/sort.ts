import type { TimelineEvent } from './event.ts';

/** The events in time order. Events of the same `atMs` keep the order in which they became known. The argument is left as it is. */
export function sortByTime<E extends TimelineEvent>(events: readonly E[]): E[] {
	return events.toSorted((a, b) => a.atMs - b.atMs);
}
