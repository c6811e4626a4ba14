import { stripVTControlCharacters } from 'node:util';
import pc from 'picocolors';
import { escapeMarkdown } from '../base/escape-markdown.ts';
import { formatList } from '../gate/wording.ts';
import { formatMetric } from '../metrics/metric.ts';
import type { MatrixReport } from '../results/matrix.ts';
import { markdownTable } from './markdown-table.ts';
import { textTable } from './table.ts';

/** What stands behind a median that differs from the first cell's. */
export const SIGNS = { first: '', regression: ' ✗ worse', improvement: ' ✓ better', same: ' =', unknown: ' ?' };

/** What runs on hosts of different make say of each other, for a terminal. The text is the same without colours. Ends with a line end. */
export function matrixTerminal(matrix: MatrixReport, { color }: { color: boolean }): string {
	const c = pc.createColors(color);
	const { head, body } = textTable(
		columnsOf(matrix),
		rowsOf(matrix).map((row) => row.map(clean)),
	);
	const tint = { pass: c.green, fail: c.red, inconclusive: c.yellow }[matrix.verdict];
	const lines = [c.dim(head), ...body, '', ...matrixNotes(matrix).map(clean), `verdict: ${tint(matrix.verdict)}`];
	return `${lines.join('\n')}\n`;
}

/** The same as a markdown table with its notes. No heading; ends with a line end. */
export function matrixMarkdown(matrix: MatrixReport): string {
	const columns = columnsOf(matrix).map(({ head, numeric }) => ({ head: escapeMarkdown(head), numeric }));
	const table = markdownTable(
		columns,
		rowsOf(matrix).map((row) => row.map(escapeMarkdown)),
	);
	return `${[...table, '', ...matrixNotes(matrix).flatMap((text) => [escapeMarkdown(text), ''])].join('\n').trimEnd()}\n`;
}

const columnsOf = ({ cells }: MatrixReport) => [
	{ head: 'drill', numeric: false },
	{ head: 'metric', numeric: false },
	...cells.map(({ label }) => ({ head: label, numeric: false })),
];

const rowsOf = ({ rows }: MatrixReport) =>
	rows.map(({ drill, metric, role, cells }) => [
		drill,
		role === 'watched' ? `${metric} (watched)` : metric,
		...cells.map((cell) => (cell ? `${formatMetric(metric, cell.median)}${SIGNS[cell.outcome]}` : 'not run')),
	]);

/** What changed, in sentences, and what each cell really was. */
export function matrixNotes({ cells, rows, level }: MatrixReport): string[] {
	const [first] = cells;
	const changed = cells.flatMap(({ label }, i) => {
		const of = (outcome: 'regression' | 'improvement') =>
			rows.filter((row) => row.cells[i]?.outcome === outcome).map(({ drill, metric }) => `${metric} of ${drill}`);
		const [worse, better] = [of('regression'), of('improvement')];
		return [
			...(worse.length > 0 ? [`${label} is worse than ${first?.label}: ${formatList(worse)}.`] : []),
			...(better.length > 0 ? [`${label} is better than ${first?.label}: ${formatList(better)}.`] : []),
		];
	});
	return [
		...(changed.length > 0 ? changed : [`No cell is proved to differ from ${first?.label} by a size that matters.`]),
		...cells.map(({ label, dockerVersion, keepalivedVersion, image, verdict, error }) =>
			dockerVersion === null
				? `${label}: not run: ${error ?? 'nobody knows why'}`
				: `${label}: Docker ${dockerVersion}, keepalived ${keepalivedVersion}, image ${image}; its drills: ${verdict}${error ? `; ${error}` : ''}`,
		),
		`Medians, each held against the first cell; the chance of any false alarm is ${level} a cell. ? could not be told, = shows no worsening of a size that matters.`,
	];
}

const clean = (text: string) => stripVTControlCharacters(text).replace(/\p{Cc}+/gu, ' ');
