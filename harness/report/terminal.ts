import { stripVTControlCharacters } from 'node:util';
import pc from 'picocolors';
import { overTrials } from '../gate/over-trials.ts';
import { formatMetric } from '../metrics/metric.ts';
import type { DrillReport, ExpectationResult, RunReport, Verdict } from '../results/run-report.ts';
import { textTable } from './table.ts';
import { probeSentences } from './trial-sentences.ts';
import {
	clusterSentence,
	engineSentence,
	faultsSentence,
	HEADLINE_METRICS,
	interruptedSentence,
	MARKS,
	meshSentence,
	meshTrialSentence,
	privilegesSentence,
	publishSentence,
	remedyOf,
	resolutionSentence,
	runSentence,
	trialColumns,
} from './wording.ts';

/** Of a drill; the rest is in run.json, and all of it in the summary. */
const SHOWN_TRIALS = 20;

type Colors = ReturnType<typeof pc.createColors>;

/** A run for people at a terminal. `color` decides about ANSI codes; the text is the same without. Ends with a line end. */
export function renderTerminal(report: RunReport, options: { color: boolean }): string {
	const c = pc.createColors(options.color);
	const { environment, cluster } = report;
	const lines = [
		c.dim(clean(runSentence(report))),
		clean(clusterSentence(report)),
		c.dim(clean(engineSentence(environment))),
		clean(publishSentence(environment)),
		...[meshSentence(environment)].filter((text) => text !== null).map(clean),
		privilegesSentence(environment),
		...cluster.deviations.map((text) => `deviation: ${clean(text)}`),
		...report.drills.flatMap((drill) => ['', ...drillLines(drill, c)]),
		'',
		...environment.notTested.map((text) => `not tested: ${clean(text)}`),
		...[interruptedSentence(report)].filter((text) => text !== null).map((text) => c.yellow(text)),
		`verdict: ${tint(c, report.verdict, report.verdict)}`,
		`run again: ${clean(report.rerun)}`,
	];
	return `${lines.join('\n')}\n`;
}

function drillLines(drill: DrillReport, c: Colors): string[] {
	return [
		`${c.bold(clean(drill.name))}: ${clean(drill.event)}`,
		...[faultsSentence(drill.spec)].filter((text) => text !== null).map((text) => c.dim(clean(text))),
		c.dim(clean(resolutionSentence(drill.spec))),
		...section(trialTable(drill), c),
		...moreTrials(drill, c),
		...meshLines(drill).map((text) => c.dim(text)),
		...probeLines(drill).map((text) => c.dim(text)),
		...roughFailbacks(drill),
		...distrust(drill).map((text) => c.yellow(text)),
		...section(summaryTable(drill), c),
		...resultSection(drill.expectations, c),
		...resultSection(drill.slos, c),
		...invariantLines(drill, c),
		'',
		`  ${tint(c, drill.verdict, drill.verdict)}: ${clean(drill.because)}`,
		...mendLines(drill),
	];
}

function resultSection(results: readonly ExpectationResult[], c: Colors): string[] {
	return results.length === 0 ? [] : ['', ...results.flatMap((result) => resultLines(result, c))];
}

function resultLines({ outcome, title, asked, got }: ExpectationResult, c: Colors): string[] {
	return [`  ${tint(c, outcome, MARKS[outcome])} ${clean(title)}`, c.dim(`    asked ${clean(asked)}`), `    got ${clean(got)}`];
}

/** Those that held in one line: they are the same in every drill. */
function invariantLines({ trials }: DrillReport, c: Colors): string[] {
	const results = overTrials(trials.map(({ invariants }) => invariants));
	const held = results.filter(({ outcome }) => outcome === 'pass').map(({ id }) => id);
	return [
		...(results.length > 0 ? [''] : []),
		...results.filter(({ outcome }) => outcome !== 'pass').flatMap((result) => resultLines(result, c)),
		...(held.length > 0 ? [`  ${tint(c, 'pass', MARKS.pass)} ${c.dim(`invariants that held: ${held.join(', ')}`)}`] : []),
	];
}

function mendLines(drill: DrillReport): string[] {
	const remedy = remedyOf(drill);
	return remedy
		? [`  likely why: ${clean(remedy.why)}`, '  mended by:', ...remedy.lines.map((line) => `    ${clean(line)}`)]
		: [];
}

function trialTable({ trials }: DrillReport) {
	const columns = trialColumns(trials);
	return textTable(
		[{ head: 'trial', numeric: true }, ...columns],
		trials.slice(0, SHOWN_TRIALS).map((trial) => [String(trial.trial), ...columns.map((column) => clean(column.cell(trial)))]),
	);
}

function moreTrials({ trials }: DrillReport, c: Colors): string[] {
	const more = trials.length - SHOWN_TRIALS;
	return more > 0 ? [c.dim(`  and ${more} more trials, in run.json`)] : [];
}

function summaryTable({ summary }: DrillReport) {
	const columns = [
		{ head: 'metric', numeric: false },
		...['n', 'min', 'p50', 'p95', 'max'].map((head) => ({ head, numeric: true })),
	];
	const ofProbes = Object.keys(summary).filter((path) =>
		/^probes\.[^.]+\.(outage\.longestMs|availability|cut\.firstMs)$/.test(path),
	);
	const rows = [...HEADLINE_METRICS, ...ofProbes].flatMap((path) => {
		const s = Object.hasOwn(summary, path) ? summary[path] : undefined;
		return s ? [[path, String(s.n), ...[s.min, s.p50, s.p95, s.max].map((value) => formatMetric(path, value))]] : [];
	});
	return textTable(columns, rows);
}

function meshLines({ trials }: DrillReport): string[] {
	return trials.slice(0, SHOWN_TRIALS).flatMap(({ trial, measurements }) => {
		const text = meshTrialSentence(measurements);
		return text === null ? [] : [`  trial ${trial}: ${clean(text)}`];
	});
}

function probeLines({ trials }: DrillReport): string[] {
	return trials
		.slice(0, SHOWN_TRIALS)
		.flatMap(({ trial, measurements }) => probeSentences(measurements).map((text) => `  trial ${trial}: ${clean(text)}`));
}

function roughFailbacks({ trials }: DrillReport): string[] {
	return trials
		.slice(0, SHOWN_TRIALS)
		.flatMap(({ trial, measurements: { failback } }) =>
			failback?.roughBecause ? [`  trial ${trial}: the failback's figures are rough: ${clean(failback.roughBecause)}`] : [],
		);
}

function distrust({ trials }: DrillReport): string[] {
	return trials
		.filter(({ measurements }) => !measurements.trust.trusted)
		.map(({ trial, measurements }) => `  trial ${trial} is not to be trusted: ${clean(measurements.trust.reasons.join('; '))}`);
}

function section(table: { head: string; body: string[] }, c: Colors): string[] {
	return table.body.length === 0 ? [] : ['', c.dim(`  ${table.head}`), ...table.body.map((row) => `  ${row}`)];
}

function tint(c: Colors, verdict: Verdict, text: string): string {
	return { pass: c.green, fail: c.red, inconclusive: c.yellow }[verdict](text);
}

/** What others wrote must not steer the terminal: escape sequences and control characters go. */
function clean(text: string): string {
	return stripVTControlCharacters(text).replace(/\p{Cc}+/gu, ' ');
}
