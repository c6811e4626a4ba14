import { contextOf } from './context.ts';
import type { Finding, Severity, Told } from './finding.ts';
import { readIgnores } from './ignores.ts';
import type { LintInput } from './input.ts';
import { languageFindings, withoutRepeated } from './language.ts';
import type { Rule } from './rule.ts';
import { RULES } from './rules/index.ts';
import { withTemplates } from './template.ts';

/** What the user switched: the severity of a rule, by its id or its name. */
export interface LintSettings {
	rules?: Readonly<Record<string, Severity | 'off'>>;
}

/** Finds the mistakes of some hosts' files, in the order of their files and lines. Whatever keepalived's reader tells is among them, but for what a rule tells at the same place. */
export function lint(input: LintInput, settings: LintSettings = {}): Finding[] {
	const context = contextOf(input);
	const told = RULES.flatMap((rule) => [...rule.check(context)].map((one) => finding(rule, one)));
	const read = input.hosts.flatMap(({ conf }) => (conf ? languageFindings(conf, input.texts) : []));
	const all = unique([...withoutRepeated(read, told), ...told]);
	const kept = readIgnores(input.texts).apply(withTemplates(all, confTexts(input)));
	return kept.flatMap((one) => switched(one, settings)).sort(inOrder(input));
}

const BY_NAME = new Map(RULES.flatMap((rule) => [rule.id.toLowerCase(), rule.name].map((name) => [name, rule] as const)));

/** A rule by its id or its name, in any case; null without. */
export const ruleOf = (name: string): Rule | null => BY_NAME.get(name.toLowerCase()) ?? null;

function finding(rule: Rule, told: Told): Finding {
	return { rule: rule.id, severity: rule.severity, code: null, chain: [], related: [], fix: rule.fix, edits: [], ...told };
}

/** The texts that hosts' keepalived begins with. */
const confTexts = ({ hosts, texts }: LintInput) =>
	new Map(hosts.flatMap(({ conf }) => (conf ? [[conf.file, texts.get(conf.file) ?? ''] as const] : [])));

/** Hosts that share a file share its mistakes. */
function unique(findings: readonly Finding[]): Finding[] {
	const seen = new Set<string>();
	return findings.filter(({ rule, at, message, code }) => {
		const key = JSON.stringify([rule, code, at.file, at.line, at.column, message]);
		return !seen.has(key) && seen.add(key);
	});
}

function switched(one: Finding, { rules = {} }: LintSettings): Finding[] {
	const rule = ruleOf(one.rule);
	const set = rules[one.rule] ?? rules[rule?.name ?? ''];
	if (set === 'off') return [];
	return [set === undefined ? one : { ...one, severity: set }];
}

/** By file, in the order in which they were read, then by place. */
function inOrder({ texts }: LintInput): (a: Finding, b: Finding) => number {
	const order = new Map([...texts.keys()].map((file, index) => [file, index]));
	const rank = (file: string) => order.get(file) ?? order.size;
	return ({ at: a, rule: x }, { at: b, rule: y }) =>
		rank(a.file) - rank(b.file) || a.line - b.line || a.column - b.column || x.localeCompare(y, 'en', { numeric: true });
}
