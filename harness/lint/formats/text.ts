import pc from 'picocolors';
import type { Finding, Severity } from '../finding.ts';
import { ruleOf } from '../lint.ts';
import { countsOf, type LintResult, shownLine } from '../result.ts';
import type { Rule } from '../rule.ts';

type Paint = ReturnType<typeof pc.createColors>;

/** Findings for people: each with its line, a caret under it, the way on which the text came, and the fix. */
export function renderText(result: LintResult, { color = false }: { color?: boolean } = {}): string {
	const paint = pc.createColors(color);
	const tone = { error: paint.red, warning: paint.yellow, note: paint.cyan };
	const told = new Set<string>();
	const { shown, left } = bounded(result.findings);
	const blocks = shown.map((one) => {
		const isFirst = !told.has(one.rule);
		told.add(one.rule);
		return finding(one, result, paint, tone[one.severity], isFirst);
	});
	return `${[...blocks, ...left, summary(result, paint)].join('\n\n')}\n`;
}

function finding(
	{ rule, severity, message, at, chain, related, fix }: Finding,
	{ texts }: LintResult,
	paint: Paint,
	tone: (text: string) => string,
	isFirst: boolean,
): string {
	const about = ruleOf(rule);
	const name = about?.name ?? '';
	const number = String(at.line);
	const gutter = ' '.repeat(number.length);
	const { text: line, start } = shownLine(texts, at);
	const length = Math.max(1, Math.min(at.length, line.length - start));
	const way = chain.map(
		(link) =>
			`${gutter} ${paint.blue('=')} ${link.kind === 'include' ? 'in' : link.kind === 'definition' ? `$${link.name}, used in` : `~SEQ with ${link.name}, in`} ${link.kind === 'include' ? `${link.name}, included from ` : ''}${link.at.file}:${link.at.line}`,
	);
	return [
		`${tone(paint.bold(`${severity}[${rule}]`))}${paint.bold(`: ${message}`)}`,
		`${gutter}${paint.blue('-->')} ${at.file}:${at.line}:${at.column}  (${name})`,
		...(line.trim() === ''
			? []
			: [
					`${gutter} ${paint.blue('|')}`,
					`${paint.blue(`${number} |`)} ${line}`,
					`${gutter} ${paint.blue('|')} ${' '.repeat(start)}${tone('^'.repeat(length))}`,
				]),
		...way,
		...related.map((one) => `${gutter} ${paint.blue('=')} ${one.says}: ${one.at.file}:${one.at.line}`),
		...(isFirst && about ? [`${gutter} ${paint.blue('=')} ${paint.bold('why')}: ${about.says}${drillOf(about)}`] : []),
		`${gutter} ${paint.blue('=')} ${paint.bold('fix')}: ${fix}`,
	].join('\n');
}

/** Nobody reads more of one rule in one file; the other formats have them all. */
const MOST = 20;

function bounded(findings: readonly Finding[]): { shown: Finding[]; left: string[] } {
	const counts = new Map<string, number>();
	const shown = findings.filter(({ rule, at }) => {
		const key = `${rule} in ${at.file}`;
		const count = (counts.get(key) ?? 0) + 1;
		counts.set(key, count);
		return count <= MOST;
	});
	const left = [...counts].flatMap(([key, count]) => (count > MOST ? [`and ${count - MOST} more of ${key}`] : []));
	return { shown, left };
}

const drillOf = ({ drill, proof }: Rule) =>
	drill === null ? '' : ` The drill ${drill} ${proof ? 'showed it in the lab' : 'is about it'}.`;

function summary({ findings, files, hosts, known, notChecked, keepalived }: LintResult, paint: Paint): string {
	const { errors, warnings, notes } = countsOf(findings);
	const counted: [number, Severity][] = [
		[errors, 'error'],
		[warnings, 'warning'],
		[notes, 'note'],
	];
	const what = counted.map(([n, word]) => `${n} ${word}${n === 1 ? '' : 's'}`).join(', ');
	const where = `${files.length} ${files.length === 1 ? 'file' : 'files'} of ${hosts.length} ${hosts.length === 1 ? 'host' : 'hosts'}`;
	const old = known === 0 ? '' : `; ${known} more in the baseline`;
	const mendable = findings.filter(({ edits }) => edits.length > 0).length;
	const [first] = findings;
	return [
		paint.bold(`${what} in ${where}, for keepalived ${keepalived}${old}`),
		...(mendable > 0 ? [`${mendable} of them can be mended: vipdrill lint --fix shows how`] : []),
		...(first ? [`what a rule is about: vipdrill lint --explain ${first.rule}`] : []),
		...(notChecked.length > 0 ? [`not checked: ${notChecked.join('; ')}`] : []),
	].join('\n');
}
