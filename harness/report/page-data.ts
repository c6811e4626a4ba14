import { formatMs } from '../base/units.ts';
import { trialSpans } from '../measure/spans.ts';
import type { HttpMeasurements, TrialMeasurements } from '../metrics/measurements.ts';
import { formatMetric } from '../metrics/metric.ts';
import type { DrillReport, RunReport, TrialReport } from '../results/run-report.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { isRequest } from '../timeline/is-request.ts';
import { sortByTime } from '../timeline/sort.ts';
import { closeUp } from './close-up.ts';
import type { Distribution } from './drawing/ecdf.ts';
import { packHttp, thinHttp } from './drawing/http-thin.ts';
import type { PageChart, PageDrill, PageTrial } from './page/page-types.ts';
import { faultSentences, outageOf, trialSentences } from './trial-sentences.ts';
import { degradedText, meshTrialSentence } from './wording.ts';

/** A run and what it left, by `TrialReport.timeline`. */
export interface RunWithTimelines {
	/** What a reader tells it from others by. */
	label: string;
	report: RunReport;
	timelines: ReadonlyMap<string, readonly TimelineEvent[]>;
}

/** What the page's script draws a drill from: the drill in each run that has it, good answers gathered into cells of `cellMs`. */
export function pageDrill(
	name: string,
	runs: readonly RunWithTimelines[],
	cellMs: number,
	simulated: RunReport | null,
): PageDrill {
	const sides = runs.flatMap(({ report, timelines }, run) => {
		const drill = report.drills.find((d) => d.name === name);
		return drill
			? [{ run, trials: drill.trials.map((trial) => pageTrial(trial, timelines.get(trial.timeline ?? ''), cellMs)) }]
			: [];
	});
	return { sides, charts: chartsOf(name, runs, simulated) };
}

/** What the page draws a trial from. */
export function pageTrial(trial: TrialReport, events: readonly TimelineEvent[] | undefined, cellMs: number): PageTrial {
	const { measurements: m } = trial;
	const mesh = meshTrialSentence(m);
	const said = {
		trial: trial.trial,
		outageMs: longestOutageMs(m),
		distrust: m.trust.trusted ? [] : m.trust.reasons,
		facts: [`Seed ${trial.seed}.`, ...faultSentences(trial), ...(mesh ? [mesh] : []), ...trialSentences(m)],
		requests: requestsTable(m),
	};
	if (!events || events.length === 0 || trial.timeline === null) return { ...said, timeline: null };
	const sorted = sortByTime(events);
	const { trial: whole, fault } = trialSpans(sorted);
	return {
		...said,
		timeline: {
			file: trial.timeline,
			events: sorted.filter((event) => !isRequest(event) && event.type !== 'host.log'),
			http: thinHttp(sorted, cellMs).map(packHttp),
			theory: m.theory,
			zeroMs: fault?.atMs ?? 0,
			hasFault: fault !== null,
			theoryFromMs: goodbyeMs(m),
			whole,
			window: fault ? closeUp(trial, fault.atMs, whole) : whole,
		},
	};
}

const longestOutageMs = (m: TrialMeasurements) => Math.max(m.http.outageMs ?? 0, m.failback?.http.outageMs ?? 0);

/** From the fault to the goodbye; 0 where none was said. */
export const goodbyeMs = ({ theory, takeoverMs, takeoverFromGoodbyeMs }: TrialMeasurements): number =>
	theory?.kind === 'goodbye' && takeoverMs !== null && takeoverFromGoodbyeMs !== null ? takeoverMs - takeoverFromGoodbyeMs : 0;

