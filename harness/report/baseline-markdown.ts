import { escapeMarkdown as escaped } from '../base/escape-markdown.ts';
import type { BaselineReport } from '../results/baseline-schema.ts';
import { BASELINE_COLUMNS, baselineRow, baselineRunText, midPhaseNote } from './baseline-text.ts';
import { markdownTable } from './markdown-table.ts';
import { SIGNS } from './wording.ts';

/** A run held against its baseline, as a section of a markdown report. No line end at its end. */
export function baselineMarkdown(report: BaselineReport): string {
	const { verdict, because, changes, caveats, before } = report;
	const rows = changes.map((change) => {
		const cells = baselineRow(change).map(escaped);
		return change.outcome === 'regression' ? [...cells.slice(0, -1), `**${cells.at(-1)}**`] : cells;
	});
	const blocks = [
		`### ${SIGNS[verdict]} Against the baseline: ${verdict}`,
		escaped(because),
		...(rows.length > 0 ? [markdownTable(BASELINE_COLUMNS, rows).join('\n')] : []),
		...midPhaseNote(report).map(escaped),
		...report.warnings.map((text) => `- ⚠️ ${escaped(text)}`),
		...caveats.map((text) => `- ${escaped(text)}`),
		`<sub>baseline: ${escaped(baselineRunText(before))}</sub>`,
	];
	return blocks.join('\n\n');
}
