import { stripVTControlCharacters } from 'node:util';
import pc from 'picocolors';
import type { MetricChange } from '../gate/baseline/compare-drills.ts';
import { formatMetric } from '../metrics/metric.ts';
import type { BaselineReport, RunIdentity } from '../results/baseline-schema.ts';
import { textTable } from './table.ts';

/** Heads of the table of what changed; `baselineRow` has the cells. */
export const BASELINE_COLUMNS = [
	{ head: 'drill', numeric: false },
	{ head: 'metric', numeric: false },
	{ head: 'n', numeric: true },
	{ head: 'before', numeric: true },
	{ head: 'after', numeric: true },
	{ head: 'difference', numeric: true },
	{ head: '95 % interval', numeric: true },
	{ head: 'p (Holm)', numeric: true },
	{ head: 'matters from', numeric: true },
	{ head: 'outcome', numeric: false },
];

/** A run held against its baseline, for people at a terminal. `color` decides about ANSI codes; the text is the same without. Ends with a line end. */
export function baselineTerminal(report: BaselineReport, { color }: { color: boolean }): string {
	const c = pc.createColors(color);
	const tints = { regression: c.red, unknown: c.yellow, improvement: c.green, same: (text: string) => text };
	const verdictTint = { pass: c.green, fail: c.red, inconclusive: c.yellow }[report.verdict];
	const { head, body } = textTable(
		BASELINE_COLUMNS,
		report.changes.map((change) => baselineRow(change).map(clean)),
	);
	const table = body.map((line, i) => tints[report.changes[i]?.outcome ?? 'same'](line));
	const lines = [
		c.dim(`before: ${clean(baselineRunText(report.before))}`),
		c.dim(`after:  ${clean(baselineRunText(report.after))}`),
		...(table.length > 0 ? ['', c.dim(head), ...table] : []),
		...midPhaseNote(report).map((text) => c.dim(text)),
		'',
		...report.warnings.map((text) => c.yellow(`warning: ${clean(text)}`)),
		...report.caveats.map((text) => `note: ${clean(text)}`),
		`against the baseline: ${verdictTint(report.verdict)}. ${clean(report.because)}`,
	];
	return `${lines.join('\n')}\n`;
}

/** What the marks in the table mean; nothing where there is none. */
export function midPhaseNote({ changes }: BaselineReport): string[] {
	return [
		...(changes.some(({ atMidPhase }) => atMidPhase)
			? ['* as if the fault had hit in the middle of the advertisement interval']
			: []),
		...(changes.some(({ paired }) => paired) ? ['† trial by trial, for the faults of both runs hit at the same phases'] : []),
		...(changes.some(({ role }) => role === 'watched') ? ['(watched): counts only where it is proved to be worse'] : []),
	];
}

/** Which run it was, one line. */
export function baselineRunText({ id, cluster, startedAt, seed, vipdrillVersion }: RunIdentity): string {
	return `run ${id} on ${cluster}, ${startedAt}, seed ${seed}, vipdrill ${vipdrillVersion}`;
}

/** A metric's path with its marks, which `midPhaseNote` explains. */
export function markedMetric({ metric, atMidPhase, paired, role }: MetricChange): string {
	const phase = atMidPhase ? ' *' : paired ? ' †' : '';
	return `${metric}${phase}${role === 'watched' ? ' (watched)' : ''}`;
}

/** One metric's change, a cell a column. */
export function baselineRow(change: MetricChange): string[] {
	const { drill, metric, before, after, difference, interval, pCorrected, practical } = change;
	const show = (value: number | null) => formatMetric(metric, value);
	return [
		drill,
		markedMetric(change),
		`${before.n}, ${after.n}`,
		show(before.median),
		show(after.median),
		signed(metric, difference),
		interval ? `${signed(metric, interval.low)} to ${signed(metric, interval.high)}` : '—',
		pCorrected === null ? '—' : pCorrected < 0.0001 ? '< 0.0001' : pCorrected.toFixed(4),
		show(practical),
		outcomeText(change),
	];
}

function signed(metric: string, value: number | null): string {
	if (value === null) return '—';
	return `${value < 0 ? '−' : value > 0 ? '+' : ''}${formatMetric(metric, Math.abs(value))}`;
}

/** The outcome, and how many trials would tell. */
function outcomeText({ outcome, trialsNeeded, before, after }: MetricChange): string {
	if (outcome !== 'unknown') return outcome;
	if (before.n === 0) return 'unknown: not in the baseline';
	if (after.n === 0) return 'unknown: not in the new run';
	return `unknown: ${trialsNeeded === null ? 'more than 1,000' : `about ${trialsNeeded}`} trials would tell`;
}

/** What others wrote must not steer the terminal or break a line. */
function clean(text: string): string {
	return stripVTControlCharacters(text).replace(/\p{Cc}+/gu, ' ');
}
