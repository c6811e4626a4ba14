import { escapeMarkup as text } from '../base/escape.ts';
import { formatMs } from '../base/units.ts';
import { countOf, countTrials } from '../gate/wording.ts';
import { formatMetric } from '../metrics/metric.ts';
import type { BaselineReport } from '../results/baseline-schema.ts';
import type { DrillReport, Verdict } from '../results/run-report.ts';
import { markedMetric, midPhaseNote } from './baseline-text.ts';
import { badge, type Cell, headsOf, htmlTable, paragraph } from './html-parts.ts';
import type { RunWithTimelines } from './page-data.ts';
import { worstOutage } from './worst-outage.ts';

const card = (title: string, verdict: Verdict | 'plain', body: string) =>
	`<section class="card is-${verdict}"><h2>${text(title)}</h2>${body}</section>`;

const big = (words: string) => `<div class="big">${text(words)}</div>`;

/** How the run came out, in one card. */
export function verdictCard({ label, report }: RunWithTimelines, several: boolean): string {
	const of = (verdict: Verdict) => report.drills.filter((drill) => drill.verdict === verdict);
	const failed = [...of('fail'), ...of('inconclusive')];
	const counts = (['pass', 'fail', 'inconclusive'] as const).flatMap((verdict) =>
		of(verdict).length > 0 ? [`${of(verdict).length} ${verdict}`] : [],
	);
	const trials = report.drills.reduce((sum, drill) => sum + drill.trials.length, 0);
	const listed = failed
		.slice(0, 4)
		.map((drill) => `<li><b class="${drill.verdict}">${text(drill.name)}</b>: ${text(drill.because)}</li>`);
	const more = failed.length > 4 ? paragraph(`And ${failed.length - 4} more below.`, 'soft') : '';
	return card(
		several ? `Verdict of ${label}` : 'Verdict',
		report.verdict,
		big(report.verdict) +
			paragraph(`${countOf(report.drills.length, 'drill')}, ${countTrials(trials)} measured: ${counts.join(', ')}.`) +
			(listed.length > 0 ? `<ul>${listed.join('')}</ul>${more}` : ''),
	);
}

/** The longest that customers were cut off, and why, in one card. */
export function outageCard({ label, report, timelines }: RunWithTimelines, several: boolean): string {
	const title = `Worst outage a customer saw${several ? `, ${label}` : ''}`;
	const worst = worstOutage(report, timelines);
	if (!worst) return card(title, 'plain', big('none') + paragraph('No trusted trial saw an outage on fresh connections.'));
	const where = `${worst.drill}, trial ${worst.trial}.`;
	return card(
		title,
		'plain',
		big(`${worst.atLeast ? '≥ ' : ''}${formatMs(worst.durationMs)}`) + paragraph(where, 'soft') + paragraph(worst.cause),
	);
}

/** What changed against the baseline, in one card. */
export function baselineCard(baseline: BaselineReport | null): string {
	const title = 'Against the baseline';
	if (!baseline)
		return card(
			title,
			'plain',
			big('no baseline') + paragraph('This run was not held against an earlier one (run --baseline does).'),
		);
	const of = (outcome: string) => baseline.changes.filter((change) => change.outcome === outcome);
	const worse = of('regression').map(
		({ drill, metric, before, after }) =>
			`<li>${text(drill)}: ${text(metric)} ${text(formatMetric(metric, before.median))} → ${text(formatMetric(metric, after.median))}</li>`,
	);
	const words = { fail: `${of('regression').length} worse`, pass: 'nothing worse', inconclusive: 'can’t tell' }[baseline.verdict];
	const counts = `${of('regression').length} regressions, ${of('improvement').length} improvements, ${of('same').length} the same, ${of('unknown').length} unknown.`;
	const against = paragraph(`Baseline: run ${baseline.before.id} of ${baseline.before.startedAt}.`, 'soft');
	return card(
		title,
		baseline.verdict,
		big(words) +
			paragraph(baseline.because) +
			(worse.length > 0 ? `<ul>${worse.join('')}</ul>` : '') +
			paragraph(counts) +
			against,
	);
}

