import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BaselineReport, parseBaseline } from '../report/baseline-schema.ts';
import { renderCsv } from '../report/csv.ts';
import { renderGithub } from '../report/github.ts';
import { renderHtml } from '../report/html.ts';
import { renderJson } from '../report/json.ts';
import { renderJunit } from '../report/junit.ts';
import { renderMarkdown } from '../report/markdown.ts';
import { renderOpenmetrics } from '../report/openmetrics.ts';
import { withoutSecrets, withoutSecretsIn } from '../report/redact.ts';
import type { RunReport } from '../report/run-report.ts';
import { timelineFile, worstTrial } from '../report/timeline-file.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { parseTimeline } from '../timeline/ndjson.ts';
import { readRun } from './read-run.ts';

export const FORMATS = ['html', 'markdown', 'junit', 'json', 'csv', 'openmetrics', 'github'] as const;
export type Format = (typeof FORMATS)[number];

/** A stored run in one format; `picture` is the drawing that goes beside it. */
export interface Rendered {
	text: string;
	picture: string | null;
}

/**
 * Renders a stored run anew, without secrets; its figures stay as they were measured. `pictureFile` is where a markdown file will find its
 * drawing; null for none. Throws InputError for a folder that is no run.
 */
export async function renderRun(dir: string, format: Format, pictureFile: string | null = null): Promise<Rendered> {
	const report = withoutSecrets(await readRun(dir));
	const alone = (text: string) => ({ text, picture: null });
	switch (format) {
		case 'html':
			return alone(renderHtml({ report, timelines: withoutSecretsIn(await timelinesOf(dir, report)) }));
		case 'markdown':
			return renderMarkdownRun(dir, report, pictureFile);
		case 'junit':
			return alone(renderJunit(report));
		case 'json':
			return alone(renderJson(report));
		case 'csv':
			return alone(renderCsv(report));
		case 'openmetrics':
			return alone(renderOpenmetrics(report));
		case 'github':
			return alone(renderGithub(report, await againstOf(dir)));
	}
}

async function renderMarkdownRun(dir: string, report: RunReport, pictureFile: string | null): Promise<Rendered> {
	const shown = pictureFile === null ? null : worstTrial(report);
	const events = shown && (await timelineOf(dir, shown.trial.timeline));
	const against = await againstOf(dir);
	if (!shown || !events || pictureFile === null) return { text: renderMarkdown(report, null, against), picture: null };
	const clean = withoutSecretsIn(new Map([['', events]])).get('') ?? [];
	const about = `Timeline of ${shown.drill.name}, trial ${shown.trial.trial}`;
	return { text: renderMarkdown(report, { file: pictureFile, about }, against), picture: timelineFile(report, shown, clean) };
}

/** What `run --baseline` left beside the run; null where it was held against none. */
async function againstOf(dir: string): Promise<BaselineReport | null> {
	const file = join(dir, 'baseline.json');
	const text = await readFile(file, 'utf8').catch(() => null);
	return text === null ? null : withoutSecrets(parseBaseline(text, file));
}

/** The timelines of a stored run by their paths, as far as they are there. */
export async function timelinesOf(dir: string, report: RunReport): Promise<Map<string, TimelineEvent[]>> {
	const timelines = new Map<string, TimelineEvent[]>();
	for (const { timeline } of report.drills.flatMap(({ trials }) => trials)) {
		const events = await timelineOf(dir, timeline);
		if (events && timeline !== null) timelines.set(timeline, events);
	}
	return timelines;
}

/** Null where it was not kept, or the file is gone: a run can be shown without its timelines. */
async function timelineOf(dir: string, path: string | null): Promise<TimelineEvent[] | null> {
	if (path === null) return null;
	const file = join(dir, path);
	const text = await readFile(file, 'utf8').catch(() => null);
	return text === null ? null : parseTimeline(text, file);
}
