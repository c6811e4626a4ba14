import type { TimelineEvent } from '../../../timeline/event.ts';

/** Lines of journal that a trial keeps of each host: dockerd writes some hundred in a failover. */
export const MOST_LINES = 1000;
/** Of a line; dockerd quotes whole requests. */
export const MOST_CHARS = 500;

/**
 * Hands a trial's events on, with of each host's journal no more than a trial may keep: nothing from before the trial, no line of any length,
 * no daemon that writes without end. The last line that is kept says so.
 */
export function withinLogBudget(emit: (event: TimelineEvent) => void): (event: TimelineEvent) => void {
	const lines = new Map<string, number>();
	return (event) => {
		if (event.type !== 'host.log') return emit(event);
		const count = (lines.get(event.host) ?? 0) + 1;
		if (event.atMs < 0 || count > MOST_LINES) return;
		lines.set(event.host, count);
		const cut = event.text.length > MOST_CHARS ? `${event.text.slice(0, MOST_CHARS)} …` : event.text;
		emit({ ...event, text: count === MOST_LINES ? `(what this host logged after this is left out) ${cut}` : cut });
	};
}
