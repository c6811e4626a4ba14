import { didYouMean } from '../base/did-you-mean.ts';
import { InputError } from '../base/errors.ts';
import { formatSchema, SCHEMAS } from './schemas.ts';

/** Prints a JSON Schema, or without a name which there are. Throws InputError for a name that no schema has. */
export function run(name: string | undefined): void {
	process.stdout.write(name === undefined ? schemaList() : schemaText(name));
}

const schemaList = () =>
	Object.entries(SCHEMAS)
		.map(([name, { what }]) => `${name.padEnd(12)} ${what}\n`)
		.join('');

function schemaText(name: string): string {
	const published = Object.hasOwn(SCHEMAS, name) ? SCHEMAS[name] : undefined;
	if (published) return formatSchema(published.schema());
	const near = didYouMean(name, Object.keys(SCHEMAS));
	const names = `Write one of ${Object.keys(SCHEMAS).join(', ')}`;
	const fix = near === null ? names : `Did you mean ${near}? ${names}`;
	throw new InputError([{ file: 'command line', field: 'schema', value: name, problem: 'there is no such schema', fix }]);
}
