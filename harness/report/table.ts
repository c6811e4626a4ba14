/** One column of a text table. */
export interface Column {
	head: string;
	/** Numbers stand to the right. */
	numeric: boolean;
}

/** Aligns rows under their heads, two blanks between columns, no trailing blanks. Widths count code points; styles are not allowed in cells. */
export function textTable(columns: readonly Column[], rows: readonly (readonly string[])[]): { head: string; body: string[] } {
	const widths = columns.map((column, i) => Math.max(...[column.head, ...rows.map((row) => row[i] ?? '')].map(lengthOf)));
	const line = (cells: readonly string[]) =>
		columns
			.map((column, i) => pad(cells[i] ?? '', widths[i] ?? 0, column.numeric))
			.join('  ')
			.trimEnd();
	return { head: line(columns.map((column) => column.head)), body: rows.map(line) };
}

const lengthOf = (text: string) => [...text].length;

function pad(text: string, width: number, right: boolean): string {
	const blanks = ' '.repeat(Math.max(0, width - lengthOf(text)));
	return right ? blanks + text : text + blanks;
}
