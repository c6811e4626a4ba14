import { readFile } from 'node:fs/promises';
import type { RunReport } from '../results/run-report.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { parseTimeline } from '../timeline/ndjson.ts';
import { insideRun } from './inside.ts';

/** The timelines of a stored run that are still there, by their paths. Throws InputError at a line that is no event. */
export async function readTimelines(dir: string, report: RunReport): Promise<Map<string, TimelineEvent[]>> {
	const timelines = new Map<string, TimelineEvent[]>();
	for (const { timeline } of report.drills.flatMap(({ trials }) => trials)) {
		const events = await readTimeline(dir, timeline);
		if (events && timeline !== null) timelines.set(timeline, events);
	}
	return timelines;
}

/** Null where it was not kept, or the file is gone: a run can be shown without its timelines. Throws InputError for a path out of the folder. */
export async function readTimeline(dir: string, path: string | null): Promise<TimelineEvent[] | null> {
	if (path === null) return null;
	const file = await insideRun(dir, path, 'timeline');
	const text = await readFile(file, 'utf8').catch(() => null);
	return text === null ? null : parseTimeline(text, file);
}
