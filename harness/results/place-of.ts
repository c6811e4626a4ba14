import type { TimelineEvent } from '../timeline/event.ts';

/** Which of several engines a trial ran on, as its timeline says; nothing where there was one. */
export function placeOf(events: readonly TimelineEvent[]): { engine?: string } {
	const started = events.find((event) => event.type === 'trial.started');
	return started?.engine === undefined ? {} : { engine: started.engine };
}
