import { readFile } from 'node:fs/promises';
import { InputError } from '../base/errors.ts';
import { writeAtomically } from '../base/write-file.ts';
import { comparisonMarkdown } from '../report/comparison-text.ts';
import { replaceTable } from '../report/marked-table.ts';
import { readCompared } from '../run/read-compared.ts';

interface TableFlags {
	write?: string;
	without?: string[];
	json?: boolean;
}

/** Prints the table of stored runs, as markdown or JSON, or writes it into a file. */
export async function run(paths: string[], { write, without = [], json }: TableFlags): Promise<void> {
	const whole = await readCompared(paths);
	const compared = { ...whole, drills: whole.drills.filter(({ name }) => !without.includes(name)) };
	if (json) {
		process.stdout.write(`${JSON.stringify(compared, null, 2)}\n`);
		return;
	}
	const table = `${comparisonMarkdown(compared)}${without.length > 0 ? `\nLeft out: ${without.join(', ')}.\n` : ''}`;
	if (!write) {
		process.stdout.write(table);
		return;
	}
	await writeAtomically(write, replaceTable(await readTarget(write), table, write));
	console.log(`wrote the table into ${write}`);
}

/** The file that the table goes into. Throws InputError where it can't be read: its markers say where. */
async function readTarget(file: string): Promise<string> {
	try {
		return await readFile(file, 'utf8');
	} catch (error) {
		const problem = `it can't be read (${(error as NodeJS.ErrnoException).code})`;
		throw new InputError([{ file, field: '--write', problem, fix: 'Name a file that has the markers of the table' }]);
	}
}
