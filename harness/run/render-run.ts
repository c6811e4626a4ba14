import { join } from 'node:path';
import { InputError } from '../base/errors.ts';
import { renderCsv } from '../report/formats/csv.ts';
import { renderGithub } from '../report/formats/github.ts';
import { renderJson } from '../report/formats/json.ts';
import { renderJunit } from '../report/formats/junit.ts';
import { renderMarkdown } from '../report/formats/markdown.ts';
import { renderOpenmetrics } from '../report/formats/openmetrics.ts';
import { type ShownTrial, timelineFile, worstTrial } from '../report/formats/svg.ts';
import { withoutSecrets, withoutSecretsIn } from '../results/redact.ts';
import type { RunReport } from '../results/run-report.ts';
import type { Format } from './format-names.ts';
import { readBaseline } from './read-baseline.ts';
import { readRun } from './read-run.ts';
import { readTimeline } from './read-timelines.ts';
import { renderPage } from './render-page.ts';

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
			return alone(await renderPage([dir]));
		case 'markdown':
			return renderMarkdownRun(dir, report, pictureFile);
		case 'junit':
			return alone(renderJunit(report, withoutSecrets(await readBaseline(dir))));
		case 'json':
			return alone(renderJson(report));
		case 'csv':
			return alone(renderCsv(report));
		case 'openmetrics':
			return alone(renderOpenmetrics(report));
		case 'github':
			return alone(renderGithub(report, withoutSecrets(await readBaseline(dir))));
		case 'svg':
			return alone(await pictureOf(dir, report));
	}
}

async function renderMarkdownRun(dir: string, report: RunReport, pictureFile: string | null): Promise<Rendered> {
	const shown = pictureFile === null ? null : worstTrial(report);
	const picture = shown && (await draw(dir, report, shown));
	const against = withoutSecrets(await readBaseline(dir));
	if (!shown || picture === null || pictureFile === null) return { text: renderMarkdown(report, null, against), picture: null };
	const about = `Timeline of ${shown.drill.name}, trial ${shown.trial.trial}`;
	return { text: renderMarkdown(report, { file: pictureFile, about }, against), picture };
}

/** The worst trial's timeline alone. */
async function pictureOf(dir: string, report: RunReport): Promise<string> {
	const shown = worstTrial(report);
	const picture = shown && (await draw(dir, report, shown));
	if (picture !== null) return picture;
	const file = join(dir, shown?.trial.timeline ?? 'run.json');
	const problem = shown ? 'the timeline was not kept, so there is nothing to draw' : 'no trial was measured';
	throw new InputError([{ file, field: 'run', problem, fix: 'Name the folder of a run with its trials/' }]);
}

/** Null where the timeline is gone. */
async function draw(dir: string, report: RunReport, shown: ShownTrial): Promise<string | null> {
	const events = await readTimeline(dir, shown.trial.timeline);
	return events && timelineFile(report, shown, withoutSecretsIn(new Map([['', events]])).get('') ?? []);
}
