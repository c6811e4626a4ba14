import type { HttpSample, ProbeSample, TimelineEvent } from './event.ts';

/** Whether an event is a request, of the load or of a probe: nineteen of twenty are. */
export const isRequest = (event: TimelineEvent): event is HttpSample | ProbeSample =>
	event.type === 'http.sample' || event.type === 'probe.sample';
