import { ruleOf } from '../lint.ts';
import { countsOf, type LintResult } from '../result.ts';

export const LINT_SCHEMA_VERSION = 1;

/** Findings as JSON; `vipdrill schema lint` has its schema. */
export function renderJson(result: LintResult): string {
	const { version, keepalived, findings, known, files, hosts, notChecked } = result;
	const told = findings.map((one) => {
		const rule = ruleOf(one.rule);
		const { code, severity, message, at, chain, related, fix, edits } = one;
		return { rule: one.rule, name: rule?.name ?? '', code, severity, message, at, chain, related, fix, edits };
	});
	const whole = {
		schemaVersion: LINT_SCHEMA_VERSION,
		vipdrillVersion: version,
		keepalived,
		hosts,
		files,
		counts: countsOf(findings),
		known,
		notChecked,
		findings: told,
	};
	return `${JSON.stringify(whole, null, 2)}\n`;
}
