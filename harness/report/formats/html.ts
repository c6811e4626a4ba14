import { escapeMarkup as text } from '../../base/escape.ts';
import { formatMs } from '../../base/units.ts';
import { overTrials } from '../../gate/over-trials.ts';
import { worstOf } from '../../gate/verdict.ts';
import { formatMetric } from '../../metrics/metric.ts';
import type { BaselineReport } from '../../results/baseline-schema.ts';
import type { MatrixReport } from '../../results/matrix.ts';
import type { DrillReport, FailedTrial, RunReport } from '../../results/run-report.ts';
import { hostLook, PALETTE } from '../drawing/palette.ts';
import { baselineCard, baselineTable, outageCard, overviewTable, verdictCard } from '../html-overview.ts';
import { badge, type Cell, headsOf, htmlTable, paragraph, resultTable } from '../html-parts.ts';
import { matrixSection } from '../matrix-grid.ts';
import { pack } from '../pack.ts';
import type { PageData } from '../page/page-types.ts';
import { pageDrill, type RunWithTimelines } from '../page-data.ts';
import { packLogs } from '../page-logs.ts';
import { type PageAssets, pageAssets } from '../page-script.ts';
import {
	clusterSentence,
	engineSentence,
	faultsSentence,
	interruptedSentence,
	MARKS,
	meshSentence,
	privilegesSentence,
	publishSentence,
	remedyOf,
	resolutionSentence,
	runSentence,
	trialColumns,
} from '../wording.ts';

/** What index.html is made of: one run, or several that are held against each other. */
export interface HtmlInput {
	/** At least one; a trial whose timeline is missing gets no drawing. */
	runs: readonly RunWithTimelines[];
	/** The last run held against an earlier one; null where it was not. */
	baseline: BaselineReport | null;
	/** A simulated run whose takeovers are drawn beside the measured ones. */
	simulated: RunReport | null;
	/** What runs on hosts of different make say of each other; null where they are none. */
	matrix?: MatrixReport | null;
	/** Whether the page is written beside the folder of its one run's trials, so that it can lead to files there. */
	besideTrials?: boolean;
}

/** A page is to be smaller than this; what a browser loads it in is 2 MB. */
const MOST_BYTES = 1_950_000;
/** Quotes and comma of a drill's logs. */
const NAMES_OF_LOGS = 3;
/** Cells of good answers, milliseconds: the finest that keeps the page small is taken. */
const CELLS_MS = [100, 200, 500, 1000, 2000];

/** Runs as one self-contained page: nothing from the network, all that others wrote escaped, no script but its own. */
export async function renderHtml(input: HtmlInput): Promise<string> {
	const assets = await pageAssets('report');
	const names = [...new Set(input.runs.flatMap(({ report }) => report.drills.map(({ name }) => name)))];
	const body = bodyOf(input, names);
	let page = '';
	for (const cellMs of CELLS_MS) {
		const data = dataOf(input, names, cellMs);
		const pageWith = (logs: string[]) => assemble(titleOf(input.runs), body, { ...data, logs }, assets);
		page = pageWith([]);
		const left = MOST_BYTES - Buffer.byteLength(page);
		// The drawings come first; the logs have what they leave, and are whole in their files.
		if (left > 0) return pageWith(packLogs(names, input.runs, left - NAMES_OF_LOGS * names.length));
	}
	return page;
}

function titleOf(runs: readonly RunWithTimelines[]): string {
	const [first] = runs;
	if (runs.length > 1) return `${runs.map(({ label }) => label).join(' and ')} compared`;
	return `${first?.report.cluster.name ?? ''}: ${first?.report.verdict ?? ''}`;
}

function dataOf(
	{ runs, simulated, besideTrials = false }: HtmlInput,
	names: readonly string[],
	cellMs: number,
): Omit<PageData, 'logs'> {
	return {
		runs: runs.map(({ label, report: { cluster } }) => ({
			label,
			hosts: cluster.hosts.map(({ name }) => name),
			vip: cluster.vip,
		})),
		besideTrials,
		drills: names.map((name) => pack(pageDrill(name, runs, cellMs, simulated))),
	};
}

