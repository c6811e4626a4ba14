import { readFile, writeFile } from 'node:fs/promises';
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
	await writeFile(write, replaceTable(await readFile(write, 'utf8'), table, write));
	console.log(`wrote the table into ${write}`);
}
