import { commandData, commandProperty } from '../../base/escape.ts';
import type { LintResult } from '../result.ts';

const COMMAND = { error: 'error', warning: 'warning', note: 'notice' } as const;

/** Findings as workflow commands of GitHub Actions, which mark the lines of a pull request. */
export function renderGithub({ findings }: LintResult): string {
	return findings
		.map(({ rule, severity, message, at, fix }) => {
			const place = `file=${commandProperty(at.file)},line=${at.line},col=${at.column},endColumn=${at.column + Math.max(1, at.length)}`;
			return `::${COMMAND[severity]} ${place},title=${commandProperty(`vipdrill ${rule}`)}::${commandData(`${message}. ${fix}.`)}\n`;
		})
		.join('');
}
