import type { CodeAction, CompletionItem, Diagnostic, Hover, Range, TextEdit } from 'vscode-languageserver-protocol';
import {
	CodeActionKind,
	CompletionItemKind,
	DiagnosticSeverity,
	InsertTextFormat,
	MarkupKind,
} from 'vscode-languageserver-protocol';
import { withoutSecrets } from '../base/without-secrets.ts';
import { formatExplanations, usageOf } from '../keepalived/explain.ts';
import type { Place } from '../keepalived/place.ts';
import { DEFAULT_KEEPALIVED } from '../keepalived/versions.ts';
import type { Finding } from '../lint/finding.ts';
import { explanationsAt, isBlock, keywordsAt } from './place.ts';

const SEVERITY = { error: DiagnosticSeverity.Error, warning: DiagnosticSeverity.Warning, note: DiagnosticSeverity.Information };

/** Editors count from 0, places from 1. */
function rangeOf({ line, column, length }: Place): Range {
	const start = { line: line - 1, character: column - 1 };
	return { start, end: { line: line - 1, character: column - 1 + Math.max(1, length) } };
}

/** A finding as editors show it. `uriOf`: of the path that places show. */
export function diagnosticOf(finding: Finding, uriOf: (file: string) => string): Diagnostic {
	const related = finding.related.map(({ at, says }) => ({
		location: { uri: uriOf(at.file), range: rangeOf(at) },
		message: withoutSecrets(says),
	}));
	return {
		...{ range: rangeOf(finding.at), severity: SEVERITY[finding.severity], source: 'vipdrill', code: finding.rule },
		message: withoutSecrets(`${finding.message}. ${finding.fix}.`),
		...(related.length > 0 ? { relatedInformation: related } : {}),
	};
}

/** The quick fixes of the findings that touch a range, with the changes of every file that each needs. */
export function actionsFor(
	findings: readonly Finding[],
	file: string,
	range: Range,
	uriOf: (file: string) => string,
): CodeAction[] {
	return findings
		.filter(
			({ edits, at }) => edits.length > 0 && at.file === file && at.line - 1 >= range.start.line && at.line - 1 <= range.end.line,
		)
		.map((finding) => {
			const changes: Record<string, TextEdit[]> = {};
			for (const { file: of, line, column, endLine, endColumn, newText } of finding.edits) {
				const start = { line: line - 1, character: column - 1 };
				const edit = { range: { start, end: { line: endLine - 1, character: endColumn - 1 } }, newText };
				changes[uriOf(of)] = [...(changes[uriOf(of)] ?? []), edit];
			}
			const diagnostics = [diagnosticOf(finding, uriOf)];
			return {
				title: withoutSecrets(finding.fix),
				kind: CodeActionKind.QuickFix,
				diagnostics,
				edit: { changes },
				isPreferred: true,
			};
		});
}

/** What the keyword table says of the keyword under the cursor, at its place where it has one there; null for another word. */
export function hoverAt(text: string, line: number, character: number): Hover | null {
	const shown = explanationsAt(text, line, character);
	if (shown.length === 0) return null;
	return { contents: { kind: MarkupKind.Markdown, value: `\`\`\`text\n${formatExplanations(shown)}\n\`\`\`` } };
}

/** The keywords that may stand at the cursor, with what they are for. */
export function completionsAt(
	text: string,
	line: number,
	character: number,
	version: string = DEFAULT_KEEPALIVED,
): CompletionItem[] {
	return keywordsAt(text, line, character, version).map((keyword) => ({
		label: keyword.name,
		kind: isBlock(keyword) ? CompletionItemKind.Module : CompletionItemKind.Property,
		detail: usageOf(keyword),
		documentation: keyword.says,
		...(isBlock(keyword)
			? {
					insertText: `${keyword.name}${keyword.args === '' ? '' : ` \${1:name}`} {\n\t$0\n}`,
					insertTextFormat: InsertTextFormat.Snippet,
				}
			: { insertText: keyword.name }),
	}));
}
