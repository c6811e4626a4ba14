import pc from 'picocolors';
import { formatMs } from '../../base/units.ts';
import { textTable } from '../../report/table.ts';
import { ENOUGH, type Side, type ValidatedMetric } from './validate.ts';
import type { Validation } from './validation-schema.ts';

const COLUMNS = [
	{ head: 'drill', numeric: false },
	{ head: 'metric', numeric: false },
	...['n real', 'n sim', 'real p5/p50/p95', 'simulated p5/p50/p95', 'median diff. [95 %]', 'KS D', 'p', "Cliff's δ"].map(
		(head) => ({
			head,
			numeric: true,
		}),
	),
	{ head: 'outcome', numeric: false },
];

const WORDS = {
	agrees: 'agrees',
	close: 'differs by less than matters',
	differs: 'differs',
	'too-few': 'too few to tell',
	'one-sided': 'only one side has it',
};

/** A validation for people. `color` decides about ANSI codes; the text is the same without. Ends with a line end. */
export function validationText(validation: Validation, { color }: { color: boolean }): string {
	const c = pc.createColors(color);
	const { run, drills, leftOut } = validation;
	const all = drills.flatMap(({ drill, metrics }) => metrics.map((metric) => ({ drill, metric })));
	// What is nothing on both sides says nothing.
	const rows = all.filter(
		({ metric }) => metric.outcome === 'differs' || !(isNothing(metric.real) && isNothing(metric.simulated)),
	);
	const { head, body } = textTable(
		COLUMNS,
		rows.map(({ drill, metric }) => [drill, ...cells(metric)]),
	);
	const tint = { agrees: c.green, close: c.green, differs: c.red, 'too-few': c.yellow, 'one-sided': c.yellow };
	const failed = drills.filter(({ real, simulated }) => real.failed + simulated.failed + real.lost + simulated.lost > 0);
	const counts = (['agrees', 'close', 'differs', 'too-few', 'one-sided'] as const).map(
		(outcome) => `${rows.filter(({ metric }) => metric.outcome === outcome).length} ${WORDS[outcome]}`,
	);
	const lines = [
		c.dim(`real: run ${run.id} on ${run.cluster}, engine ${run.engine}, ${run.publishMode} mode, ${run.startedAt}`),
		c.dim(`simulated with the constants of ${validation.calibration}`),
		'',
		c.dim(head),
		...body.map((line, i) => tint[rows[i]?.metric.outcome ?? 'too-few'](line)),
		'',
		...failed.map(
			({ drill, real, simulated }) =>
				`${drill}: did not come back in ${real.lost} of ${real.failed + real.measured + real.notTrusted} real trials and in ${simulated.lost} of ${simulated.failed + simulated.measured} simulated ones; ended with an error, so in no figure: ${real.failed} and ${simulated.failed}`,
		),
		...leftOut.map(({ drill, why }) => `left out: ${drill}, because ${why}`),
		...validation.notModelled.map((text) => `not modelled: ${text}`),
		'',
		...(all.length > rows.length
			? [`${all.length - rows.length} comparisons in which all is 0 on both sides are not shown.`]
			: []),
		`KS test at 5 %; less than matters: no percentile differs by more than 20 ms or 2 %; not corrected for ${all.length} tests; fewer than ${ENOUGH} real values can show a difference, but not that there is none.`,
		`In all: ${counts.join(', ')}.`,
	];
	return `${lines.join('\n')}\n`;
}

function cells({ metric, real, simulated, ks, medianDifference: diff, cliffsDelta, outcome }: ValidatedMetric): string[] {
	const three = (side: Side | null) => (side ? [side.p5, side.median, side.p95].map(formatMs).join(' / ') : '—');
	return [
		metric,
		String(real?.n ?? 0),
		String(simulated?.n ?? 0),
		three(real),
		three(simulated),
		diff ? `${signed(diff.difference)} [${signed(diff.low)}, ${signed(diff.high)}]` : '—',
		ks ? ks.distance.toFixed(2) : '—',
		ks ? (ks.p < 0.001 ? '< 0.001' : ks.p.toFixed(3)) : '—',
		cliffsDelta === null ? '—' : cliffsDelta.toFixed(2),
		WORDS[outcome],
	];
}

const isNothing = (side: Side | null) => side === null || (side.p5 === 0 && side.median === 0 && side.p95 === 0);
const signed = (ms: number) => `${ms < 0 ? '−' : '+'}${formatMs(Math.abs(ms))}`;
