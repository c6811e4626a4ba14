import { readFileSync } from 'node:fs';
import { InputError } from '../../base/errors.ts';
import { knownSecrets } from '../../base/known-secrets.ts';
import { type Stack, stackOf } from '../../cluster/folder/stack.ts';
import { secretsIn } from '../../cluster/secrets.ts';

/** Reads a compose file. Throws InputError where it cannot be read, or is no YAML. */
export function readStackFile(path: string): Stack {
	let text: string;
	try {
		text = readFileSync(path, 'utf8');
	} catch {
		const fix = 'Name a compose file, for instance --stack ./stack.yml';
		throw new InputError([{ file: path, field: '--stack', problem: 'it cannot be read', fix }]);
	}
	knownSecrets.add(...secretsIn(text));
	const { stack, problems } = stackOf(path, text);
	const [first, ...others] = problems;
	if (first) throw new InputError([first, ...others]);
	return stack;
}
