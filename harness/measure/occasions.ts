import type { TimelineEvent } from '../timeline/event.ts';
import { isRequest } from '../timeline/is-request.ts';

/**
 * A timeline without its requests, which are nineteen of twenty events, for whoever looks through it again and again. Its first and its last event stay
 * whatever they are: they are where a trial that was cut short begins and ends.
 */
export function occasions(events: readonly TimelineEvent[]): TimelineEvent[] {
	const last = events.length - 1;
	return events.filter((event, i) => !isRequest(event) || i === 0 || i === last);
}
