import { InputError, type InputProblem } from '../../base/errors.ts';

/** What flags say. */
export interface InitFlags {
	keepalived: string[];
	host: string[];
	file: string[];
	unit: string[];
	stack?: string;
	service?: string;
	image?: string;
	published?: string;
	target?: string;
	port?: string;
	vip?: string;
	subnet?: string;
	interface?: string;
	addressPool?: string;
	name?: string;
}

/** A host's name, or a cluster's. */
export const NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
/** A systemd service, as cluster.yaml takes it. */
export const UNIT = /^[A-Za-z0-9_.-]+\.service$/;
/** Where a file is on the machine. */
export const TARGET = /^\/\S+$/;

/** `name=value` of a flag that may be given several times. Throws InputError for another form, a name that is none, and a name twice. */
export function pairs(texts: readonly string[], flag: string, form: string, name = NAME): [string, string][] {
	const problems: InputProblem[] = [];
	const found = texts.map((text): [string, string] => {
		const at = text.indexOf('=');
		const [key, value] = [text.slice(0, Math.max(0, at)), text.slice(at + 1)];
		const tell = (problem: string, fix: string) =>
			problems.push({ file: 'command line', field: flag, value: text, problem, fix });
		if (at < 1 || value === '') tell('it has another form', `Write ${flag} ${form}`);
		else if (!name.test(key))
			tell(
				'what stands before = is not right',
				name === NAME ? 'A host name has small letters, digits and hyphens' : 'Write an absolute path',
			);
		return [key, value];
	});
	const twice = found.find(([key], i) => found.findIndex(([other]) => other === key) !== i);
	if (twice)
		problems.push({ file: 'command line', field: flag, value: twice[0], problem: 'it is named twice', fix: 'Name it once' });
	const [first, ...others] = problems;
	if (first) throw new InputError([first, ...others]);
	return found;
}
