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

/** A stored run to render: its folder, its report without secrets, and where a markdown file will find its drawing; null for none. */
interface StoredRun {
	dir: string;
	report: RunReport;
	pictureFile: string | null;
}

const baselineOf = async ({ dir }: StoredRun) => withoutSecrets(await readBaseline(dir));

/** Every format that a stored run is rendered in. */
const RENDERERS: Readonly<Record<Format, (run: StoredRun) => Promise<string | Rendered>>> = {
	html: ({ dir }) => renderPage([dir]),
	markdown: ({ dir, report, pictureFile }) => renderMarkdownRun(dir, report, pictureFile),
	junit: async (run) => renderJunit(run.report, await baselineOf(run)),
	json: async ({ report }) => renderJson(report),
	csv: async ({ report }) => renderCsv(report),
	openmetrics: async ({ report }) => renderOpenmetrics(report),
	github: async (run) => renderGithub(run.report, await baselineOf(run)),
	svg: ({ dir, report }) => pictureOf(dir, report),
};

/**
 * Renders a stored run anew, without secrets; its figures stay as they were measured. `pictureFile` is where a markdown file will find its
 * drawing; null for none. Throws InputError for a folder that is no run.
 */
export async function renderRun(dir: string, format: Format, pictureFile: string | null = null): Promise<Rendered> {
	const report = withoutSecrets(await readRun(dir));
	const rendered = await RENDERERS[format]({ dir, report, pictureFile });
	return typeof rendered === 'string' ? { text: rendered, picture: null } : rendered;
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
