import pc from 'picocolors';
import { escapeMarkup } from '../../base/escape.ts';
import { formatMetric } from '../../metrics/metric.ts';
import { textTable } from '../../report/table.ts';
import type { SweepCell, SweepPoint } from './sweep.ts';

/** What a heat map shows of each cell. */
export interface Shown {
	drill: string;
	/** Dotted path of the metric. */
	metric: string;
	statistic: 'min' | 'p50' | 'p95' | 'max';
	x: string;
	/** Null: one row. */
	y: string | null;
	/** Fields that vary too: a place shows the worst of them. */
	others: readonly string[];
}

/** A grid of values; null where nothing was measured. */
interface HeatGrid {
	xs: string[];
	ys: string[];
	values: (number | null)[][];
	low: number;
	high: number;
}

/** The worst (greatest) value of all points at each place of the grid: other fields may vary too. */
function gridOf(points: readonly SweepPoint[], { drill, metric, statistic, x, y }: Shown): HeatGrid {
	const valuesOf = (field: string) => [...new Set(points.map(({ set }) => set[field] ?? ''))].sort(byNumber);
	const [xs, ys] = [valuesOf(x), y === null ? [''] : valuesOf(y)];
	const at = (xValue: string, yValue: string) => {
		const here = points.filter(({ set }) => set[x] === xValue && (y === null || set[y] === yValue));
		const cells = here.flatMap((point) => point.cells.filter((cell: SweepCell) => cell.drill === drill));
		const values = cells.flatMap(({ summary }) =>
			Object.hasOwn(summary, metric) ? [summary[metric]?.[statistic] ?? []].flat() : [],
		);
		return values.length === 0 ? null : Math.max(...values);
	};
	const values = ys.map((yValue) => xs.map((xValue) => at(xValue, yValue)));
	const known = values.flat().filter((value) => value !== null);
	return { xs, ys, values, low: Math.min(...known), high: Math.max(...known) };
}

const byNumber = (a: string, b: string) => Number.parseFloat(a) - Number.parseFloat(b) || (a < b ? -1 : 1);
const heatOf = (value: number, { low, high }: HeatGrid) => (high > low ? (value - low) / (high - low) : 0);

function titleOf({ metric, statistic, drill, others }: Shown): string {
	const worst = others.length > 0 ? `, the greatest over ${others.join(', ')}` : '';
	return `${metric} ${statistic} of ${drill}, simulated${worst}`;
}

/** For a terminal: figures, green to red where there is colour. Ends with a line end. */
export function heatMapText(points: readonly SweepPoint[], shown: Shown, { color }: { color: boolean }): string {
	const c = pc.createColors(color);
	const grid = gridOf(points, shown);
	const tints = [c.green, c.cyan, c.yellow, c.red];
	const columns = [{ head: shown.y ?? '', numeric: false }, ...grid.xs.map((head) => ({ head, numeric: true }))];
	const cells = grid.values.map((row) => row.map((value) => (value === null ? '—' : formatMetric(shown.metric, value))));
	const { head, body } = textTable(
		columns,
		cells.map((row, i) => [grid.ys[i] ?? '', ...row]),
	);
	const painted = body.map((line, i) => {
		let at = 0;
		return (grid.values[i] ?? []).reduce<string>((text, value, j) => {
			const cell = cells[i]?.[j] ?? '';
			at = text.indexOf(cell, at);
			if (value === null || at < 0) return text;
			const tint = tints[Math.min(3, Math.floor(heatOf(value, grid) * 4))] ?? c.red;
			const paintedCell = tint(cell);
			const next = `${text.slice(0, at)}${paintedCell}${text.slice(at + cell.length)}`;
			at += paintedCell.length;
			return next;
		}, line);
	});
	const title = `${titleOf(shown)}; ${shown.x} to the right`;
	return `${[c.dim(title), c.dim(head), ...painted].join('\n')}\n`;
}

const CELL = { width: 92, height: 34 };
const TOP = 56;
const MARGIN = 10;
/** Of a 12 px sans-serif letter, the widest that text is made of on average; no font is asked. */
const LETTER_PX = 7.2;

const widthOf = (texts: readonly string[]) => Math.ceil(Math.max(0, ...texts.map((text) => text.length)) * LETTER_PX);

/** As an SVG file: a square a place, its figure on it, and its colour from pale (best) to dark red (worst). */
export function heatMapSvg(points: readonly SweepPoint[], shown: Shown): string {
	const grid = gridOf(points, shown);
	const heads = grid.xs.map((text, j) => `${j === 0 ? `${shown.x} ` : ''}${text}`);
	const sides = grid.ys.map((text) => `${shown.y ?? ''} ${text}`.trim());
	const cellWidth = Math.max(CELL.width, widthOf(heads) + MARGIN);
	const left = widthOf(sides) + 2 * MARGIN;
	const title = titleOf(shown);
	const width = Math.max(left + grid.xs.length * cellWidth, widthOf([title])) + 2 * MARGIN;
	const height = TOP + grid.ys.length * CELL.height + MARGIN;
	const label = (x: number, y: number, text: string, anchor = 'middle', fill = '#222') =>
		`<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${fill}">${escapeMarkup(text)}</text>`;
	const squares = grid.values.flatMap((row, i) =>
		row.map((value, j) => {
			const [x, y] = [left + j * cellWidth, TOP + i * CELL.height];
			const heat = value === null ? 0 : heatOf(value, grid);
			const fill = value === null ? '#ddd' : `hsl(${Math.round(50 - 50 * heat)} 80% ${Math.round(92 - 52 * heat)}%)`;
			const text = value === null ? '—' : formatMetric(shown.metric, value);
			const middle = label(x + cellWidth / 2, y + CELL.height / 2 + 4, text, 'middle', heat > 0.55 ? '#fff' : '#222');
			return `<rect x="${x}" y="${y}" width="${cellWidth}" height="${CELL.height}" fill="${fill}" stroke="#fff"/>${middle}`;
		}),
	);
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
		`<rect width="${width}" height="${height}" fill="#fff"/>`,
		label(MARGIN, 20, title, 'start'),
		...heads.map((text, j) => label(left + (j + 0.5) * cellWidth, TOP - 8, text)),
		...sides.map((text, i) => label(left - MARGIN, TOP + (i + 0.5) * CELL.height + 4, text, 'end')),
		...squares,
		'</svg>',
		'',
	].join('\n');
}
