import { escapeMarkup, xmlAttributes } from '../../base/escape.ts';
import type { LintResult } from '../result.ts';

/** Findings as JUnit XML: a suite a file, a test case a finding; errors and warnings are failures, a note passes with its words. */
export function renderJunit({ findings, files }: LintResult): string {
	const suites = files.map((file) => {
		const own = findings.filter(({ at }) => at.file === file);
		const failures = own.filter(({ severity }) => severity !== 'note').length;
		const cases = own.map(({ rule, severity, message, at, fix }) => {
			const open = `    <testcase${xmlAttributes({ classname: `vipdrill.lint.${rule}`, name: `${file}:${at.line}: ${message}`, time: 0 })}`;
			const text = escapeMarkup(`${file}:${at.line}:${at.column}: ${message}. ${fix}.`);
			if (severity === 'note') return [`${open}>`, `      <system-out>${text}</system-out>`, '    </testcase>'];
			return [`${open}>`, `      <failure${xmlAttributes({ message, type: severity })}>${text}</failure>`, '    </testcase>'];
		});
		const shown =
			own.length === 0
				? [[`    <testcase${xmlAttributes({ classname: 'vipdrill.lint', name: `${file}: nothing found`, time: 0 })}/>`]]
				: cases;
		const counts = { tests: shown.length, failures, errors: 0, skipped: 0, time: 0, timestamp: '1970-01-01T00:00:00' };
		return {
			failures,
			tests: shown.length,
			lines: [`  <testsuite${xmlAttributes({ name: file, ...counts })}>`, ...shown.flat(), '  </testsuite>'],
		};
	});
	const sum = (of: 'tests' | 'failures') => suites.reduce((total, suite) => total + suite[of], 0);
	return `${[
		'<?xml version="1.0" encoding="UTF-8"?>',
		`<testsuites${xmlAttributes({ name: 'vipdrill lint', tests: sum('tests'), failures: sum('failures'), errors: 0, time: 0 })}>`,
		...suites.flatMap(({ lines }) => lines),
		'</testsuites>',
	].join('\n')}\n`;
}
