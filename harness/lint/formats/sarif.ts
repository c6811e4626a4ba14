import type { Finding } from '../finding.ts';
import { ruleOf } from '../lint.ts';
import type { LintResult } from '../result.ts';
import { RULES } from '../rules/index.ts';

const LEVEL = { error: 'error', warning: 'warning', note: 'note' } as const;

/** Findings as SARIF 2.1.0 (OASIS), as GitHub's code scanning takes it. */
export function renderSarif({ version, findings }: LintResult): string {
	const used = RULES.filter(({ id }) => findings.some(({ rule }) => rule === id));
	const rules = used.map(({ id, name, says, fix, severity }) => ({
		id,
		name: pascal(name),
		shortDescription: { text: says },
		help: { text: `${says} ${fix}.`, markdown: `${says}\n\n${fix}.` },
		defaultConfiguration: { level: LEVEL[severity] },
	}));
	const log = {
		$schema: 'https://json.schemastore.org/sarif-2.1.0.json',
		version: '2.1.0',
		runs: [
			{
				tool: { driver: { name: 'vipdrill', version, semanticVersion: version, rules } },
				columnKind: 'utf16CodeUnits',
				results: findings.map((one) =>
					resultOf(
						one,
						used.findIndex(({ id }) => id === one.rule),
					),
				),
			},
		],
	};
	return `${JSON.stringify(log, null, 2)}\n`;
}

function resultOf({ rule, severity, message, at, related, fix, chain, edits }: Finding, ruleIndex: number) {
	return {
		ruleId: rule,
		ruleIndex,
		level: LEVEL[severity],
		message: { text: `${message}. ${fix}.` },
		locations: [{ physicalLocation: locationOf(at) }],
		...(related.length + chain.length === 0
			? {}
			: {
					relatedLocations: [
						...related.map(({ at: other, says }) => ({ physicalLocation: locationOf(other), message: { text: says } })),
						...chain.map(({ at: other, name, kind }) => ({
							physicalLocation: locationOf(other),
							message: { text: `${kind} ${name}` },
						})),
					],
				}),
		...(edits.length === 0 ? {} : { fixes: [{ description: { text: fix }, artifactChanges: changesOf(edits) }] }),
		partialFingerprints: { 'vipdrill/v1': `${rule}:${at.file}:${message}` },
		properties: { name: ruleOf(rule)?.name ?? '' },
	};
}

const locationOf = ({ file, line, column, length }: Finding['at']) => ({
	artifactLocation: { uri: uriOf(file) },
	region: { startLine: line, startColumn: column, endColumn: column + Math.max(1, length) },
});

function changesOf(edits: Finding['edits']) {
	return [...new Set(edits.map(({ file }) => file))].map((file) => ({
		artifactLocation: { uri: uriOf(file) },
		replacements: edits
			.filter((edit) => edit.file === file)
			.map(({ line, column, endLine, endColumn, newText }) => ({
				deletedRegion: { startLine: line, startColumn: column, endLine, endColumn },
				insertedContent: { text: newText },
			})),
	}));
}

/** A path as a relative reference; SARIF wants slashes, and nothing but what a URI may hold. */
const uriOf = (file: string) =>
	encodeURI(file.replaceAll('\\', '/').replace(/^\.\//, '')).replaceAll('#', '%23').replaceAll('?', '%3F');

const pascal = (name: string) => name.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase());
