import { numbersAt } from '../../metrics/metric.ts';
import { metricsOf } from '../../metrics/metric-catalog.ts';
import type { RunReport } from '../../results/run-report.ts';
import { describeConditions } from '../../scenario/conditions.ts';

const HEAD = [
	'run',
	'cluster',
	'drill',
	'trial',
	'seed',
	'trusted',
	'former_owner',
	'new_owner',
	'metric',
	'unit',
	'value',
	'conditions',
];

/**
 * A run's figures as CSV by RFC 4180: one line a trial and metric, several where a metric has several values (each survivor). What was not
 * measured has no line. A text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV Injection).
 */
export function renderCsv(report: RunReport): string {
	const rows = report.drills.flatMap((drill) =>
		drill.trials.flatMap(({ trial, seed, measurements: m }) =>
			metricsOf([m]).flatMap(({ path, unit }) =>
				numbersAt(m, path).map((value) => [
					...[report.id, report.cluster.name, drill.name, trial, seed],
					...[m.trust.trusted, m.formerOwner, m.newOwner, path, unit, value, describeConditions(drill.spec.conditions)],
				]),
			),
		),
	);
	return [HEAD, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(value: string | number | boolean | null): string {
	if (typeof value !== 'string') return value === null ? '' : String(value);
	const clean = value.replace(/\p{Cc}+/gu, ' ');
	const safe = /^\s*[=+\-@]/.test(clean) ? `'${clean}` : clean;
	return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
