import type { ConfStatement, KeepalivedConf } from './keepalived-conf.ts';

/** A vrrp_script's name, its statement and the command in it. */
export interface ScriptStatement {
	name: string;
	statement: ConfStatement;
	/** The line of its command. */
	line: number;
	command: string;
}

/** The vrrp_scripts of a keepalived.conf. */
export function scriptStatements(conf: KeepalivedConf): ScriptStatement[] {
	const blocks = conf.statements.filter(({ keyword }) => keyword === 'vrrp_script');
	return blocks.map((statement) => {
		const script = (statement.block ?? []).findLast(({ keyword }) => keyword === 'script');
		const [name = ''] = statement.args;
		return { name, statement, line: script?.line ?? statement.line, command: script?.args.join(' ') ?? '' };
	});
}

const INTERPRETERS = /^(\/usr|\/usr\/local)?(\/bin\/)?(ba|da|z)?sh$|^\/usr\/bin\/env$/;

/** Whether a word of a command is a shell, or what finds one. */
export const isInterpreter = (word: string) => INTERPRETERS.test(word);

/** The file that a script's command runs, which may be handed to a shell; null where the command is a shell's own words. */
export function coveredFile(command: string): string | null {
	const words = command.split(/\s+/).filter((word) => word !== '');
	const file = words.find((word) => !isInterpreter(word));
	return file?.startsWith('/') ? file : null;
}