/** JSON in a script element: `<` could end it. */
const embedded = (value: unknown) => JSON.stringify(value).replaceAll('<', '\\u003c');

/** A whole page from its parts; `policy` is what else its content security policy allows. */
export function assemble(
	title: string,
	body: string,
	data: unknown,
	{ script, style, scriptSource }: PageAssets,
	policy = '',
): string {
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src ${scriptSource}${policy}">
<link rel="icon" href="data:,">
<title>${text(title)} — vipdrill</title>
<style>${PALETTE}${style}</style>
</head>
<body>
${body}
<script type="application/json" id="data">${embedded(data)}</script>
<script>${script}</script>
</body>
</html>
`;
}

const KEYS =
	'Keys on a timeline: arrow keys move the cursor (with Shift further), plus and minus zoom, 0 shows the whole trial, F the fault, Enter the events at the cursor. Mouse: drag moves, Ctrl and wheel or a double click zooms.';

function bodyOf(input: HtmlInput, names: readonly string[]): string {
	const { runs, baseline, matrix = null } = input;
	const several = runs.length > 1;
	const [first] = runs;
	if (!first) return '';
	const heading = several
		? `<h1>${text(runs.map(({ label }) => label).join(' against '))}</h1>`
		: `<h1>Failover of ${text(first.report.cluster.name)}</h1>${badge(first.report.verdict)}`;
	return [
		'<a class="skip" href="#drills">Skip to the drills</a>',
		`<main><header><div class="top">${heading}</div>`,
		...runs.map((run) => paragraph(`${several ? `${run.label}: ` : ''}${runSentence(run.report)}`, 'soft small')),
		'</header>',
		`<div class="cards">${[...(several ? runs.map((run) => verdictCard(run, true)) : [verdictCard(first, false)]), ...(several && !baseline ? [] : [baselineCard(baseline)]), ...runs.map((run) => outageCard(run, several))].join('')}</div>`,
		...(matrix === null ? [] : [matrixSection(matrix)]),
		`<h3 id="drills">Drills at a glance</h3>${overviewTable(runs, names)}`,
		...noticesOf(runs),
		...(baseline ? [`<h3>Against the baseline, metric by metric</h3>${baselineTable(baseline)}`] : []),
		'<noscript><p>The drawings need JavaScript; the tables hold their figures.</p></noscript>',
		`<div class="with-contents">${contents(runs, names)}<div>`,
		`<p class="soft small no-print" id="keys">${text(KEYS)}</p>`,
		...names.map((name, index) => drillSection(runs, name, index)),
		'<p class="soft" id="none-shown" hidden="">No drill is left by this filter.</p>',
		'</div></div>',
		...runs.map((run) => environmentSection(run.report, several ? run.label : null)),
		'</main>',
	].join('\n');
}

/** What is to be known of each run; once for those of which it is the same. */
function noticesOf(runs: readonly RunWithTimelines[]): string[] {
	const [only] = runs;
	if (only && runs.length === 1) return [notices(only.report, null)];
	const byText = new Map<string, { report: RunReport; labels: string[] }>();
	for (const { report, label } of runs) {
		const said = notices(report, null);
		byText.set(said, { report, labels: [...(byText.get(said)?.labels ?? []), label] });
	}
	const isShared = byText.size === 1;
	return [...byText.values()].map(({ report, labels }) => notices(report, isShared ? 'All runs' : labels.join(', ')));
}

function notices(report: RunReport, label: string | null): string {
	const { environment, cluster } = report;
	const mesh = meshSentence(environment);
	const interrupted = interruptedSentence(report);
	const sentences = [
		...(interrupted === null ? [] : [`This run was ${interrupted}.`]),
		clusterSentence(report),
		`The service is ${publishSentence(environment)}; ${privilegesSentence(environment)}.`,
		...(mesh === null ? [] : [`${mesh}.`]),
		...cluster.deviations.map((sentence) => `Deviation from the published design: ${sentence}`),
	];
	const notTested = environment.notTested.map((sentence) => paragraph(`Not tested: ${sentence}`)).join('');
	const head = label === null ? '' : `<b>${text(label)}</b>`;
	const rest = `<details class="open-for-print"><summary>Not tested: ${environment.notTested.length} things</summary>${notTested}</details>`;
	return `<div class="notice">${head}${sentences.map((sentence) => paragraph(sentence)).join('')}${environment.notTested.length > 2 ? rest : notTested}</div>`;
}

function drillSection(runs: readonly RunWithTimelines[], name: string, index: number): string {
	const found = runs.flatMap((run) => {
		const drill = run.report.drills.find((d) => d.name === name);
		return drill ? [{ run, drill }] : [];
	});
	const [first] = found;
	if (!first) return '';
	const { drill } = first;
	const several = runs.length > 1;
	const faults = faultsSentence(drill.spec);
	const verdict = worstOf(found.map(({ drill: own }) => own.verdict));
	const heading = `<summary><h2 id="name-${index}">${text(name)} ${badge(verdict)}</h2> <span class="soft small">${text(drill.event)}</span></summary>`;
	return [
		// What passed is folded; whoever opens the page looks for what did not.
		`<details class="drill open-for-print" id="drill-${index}" data-verdict="${verdict}" data-name="${text(name)}"${verdict === 'pass' ? '' : ' open=""'}>${heading}`,
		paragraph(`Hypothesis: ${drill.hypothesis}`, 'soft small'),
		paragraph(`${resolutionSentence(drill.spec)}${faults === null ? '' : ` · ${faults}`}`, 'soft small'),
		...(several ? [] : [paragraph(drill.because, drill.verdict)]),
		`<div class="drawings" data-drill="${index}"></div>`,
		...found.map(({ run, drill: own }) =>
			drillTables(
				own,
				several ? run.label : null,
				run.report.cluster.hosts.map((host) => host.name),
			),
		),
		'</details>',
	].join('\n');
}

/** The list of drills, which stays in view, with what narrows it down. */
function contents(runs: readonly RunWithTimelines[], names: readonly string[]): string {
	const verdictOf = (name: string) =>
		worstOf(runs.flatMap(({ report }) => report.drills.filter((d) => d.name === name).map(({ verdict }) => verdict)));
	const items = names.map((name, index) => {
		const verdict = verdictOf(name);
		const mark = `<span class="mark ${verdict}" aria-hidden="true">${MARKS[verdict]}</span><span class="hidden">${verdict}: </span>`;
		return `<li data-of="${index}"><a href="#drill-${index}">${mark}${text(name)}</a></li>`;
	});
	const counts = (['fail', 'inconclusive', 'pass'] as const).map((verdict) => {
		const count = names.filter((name) => verdictOf(name) === verdict).length;
		return `<option value="${verdict}">${verdict} (${count})</option>`;
	});
	return `<nav class="contents no-print" aria-label="Drills"><details open=""><summary>Drills</summary>
<div class="filter"><label>Verdict <select id="filter-verdict"><option value="">all (${names.length})</option>${counts.join('')}</select></label>
<label>Text <input id="filter-text" type="search" autocomplete="off"></label></div>
<div class="filter"><button type="button" id="open-all">Open all</button><button type="button" id="fold-all">Fold all</button><button type="button" id="draw-all">Draw everything, for printing</button></div>
<p class="hidden" id="filter-said" aria-live="polite"></p>
<ol>${items.join('')}</ol></details></nav>`;
}

function drillTables(drill: DrillReport, label: string | null, hosts: readonly string[]): string {
	return [
		...(label === null ? [] : [`<h3>${text(label)} ${badge(drill.verdict)}</h3>${paragraph(drill.because)}`]),
		mendBlock(drill),
		resultTable('expectation', drill.expectations),
		resultTable('objective', drill.slos),
		resultTable('invariant', overTrials(drill.trials.map(({ invariants }) => invariants))),
		failedTrials(drill.failedTrials),
		trialTable(drill),
		sharesTable(drill, hosts),
		summaryTable(drill),
	].join('\n');
}

function mendBlock(drill: DrillReport): string {
	const remedy = remedyOf(drill);
	if (!remedy) return '';
	return `<div class="notice"><p>Likely why: ${text(remedy.why)} Mended by:</p><pre><code>${text(remedy.lines.join('\n'))}</code></pre></div>`;
}

function failedTrials(failed: readonly FailedTrial[]): string {
	return failed
		.map(({ trial, engine, code, message }) =>
			paragraph(
				`Trial ${trial}${engine === undefined ? '' : ` on ${engine}`} ended with an error and is in no figure: ${code}: ${message}`,
				'inconclusive',
			),
		)
		.join('');
}

function trialTable({ trials, name }: DrillReport): string {
	const columns = trialColumns(trials);
	const heads: Cell[] = [{ value: 'trial', numeric: true }, ...columns.map(({ head, numeric }) => ({ value: head, numeric }))];
	const rows = trials.map((trial) => [
		{ value: String(trial.trial), numeric: true },
		...columns.map(({ cell, numeric }) => ({ value: cell(trial), numeric })),
	]);
	return rows.length === 0
		? paragraph('No trial was measured.', 'soft')
		: `<h3>Trials</h3>${htmlTable(`Trials of ${name}`, heads, rows, 'trials')}`;
}

/** Who answered, by trial, as bars with their figures. */
function sharesTable({ trials, name }: DrillReport, hosts: readonly string[]): string {
	const bar = (shares: Record<string, number>): Cell => {
		const entries = Object.entries(shares).sort(([a], [b]) => (a < b ? -1 : 1));
		const said = entries.map(([node, share]) => `${node} ${Math.round(share * 100)} %`).join(', ') || '—';
		const parts = entries.map(
			([node, share]) => `<i class="${hostLook(hosts.indexOf(node))}" style="width:${(share * 100).toFixed(1)}%"></i>`,
		);
		return {
			value: said,
			html: `<div class="share">${parts.join('')}</div>${text(said)}`,
		};
	};
	const rows = trials.map(({ trial, measurements: { http, failback } }): Cell[] => [
		{ value: String(trial), numeric: true },
		bar(http.answeredBy),
		bar(failback?.http.answeredBy ?? {}),
	]);
	if (rows.length === 0) return '';
	const table = htmlTable(
		`Share of good answers by node, ${name}`,
		headsOf('#trial', 'during the faults', 'after the undoing'),
		rows,
		'shares',
	);
	return `<details class="open-for-print"><summary>Share of answers per node</summary>${table}</details>`;
}

/** Every metric; those that are 0 in each trial that has them are named in one sentence. */
function summaryTable({ summary, name }: DrillReport): string {
	const isZero = ({ min, max }: { min: number; max: number }) => min === 0 && max === 0;
	const all = Object.entries(summary);
	const zeros = all.flatMap(([path, s]) => (isZero(s) ? [`${path} (${s.n})`] : []));
	const rows = all
		.filter(([, s]) => !isZero(s))
		.map(([path, s]): Cell[] => [
			{ value: path },
			{ value: String(s.n), numeric: true },
			...[s.min, s.p50, s.p95, s.max].map((value) => ({ value: formatMetric(path, value), numeric: true })),
		]);
	if (all.length === 0) return '';
	const rest = zeros.length === 0 ? '' : paragraph(`0 in every trial, with n: ${zeros.join(', ')}.`, 'small');
	const table = htmlTable(`Metrics of ${name} over all trials`, headsOf('metric', '#n', '#min', '#p50', '#p95', '#max'), rows);
	return `<details class="open-for-print"><summary>Every metric over all trials</summary>${table}${rest}</details>`;
}

function environmentSection({ environment, cluster, rerun }: RunReport, label: string | null): string {
	const replicas = cluster.service.replicas === null ? 'on every host' : `${cluster.service.replicas} replicas`;
	const entries: [string, string][] = [
		['machine', engineSentence(environment)],
		['service', `${cluster.service.name}, ${cluster.service.image}, ${replicas}, port ${cluster.service.publishedPort}`],
		['bring-up', environment.bringUp.map(({ step, durationMs }) => `${step} ${formatMs(durationMs)}`).join(', ') || '—'],
	];
	const list = entries.map(([term, value]) => `<dt>${term}</dt><dd>${text(value)}</dd>`).join('');
	return `<section class="drill"><h2>Environment${label === null ? '' : ` of ${text(label)}`}</h2><dl>${list}<dt>run again</dt><dd><code>${text(rerun)}</code></dd></dl></section>`;
}