/** The comparison with the baseline, metric by metric. */
export function baselineTable(report: BaselineReport): string {
	const { changes, warnings, caveats } = report;
	const signed = (metric: string, value: number | null) =>
		value === null ? '—' : `${value < 0 ? '−' : value > 0 ? '+' : ''}${formatMetric(metric, Math.abs(value))}`;
	const classes: Record<string, string> = { regression: 'fail', improvement: 'pass', unknown: 'inconclusive', same: '' };
	const order = ['regression', 'unknown', 'improvement', 'same'];
	const rows = [...changes]
		.sort((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome))
		.map((c): Cell[] => [
			{ value: c.drill },
			{ value: markedMetric(c) },
			...[
				`${c.before.n}, ${c.after.n}`,
				formatMetric(c.metric, c.before.median),
				formatMetric(c.metric, c.after.median),
				signed(c.metric, c.difference),
			].map((value) => ({ value, numeric: true })),
			{ value: c.interval ? `${signed(c.metric, c.interval.low)} to ${signed(c.metric, c.interval.high)}` : '—', numeric: true },
			{ value: c.pCorrected === null ? '—' : c.pCorrected < 0.0001 ? '< 0.0001' : c.pCorrected.toFixed(4), numeric: true },
			{
				value: c.trialsNeeded === null ? c.outcome : `${c.outcome}: about ${c.trialsNeeded} trials would tell`,
				cssClass: classes[c.outcome] ?? '',
			},
		]);
	const heads = headsOf('drill', 'metric', '#n', '#before', '#after', '#difference', '#95 % interval', '#p (Holm)', 'outcome');
	return (
		htmlTable('Changes against the baseline', heads, rows) +
		midPhaseNote(report)
			.map((sentence) => paragraph(sentence, 'soft small'))
			.join('') +
		warnings.map((sentence) => paragraph(sentence, 'inconclusive')).join('') +
		caveats.map((sentence) => paragraph(sentence, 'soft small')).join('')
	);
}

/** Every drill in a row for each run, with its outages as dots on one scale. */
export function overviewTable(runs: readonly RunWithTimelines[], names: readonly string[]): string {
	const several = runs.length > 1;
	const all = runs.flatMap(({ report }) => report.drills);
	const mostMs = Math.max(1000, ...all.flatMap(({ trials }) => trials.map(outageOf)));
	const rows = names.flatMap((name, index) =>
		runs.flatMap(({ label, report }) => {
			const drill = report.drills.find((d) => d.name === name);
			return drill ? [overviewRow(drill, index, several ? label : null, mostMs)] : [];
		}),
	);
	const heads = headsOf(
		'drill',
		...(several ? ['run'] : []),
		'verdict',
		'#n',
		'#takeover p50',
		'#max',
		'#outage p50',
		'#max',
		'#availability min',
	);
	return htmlTable(
		'Drills at a glance',
		[...heads, { value: `outage of each trial during the faults, 0 to ${formatMs(mostMs)}` }],
		rows,
		'overview',
	);
}

const outageOf = ({ measurements }: DrillReport['trials'][number]) => measurements.http.outageMs ?? 0;

function overviewRow(drill: DrillReport, index: number, label: string | null, mostMs: number): Cell[] {
	const { takeoverMs, 'http.outageMs': outageMs, 'http.availability': availability } = drill.summary;
	const lost = drill.failedTrials.length > 0 ? `, ${drill.failedTrials.length} lost` : '';
	return [
		{ value: drill.name, html: `<a href="#drill-${index}">${text(drill.name)}</a>` },
		...(label === null ? [] : [{ value: label }]),
		{ value: drill.verdict, html: badge(drill.verdict) },
		{ value: `${drill.trials.length}${lost}`, numeric: true },
		...[formatMs(takeoverMs?.p50), formatMs(takeoverMs?.max), formatMs(outageMs?.p50), formatMs(outageMs?.max)].map((value) => ({
			value,
			numeric: true,
		})),
		{ value: formatMetric('http.availability', availability?.min ?? null), numeric: true },
		{ value: '', html: dots(drill, mostMs) },
	];
}

const DOTS = { width: 190, height: 18, margin: 6 };

/** Each trial's outage as a dot; one that did not end is red. */
function dots({ trials }: DrillReport, mostMs: number): string {
	const { width, height, margin } = DOTS;
	const circles = trials.map((trial) => {
		const x = Math.round(margin + (outageOf(trial) / mostMs) * (width - 2 * margin));
		const endless = trial.measurements.http.outages.some(({ firstGoodMs }) => firstGoodMs === null);
		return `<circle cx="${x}" cy="${height / 2}" r="4"${endless ? ' class="endless"' : ''}/>`;
	});
	const line = `<line x1="${margin}" x2="${width - margin}" y1="${height / 2}" y2="${height / 2}"/>`;
	const label = trials.map((trial) => formatMs(outageOf(trial))).join(', ');
	return `<svg class="dots" width="${width}" height="${height}" role="img" aria-label="${text(label || 'no trial')}">${line}${circles.join('')}</svg>`;
}
