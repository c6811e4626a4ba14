import type { LintResult } from '../result.ts';

const COMMAND = { error: 'error', warning: 'warning', note: 'notice' } as const;

/** Findings as workflow commands of GitHub Actions, which mark the lines of a pull request. */
export function renderGithub({ findings }: LintResult): string {
	return findings
		.map(({ rule, severity, message, at, fix }) => {
			const place = `file=${property(at.file)},line=${at.line},col=${at.column},endColumn=${at.column + Math.max(1, at.length)}`;
			return `::${COMMAND[severity]} ${place},title=${property(`vipdrill ${rule}`)}::${data(`${message}. ${fix}.`)}\n`;
		})
		.join('');
}

const data = (text: string) =>
	text
		.replaceAll('%', '%25')
		.replaceAll('\r', '%0D')
		.replaceAll('\n', '%0A')
		.replace(/\p{Cc}/gu, ' ');
const property = (text: string) => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
