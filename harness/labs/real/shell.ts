import { shellWord } from '../../base/shell-word.ts';

declare const quoted: unique symbol;

/** A shell script's text. Only `sh` makes one, so no string gets into it without quotes. */
export type ScriptText = string & { readonly [quoted]: true };

/** A shell script, or a piece of one, for a POSIX shell. `sh` is the only way to make one. */
class ShellScript {
	// A private field makes the type nominal: an object that only looks like a script is none.
	readonly #text: ScriptText;
	constructor(text: string) {
		this.#text = text as ScriptText;
	}
	get text(): ScriptText {
		return this.#text;
	}
}
export type Script = ShellScript;

type Value = string | number | readonly string[] | Script;

/**
 * A tagged template for shell scripts. A string becomes one quoted word, an array becomes quoted words with blanks between them, a number
 * stays as it is, and a script is inserted as script. Don't write a value inside quotes of the template. Throws RangeError for a
 * number that is not finite and for a NUL, which no shell word can hold.
 */
export function sh(template: TemplateStringsArray, ...values: readonly Value[]): Script {
	return new ShellScript(template.map((part, i) => part + (i < values.length ? inserted(values[i] ?? '') : '')).join(''));
}

/** Scripts one after another, a line each; those that are null are left out. */
export const inLines = (scripts: readonly (Script | null)[]): Script =>
	new ShellScript(scripts.flatMap((script) => (script === null ? [] : [script.text])).join('\n'));

/** The command that runs a script and stops at the first failure (sh -e). */
export const shellCommand = (script: Script): string[] => ['sh', '-ec', script.text];

function inserted(value: Value): string {
	if (value instanceof ShellScript) return value.text;
	if (typeof value === 'string') return shellWord(value);
	if (typeof value !== 'number') return value.map(shellWord).join(' ');
	if (!Number.isFinite(value)) throw new RangeError(`${value} can't be written into a shell script`);
	return String(value);
}