/** What a trial's requests came to, stream by stream. */
function requestsTable(m: TrialMeasurements): PageTrial['requests'] {
	const streams: [string, HttpMeasurements | null][] = [
		['fresh connections', m.http],
		['kept connection', m.httpKeepAlive],
		['fresh, through a router', m.httpRouted],
		['fresh, after the undoing', m.failback?.http ?? null],
	];
	const joined = (parts: readonly string[]) => parts.join(', ') || '—';
	const heads = [
		'requests',
		'sent',
		'failed',
		'not sent',
		'availability',
		'outage',
		'degraded',
		'lost',
		'tail',
		'p50',
		'p99',
		'max',
	];
	return {
		heads: [...heads, 'failures', 'answered by'],
		rows: [
			...streams.flatMap(([name, http]) => {
				if (!http || http.sent + http.notSent === 0) return [];
				const { latencyMs: latency } = http;
				return [
					[
						...[
							name,
							String(http.sent),
							String(http.failed),
							String(http.notSent),
							formatMetric('availability', http.availability),
						],
						...[formatMs(http.outageMs), degradedText(http), formatMs(http.lostMs), formatMs(http.tailMs)],
						...[formatMs(latency?.p50), formatMs(latency?.p99), formatMs(latency?.max)],
						joined(Object.entries(http.failures).map(([outcome, n]) => `${n} ${outcome}`)),
						joined(Object.entries(http.answeredBy).map(([node, share]) => `${node} ${Math.round(share * 100)} %`)),
					],
				];
			}),
			...Object.entries(m.probes).map(([name, probe]) => {
				const { latencyMs: latency, cut } = probe;
				const failures = Object.entries(probe.failures).map(([outcome, n]) => `${n} ${outcome}`);
				return [
					...[`probe ${name} (${probe.kind})`, String(probe.sent), String(probe.failed), String(probe.notSent)],
					...[formatMetric('availability', probe.availability), outageOf(probe), formatMs(probe.degradedMs)],
					...[formatMs(probe.lostMs), '—', formatMs(latency?.p50), formatMs(latency?.p99), formatMs(latency?.max)],
					joined([...failures, ...(cut && cut.times > 0 ? [`cut ${cut.times}×, first after ${formatMs(cut.firstMs)}`] : [])]),
					joined(Object.entries(probe.answeredBy).map(([node, share]) => `${node} ${Math.round(share * 100)} %`)),
				];
			}),
		],
	};
}

/** The distributions of a drill: its takeovers beside theory and simulation, and its outages. */
function chartsOf(name: string, runs: readonly RunWithTimelines[], simulated: RunReport | null): PageChart[] {
	const drills = runs.flatMap(({ label, report }, run) => {
		const drill = report.drills.find((d) => d.name === name);
		return drill
			? [{ label: runs.length > 1 ? label : report.environment.lab === 'sim' ? 'simulated' : 'measured', run, drill }]
			: [];
	});
	const model = simulated?.drills.find((d) => d.name === name) ?? null;
	const chart = (title: string, pick: (m: TrialMeasurements) => number | null, theory: Distribution[]): PageChart[] => {
		const measured = drills.map(({ label, run, drill }) => distribution(label, `h${run}`, drill, pick));
		const modelled = model ? [{ ...distribution('simulated', 'h3', model, pick), dashed: true }] : [];
		const shown = [...measured, ...modelled].filter(({ values }) => values.length > 0);
		return measured.some(({ values }) => values.length > 0) ? [{ title, distributions: [...theory, ...shown] }] : [];
	};
	return [
		...chart(
			'Takeover',
			(m) => m.takeoverMs,
			drills.flatMap(({ label, drill, run }) => theoryOf(runs.length > 1 ? `theory of ${label}` : 'theory', drill, run)),
		),
		...chart('HTTP outage during the faults', (m) => m.http.outageMs, []),
	];
}

function distribution(
	name: string,
	look: string,
	drill: DrillReport,
	pick: (m: TrialMeasurements) => number | null,
): Distribution {
	const trusted = drill.trials.filter(({ measurements }) => measurements.trust.trusted);
	const values = trusted.flatMap(({ measurements }) => pick(measurements) ?? []).sort((a, b) => a - b);
	return { name: `${name} (n = ${values.length})`, look, values };
}

/** A crash at a moment drawn by lot is taken over after a time that is spread evenly over one advertisement interval; the same host must have taken over each time. */
function theoryOf(name: string, { trials }: DrillReport, run: number): Distribution[] {
	const theories = trials.flatMap(({ measurements: { theory } }) => theory ?? []);
	const [first] = theories;
	if (
		first?.kind !== 'crash' ||
		theories.some(({ kind, minMs, maxMs }) => kind !== 'crash' || minMs !== first.minMs || maxMs !== first.maxMs)
	)
		return [];
	return [{ name, look: `h${run}`, values: [], theory: [first.minMs, first.maxMs] }];
}
