import type { Finding, TextEdit } from './finding.ts';

/** A file's text with some edits made. Edits that touch an earlier one are left out; line ends stay those of the file. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
	const starts = lineStarts(text);
	const eol = text.includes('\r\n') ? '\r\n' : '\n';
	const offset = (line: number, column: number) => Math.min(text.length, (starts[line - 1] ?? text.length) + column - 1);
	const ranges = edits
		.map((edit) => ({
			from: offset(edit.line, edit.column),
			to: offset(edit.endLine, edit.endColumn),
			newText: edit.newText.replaceAll('\n', eol),
		}))
		.sort((a, b) => a.from - b.from || a.to - b.to);
	let result = '';
	let at = 0;
	let last = -1;
	for (const { from, to, newText } of ranges) {
		if (from < at || from === last) continue;
		result += text.slice(at, from) + newText;
		at = to;
		last = from;
	}
	return result + text.slice(at);
}

/** The edits of findings by file; the same one, told for several hosts, once. */
export function editsByFile(findings: readonly Finding[]): Map<string, TextEdit[]> {
	const byFile = new Map<string, TextEdit[]>();
	const seen = new Set<string>();
	for (const edit of findings.flatMap(({ edits }) => edits)) {
		const key = JSON.stringify(edit);
		if (seen.has(key)) continue;
		seen.add(key);
		byFile.set(edit.file, [...(byFile.get(edit.file) ?? []), edit]);
	}
	return byFile;
}

function lineStarts(text: string): number[] {
	const starts = [0];
	for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
	return starts;
}
