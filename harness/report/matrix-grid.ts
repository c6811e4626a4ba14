import { formatMetric } from '../metrics/metric.ts';
import type { MatrixReport } from '../results/matrix.ts';
import { type Cell, headsOf, htmlTable, paragraph } from './html-parts.ts';
import { matrixNotes, SIGNS } from './matrix-text.ts';

const LOOKS = { first: '', regression: 'fail', improvement: 'pass', same: '', unknown: 'inconclusive' };

/** Runs on hosts of different make for the page: what changed in sentences, then each deciding metric as a grid of Docker by keepalived, or as one table where one thing was varied. */
export function matrixSection(matrix: MatrixReport): string {
	const notes = matrixNotes(matrix).map((sentence) => paragraph(sentence, 'soft small'));
	return `<section id="makes"><h3>Hosts of ${matrix.cells.length} makes</h3>${tables(matrix).join('')}${notes.join('')}</section>`;
}

function tables(matrix: MatrixReport): string[] {
	const grid = gridOf(matrix);
	const rows = matrix.rows.filter(({ role }) => role === 'deciding');
	if (grid === null) {
		const heads = headsOf('drill', 'metric', ...matrix.cells.map(({ label }) => `#${label}`));
		const cells = rows.map((row): Cell[] => [
			{ value: row.drill },
			{ value: row.metric },
			...matrix.cells.map((_, i) => cellOf(row, i)),
		]);
		return [htmlTable('Each metric by make', heads, cells)];
	}
	const { dockers, keepaliveds, placeOf } = grid;
	return rows.map((row) => {
		const caption = `${row.metric} of ${row.drill}, Docker by keepalived`;
		const heads = headsOf('', ...keepaliveds.map((version) => `#keepalived ${version}`));
		const cells = dockers.map((docker): Cell[] => [
			{ value: `Docker ${docker}` },
			...keepaliveds.map((keepalived) => cellOf(row, placeOf(docker, keepalived))),
		]);
		return `<h4>${caption.replace(', Docker by keepalived', '')}</h4>${htmlTable(caption, heads, cells)}`;
	});
}

function cellOf({ metric, cells }: MatrixReport['rows'][number], i: number): Cell {
	const cell = cells[i];
	if (!cell) return { value: 'not run', numeric: true };
	return { value: `${formatMetric(metric, cell.median)}${SIGNS[cell.outcome]}`, numeric: true, cssClass: LOOKS[cell.outcome] };
}

/** The axes of a matrix that varies Docker and keepalived, each in the order in which they were asked for, and where a pair's cell is; null for any other. */
function gridOf({ cells }: MatrixReport) {
	const pairs = cells.map(({ label }) => /^docker (\S+), keepalived (\S+)$/.exec(label.split(', ').sort().join(', ')));
	if (pairs.some((pair) => pair === null)) return null;
	const [dockers, keepaliveds] = [1, 2].map((place) => [...new Set(pairs.map((pair) => pair?.[place] ?? ''))]) as [
		string[],
		string[],
	];
	const placeOf = (docker: string, keepalived: string) =>
		pairs.findIndex((pair) => pair?.[1] === docker && pair[2] === keepalived);
	return { dockers, keepaliveds, placeOf };
}
