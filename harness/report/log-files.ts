import type { HostLog, TimelineEvent } from '../timeline/event.ts';

const isLog = (event: TimelineEvent): event is HostLog => event.type === 'host.log';

/** Where a host's log of a trial is kept, by the path of the trial's timeline. */
export const logFile = (timeline: string, host: string): string => `${timeline.replace(/\.ndjson$/, '')}.${host}.log`;

/** The journal lines of a trial, in time order. */
export const logLines = (events: readonly TimelineEvent[]): HostLog[] => events.filter(isLog).sort((a, b) => a.atMs - b.atMs);

/** What keepalived and dockerd of each host logged during a trial, as one text a host, by its path; times from the trial's begin, as in its timeline. */
export function logFiles(timeline: string, events: readonly TimelineEvent[]): Map<string, string> {
	const texts = new Map<string, string>();
	for (const { host, unit, atMs, text } of logLines(events)) {
		const path = logFile(timeline, host);
		// A line of the journal may have several.
		const line = `${(atMs / 1000).toFixed(3).padStart(10)} s  ${unit.padEnd(10)}  ${text.replaceAll(/\s*\n\s*/g, ' ⏎ ')}\n`;
		texts.set(path, (texts.get(path) ?? '') + line);
	}
	return texts;
}
