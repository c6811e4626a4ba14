import type { Finding } from './finding.ts';

/** A comment that says which rules a line is spared, and why. */
interface Ignore {
	file: string;
	/** Of the comment. */
	line: number;
	column: number;
	length: number;
	/** The line that it is about: its own, or the next one where it stands alone. */
	about: number;
	rules: string[];
	reason: string;
	used: boolean;
}

const COMMENT = /[#!]\s*vipdrill-ignore\b[:\s]*([A-Za-z0-9-]+(?:\s*,\s*[A-Za-z0-9-]+)*)?(?:\s+because\b[:\s]*(.*))?/;

/** The comments `# vipdrill-ignore K8 because …` of some texts. Each is about its own line, or the next one where it stands alone on its line. */
export function readIgnores(texts: ReadonlyMap<string, string>): { apply(findings: readonly Finding[]): Finding[] } {
	const ignores = [...texts].flatMap(([file, text]) => (text.includes('vipdrill-ignore') ? inFile(file, text) : []));
	return { apply: (findings) => applied(ignores, findings) };
}

function inFile(file: string, text: string): Ignore[] {
	const lines = text.split('\n');
	return lines.flatMap((whole, index): Ignore[] => {
		const found = COMMENT.exec(whole);
		if (!found) return [];
		const [{ length }, rules = '', reason = ''] = found;
		const isAlone = whole.slice(0, found.index).trim() === '';
		const next = lines.findIndex((one, i) => i > index && /^\s*[^\s#!]/.test(one));
		return [
			{
				...{ file, line: index + 1, column: found.index + 1, length },
				about: isAlone && next >= 0 ? next + 1 : index + 1,
				rules: rules.split(',').flatMap((one) => one.trim() || []),
				reason: reason.trim(),
				used: false,
			},
		];
	});
}

function applied(ignores: readonly Ignore[], findings: readonly Finding[]): Finding[] {
	const kept = findings.filter((finding) => {
		const by = ignores.find((one) => isFor(one, finding));
		if (by) by.used = true;
		return !by;
	});
	return [...kept, ...ignores.flatMap(wrongWith)];
}

/** Without a reason nothing is ignored. */
const isFor = ({ file, about, line, rules, reason }: Ignore, { at, rule }: Finding) =>
	at.file === file && (at.line === about || at.line === line) && reason !== '' && rules.includes(rule);

function wrongWith({ file, line, column, length, rules, reason, used }: Ignore): Finding[] {
	const tell = (rule: string, severity: 'warning' | 'note', message: string, fix: string): Finding[] => [
		{ ...{ rule, severity, code: null, message, chain: [], related: [], fix, edits: [] }, at: { file, line, column, length } },
	];
	if (rules.length === 0)
		return tell('X2', 'warning', 'this names no rule, so it ignores nothing', 'Write vipdrill-ignore K8 because …');
	if (reason === '')
		return tell(
			'X2',
			'warning',
			'this gives no reason, so it ignores nothing',
			`Write vipdrill-ignore ${rules.join(', ')} because …`,
		);
	return used ? [] : tell('X1', 'note', `nothing of ${rules.join(', ')} is found here any more`, 'Remove the comment');
}
