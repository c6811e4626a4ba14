import type { Column } from './table.ts';

/** A markdown table, padded as the formatter of this repository pads it, so that it need not touch what is generated. Cells must be escaped. */
export function markdownTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
	const widths = columns.map(({ head }, i) =>
		Math.max(3, ...[head, ...rows.map((row) => row[i] ?? '')].map((cell) => [...cell].length)),
	);
	const pad = (cell: string, i: number) => {
		const blanks = ' '.repeat(Math.max(0, (widths[i] ?? 0) - [...cell].length));
		return columns[i]?.numeric ? blanks + cell : cell + blanks;
	};
	const rule = widths.map((width, i) => (columns[i]?.numeric ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
	const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
	const padded = (cells: readonly string[]) => line(columns.map((_, i) => pad(cells[i] ?? '', i)));
	return [padded(columns.map(({ head }) => head)), line(rule), ...rows.map(padded)];
}
