import { overTrials } from '../gate/over-trials.ts';
import { formatMetric } from '../measure/metric.ts';
import { type Span, trialSpans } from '../measure/spans.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { sortByTime } from '../timeline/sort.ts';
import { formatMs } from '../units.ts';
import { closeUp } from './close-up.ts';
import { escapeMarkup } from './escape.ts';
import { STYLE } from './html-style.ts';
import { timelineSvg } from './html-timeline.ts';
import type { DrillReport, ExpectationResult, RunReport, TrialReport, Verdict } from './run-report.ts';
import { faultSentences, trialSentences } from './trial-sentences.ts';
import {
	clusterSentence,
	engineSentence,
	faultsSentence,
	MARKS,
	mendOf,
	meshSentence,
	meshTrialSentence,
	privilegesSentence,
	publishSentence,
	resolutionSentence,
	runSentence,
	trialColumns,
} from './wording.ts';

/** What index.html is made of. */
export interface HtmlInput {
	report: RunReport;
	/** The events of each trial by `TrialReport.timeline`; a trial without them gets no drawing. */
	timelines: ReadonlyMap<string, readonly TimelineEvent[]>;
}

/** A run as one self-contained page: no scripts, nothing from the network, all that others wrote escaped. */
export function renderHtml({ report, timelines }: HtmlInput): string {
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${text(`${report.cluster.name}: ${report.verdict} — vipdrill`)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Failover of ${text(report.cluster.name)} ${badge(report.verdict)}</h1>
<p class="soft">${text(runSentence(report))}</p>
<p>${text(clusterSentence(report))}</p>
${notices(report)}
${report.drills.map((drill) => drillSection(report, drill, timelines)).join('\n')}
${environmentSection(report)}
</main>
</body>
</html>
`;
}

const text = escapeMarkup;

function badge(verdict: Verdict): string {
	return `<span class="badge ${verdict}">${verdict}</span>`;
}

function notices({ environment, cluster }: RunReport): string {
	const sentences = [
		`The service is ${publishSentence(environment)}; ${privilegesSentence(environment)}.`,
		...[meshSentence(environment)].filter((sentence) => sentence !== null).map((sentence) => `${sentence}.`),
		...cluster.deviations.map((sentence) => `Deviation from the published design: ${sentence}`),
		...environment.notTested.map((sentence) => `Not tested: ${sentence}`),
	];
	return `<div class="notice">${sentences.map((sentence) => `<p>${text(sentence)}</p>`).join('')}</div>`;
}

function drillSection(report: RunReport, drill: DrillReport, timelines: HtmlInput['timelines']): string {
	return [
		`<section><h2>${text(drill.name)} ${badge(drill.verdict)}</h2>`,
		`<p>${text(drill.event)}</p>`,
		`<p class="soft">Hypothesis: ${text(drill.hypothesis)}</p>`,
		`<p class="soft">${text(resolutionSentence(drill.spec))}</p>`,
		...[faultsSentence(drill.spec)]
			.filter((sentence) => sentence !== null)
			.map((sentence) => `<p class="soft">${text(sentence)}</p>`),
		`<p>${text(drill.because)}</p>`,
		mendBlock(drill),
		resultTable('expected', drill.expectations),
		resultTable('objective', drill.slos),
		resultTable('invariant', overTrials(drill.trials.map(({ invariants }) => invariants))),
		'<h3>Trials</h3>',
		trialTable(drill),
		...drill.trials.map((trial) => trialFigures(report, trial, timelines.get(trial.timeline ?? ''))),
		summaryTable(drill),
		'</section>',
	].join('\n');
}

interface Cell {
	value: string;
	numeric?: boolean;
	cssClass?: string;
}

function table(heads: readonly Cell[], rows: readonly (readonly Cell[])[]): string {
	if (rows.length === 0) return '';
	const classOf = (cell: Cell) => [cell.numeric ? 'num' : '', cell.cssClass ?? ''].filter(Boolean).join(' ');
	const row = (tag: 'th' | 'td', cells: readonly Cell[]) =>
		`<tr>${cells.map((cell) => `<${tag}${classOf(cell) ? ` class="${classOf(cell)}"` : ''}>${text(cell.value)}</${tag}>`).join('')}</tr>`;
	const body = rows.map((cells) => row('td', cells)).join('');
	return `<div class="scroll"><table><thead>${row('th', heads)}</thead><tbody>${body}</tbody></table></div>`;
}

function mendBlock(drill: DrillReport): string {
	const mend = mendOf(drill);
	if (!mend) return '';
	return `<div class="notice"><p>Mended by: ${text(mend.why)}</p><pre><code>${text(mend.lines.join('\n'))}</code></pre></div>`;
}

function resultTable(what: string, results: readonly ExpectationResult[]): string {
	return table(
		['', what, 'asked', 'got'].map((value) => ({ value })),
		results.map((e) => [
			{ value: MARKS[e.outcome], cssClass: `mark ${e.outcome}` },
			{ value: e.title },
			{ value: e.asked },
			{ value: e.got },
		]),
	);
}

function trialTable({ trials }: DrillReport): string {
	const columns = trialColumns(trials);
	const heads = [{ value: 'trial', numeric: true }, ...columns.map(({ head, numeric }) => ({ value: head, numeric }))];
	return table(
		heads,
		trials.map((trial) => [
			{ value: String(trial.trial), numeric: true },
			...columns.map(({ cell, numeric }) => ({ value: cell(trial), numeric })),
		]),
	);
}

function summaryTable({ summary }: DrillReport): string {
	const heads = [{ value: 'metric' }, ...['n', 'min', 'p50', 'p95', 'max'].map((value) => ({ value, numeric: true }))];
	const rows = Object.entries(summary).map(([path, s]) => [
		{ value: path },
		{ value: String(s.n), numeric: true },
		...[s.min, s.p50, s.p95, s.max].map((value) => ({ value: formatMetric(path, value), numeric: true })),
	]);
	return rows.length === 0 ? '' : `<h3>Over all trials</h3>${table(heads, rows)}`;
}

function trialFigures(report: RunReport, trial: TrialReport, events: readonly TimelineEvent[] | undefined): string {
	const { measurements } = trial;
	const distrust = measurements.trust.trusted
		? ''
		: `<p class="inconclusive">Not to be trusted: ${text(measurements.trust.reasons.join('; '))}</p>`;
	const mesh = meshTrialSentence(measurements);
	const soft = (sentence: string) => `<p class="soft">${text(sentence)}</p>`;
	const said = [...(mesh ? [mesh] : []), ...trialSentences(measurements)];
	const head = `<h3>Trial ${trial.trial} <span class="soft">seed ${text(trial.seed)}</span></h3>${distrust}${faultSentences(trial).map(soft).join('')}${detailTable(trial)}${said.map(soft).join('')}`;
	if (!events || events.length === 0) return `${head}<p class="soft">There is no timeline of this trial.</p>`;
	const sorted = sortByTime(events);
	const hosts = report.cluster.hosts.map((host) => host.name);
	const view = { events: sorted, measurements, hosts, vip: report.cluster.vip };
	const figure = (caption: string, window: Span) =>
		`<figure><figcaption>${caption}</figcaption>${legend(mesh !== null)}${timelineSvg({ ...view, window })}</figure>`;
	const { trial: whole, fault } = trialSpans(sorted);
	const near =
		fault &&
		figure(
			`<b>The ${measurements.newOwner === null ? 'fault' : 'takeover'}</b>, close up; time from the fault`,
			closeUp(trial, fault.atMs, whole),
		);
	return head + (near ?? '') + figure('<b>The whole trial</b>', whole);
}

function legend(mesh: boolean): string {
	const entries = [
		['o-ok', 'good'],
		['o-timeout', 'time-out'],
		['o-refused', 'refused or reset'],
		['o-unreachable', 'unreachable or wrong answer'],
		['o-not-sent', 'not sent'],
		['down', 'machine down'],
		['hit', 'under a fault'],
	].map(
		([cssClass, label]) =>
			`<span><svg viewBox="0 0 10 10"><rect class="${cssClass}" width="10" height="10" rx="2"/></svg>${label}</span>`,
	);
	const tables = mesh ? '<span>× back end left an IPVS table</span><span>+ came into one</span>' : '';
	return `<div class="legend">${entries.join('')}<span>▼ gratuitous ARP</span><span>❘ advertisement</span>${tables}</div>`;
}

/** What the headline table has no room for. */
function detailTable({ measurements: m }: TrialReport): string {
	const streams = [
		{ name: 'fresh connections', http: m.http },
		{ name: 'kept connection', http: m.httpKeepAlive },
		...(m.httpRouted ? [{ name: 'fresh, through a router', http: m.httpRouted }] : []),
		...(m.failback ? [{ name: 'fresh, after the undoing', http: m.failback.http }] : []),
	];
	const heads = [
		'sent',
		'failed',
		'not sent',
		'availability',
		'by time',
		'outage',
		'tail',
		'failed in tail',
		'p50',
		'p99',
		'max',
	];
	return table(
		[{ value: 'requests' }, ...heads.map((value) => ({ value, numeric: true })), { value: 'failures' }, { value: 'answered by' }],
		streams.map(({ name, http }) => [
			{ value: name },
			...[
				String(http.sent),
				String(http.failed),
				String(http.notSent),
				formatMetric('availability', http.availability),
				formatMetric('availabilityByTime', http.availabilityByTime),
				formatMs(http.outageMs),
				formatMs(http.tailMs),
				`${http.tailFailed} of ${http.tailSent}`,
				formatMs(http.latencyMs?.p50),
				formatMs(http.latencyMs?.p99),
				formatMs(http.latencyMs?.max),
			].map((value) => ({ value, numeric: true })),
			{ value: joined(Object.entries(http.failures).map(([outcome, n]) => `${n} ${outcome}`)) },
			{ value: joined(Object.entries(http.answeredBy).map(([node, share]) => `${node} ${Math.round(share * 100)} %`)) },
		]),
	);
}

const joined = (parts: readonly string[]) => parts.join(', ') || '—';

function environmentSection(report: RunReport): string {
	const { environment, cluster } = report;
	const replicas = cluster.service.replicas === null ? 'on every host' : `${cluster.service.replicas} replicas`;
	const entries: [string, string][] = [
		['machine', engineSentence(environment)],
		['service', `${cluster.service.name}, ${cluster.service.image}, ${replicas}, port ${cluster.service.publishedPort}`],
		['bring-up', joined(environment.bringUp.map(({ step, durationMs }) => `${step} ${formatMs(durationMs)}`))],
	];
	const list = entries.map(([term, value]) => `<dt>${term}</dt><dd>${text(value)}</dd>`).join('');
	return `<section><h2>Environment</h2><dl>${list}<dt>run again</dt><dd><code>${text(report.rerun)}</code></dd></dl></section>`;
}
