import type { Summary } from '../../measure/summary.ts';
import { METRICS, type MetricInfo, PROBE_METRICS } from '../../metrics/metric-catalog.ts';
import type { ExpectationResult, RunReport, Verdict } from '../../results/run-report.ts';
import { describeConditions } from '../../scenario/conditions.ts';

const VERDICTS: readonly Verdict[] = ['pass', 'fail', 'inconclusive'];
const STATISTICS = ['min', 'p50', 'p95', 'max'] as const;
const SUFFIX = { ms: '_seconds', share: '_ratio', count: '' };

type Labels = Record<string, string>;

/**
 * A run as OpenMetrics text 1.0: a gauge a metric in base units with the statistic as a label, one that is 1 for each verdict and objective as
 * it came out, and how many trials there were. Gauges only, so that it is Prometheus' older text format too (node_exporter's textfile
 * collector, `promtool check metrics`), which knows neither info nor state sets. Ends with `# EOF`.
 */
export function renderOpenmetrics(report: RunReport): string {
	const { drills, cluster, environment } = report;
	const of = (drill: string): Labels => {
		const under = describeConditions(drills.find(({ name }) => name === drill)?.spec.conditions);
		return { cluster: cluster.name, drill, ...(under === null ? {} : { conditions: under }) };
	};
	const run: Labels = {
		id: report.id,
		cluster: cluster.name,
		seed: report.seed,
		version: report.vipdrillVersion,
		engine: environment.engine.provider,
		publish_mode: environment.publishMode,
	};
	const lines = [
		...family('vipdrill_run_info', 'The run that these figures are of.', [sample('vipdrill_run_info', run, 1)]),
		...family(
			'vipdrill_drill_verdict',
			'1 for how a drill came out, 0 for how it did not.',
			drills.flatMap(({ name, verdict }) => states('vipdrill_drill_verdict', of(name), verdict)),
		),
		...family(
			'vipdrill_objective_verdict',
			'1 for how a service-level objective of a drill came out, 0 for how it did not.',
			drills.flatMap(({ name, slos }) =>
				unique(slos).flatMap(({ title, outcome }) =>
					states('vipdrill_objective_verdict', { ...of(name), objective: title }, outcome),
				),
			),
		),
		...family(
			'vipdrill_trials',
			'Trials by what became of them.',
			drills.flatMap(({ name, trials, failedTrials }) => {
				const trusted = trials.filter(({ measurements }) => measurements.trust.trusted).length;
				const counts = { trusted, untrusted: trials.length - trusted, lost: failedTrials.length };
				return Object.entries(counts).map(([state, n]) => sample('vipdrill_trials', { ...of(name), state }, n));
			}),
		),
		...METRICS.flatMap((metric) => metricFamily(metric, report, of)),
		...PROBE_METRICS.flatMap((metric) => metricFamily(metric, report, of)),
		'# EOF',
	];
	return `${lines.join('\n')}\n`;
}

function metricFamily({ path, name, unit, meaning }: MetricInfo, { drills }: RunReport, of: (drill: string) => Labels): string[] {
	const words = name
		.replace('probes.<name>.', 'probe.')
		.replaceAll('.', '_')
		.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
	const familyName = `vipdrill_${words}${SUFFIX[unit]}`;
	const samples = drills.flatMap((drill) => {
		const scale = unit === 'ms' ? 1000 : 1;
		return summariesAt(drill.summary, path).flatMap(([labels, summary]) =>
			STATISTICS.map((statistic) => sample(familyName, { ...of(drill.name), ...labels, statistic }, summary[statistic] / scale)),
		);
	});
	return family(familyName, `Over the trials of a drill: ${meaning}.`, samples, SUFFIX[unit].slice(1));
}

/** The summary at a path; at a path of probes that of each, with the probe as a label. */
function summariesAt(summaries: Record<string, Summary>, path: string): [Labels, Summary][] {
	const [before, after] = path.split('<name>') as [string, string | undefined];
	return Object.entries(summaries).flatMap(([key, summary]): [Labels, Summary][] => {
		if (after === undefined) return key === path ? [[{}, summary]] : [];
		const probe = key.slice(before.length, -after.length);
		return key === `${before}${probe}${after}` && !probe.includes('.') ? [[{ probe }, summary]] : [];
	});
}

/** Nothing where there is no sample. */
function family(name: string, help: string, samples: readonly string[], unit = ''): string[] {
	if (samples.length === 0) return [];
	return [
		`# TYPE ${name} gauge`,
		...(unit === '' ? [] : [`# UNIT ${name} ${unit}`]),
		`# HELP ${name} ${escaped(help)}`,
		...samples,
	];
}

function states(name: string, labels: Labels, verdict: Verdict): string[] {
	return VERDICTS.map((state) => sample(name, { ...labels, verdict: state }, state === verdict ? 1 : 0));
}

function sample(name: string, labels: Labels, value: number): string {
	const written = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
	return `${name}{${written.join(',')}} ${value}`;
}

/** A series may be there once only. */
function unique(slos: readonly ExpectationResult[]): ExpectationResult[] {
	return [...new Map(slos.map((slo) => [slo.title, slo])).values()];
}

function escaped(text: string): string {
	return text
		.replaceAll('\\', '\\\\')
		.replaceAll('\n', '\\n')
		.replaceAll('"', '\\"')
		.replace(/\p{Cc}/gu, ' ');
}
