import { escapeMarkdown } from '../../base/escape-markdown.ts';
import { countsOf, type LintResult } from '../result.ts';

/** Findings as a markdown table, for a pull request or a summary. */
export function renderMarkdown({ findings, files, notChecked }: LintResult): string {
	const { errors, warnings, notes } = countsOf(findings);
	const rows = findings.map(
		({ rule, severity, message, at, fix }) =>
			`| ${severity} | ${rule} | \`${at.file.replaceAll('`', "'").replaceAll('|', '\\|')}:${at.line}\` | ${escapeMarkdown(message)} | ${escapeMarkdown(fix)} |`,
	);
	return [
		`**vipdrill lint**: ${errors} errors, ${warnings} warnings, ${notes} notes in ${files.length} files`,
		'',
		...(rows.length === 0 ? [] : ['| severity | rule | where | what | fix |', '| --- | --- | --- | --- | --- |', ...rows, '']),
		...(notChecked.length === 0 ? [] : [`Not checked: ${notChecked.map(escapeMarkdown).join('; ')}.`, '']),
	].join('\n');
}
