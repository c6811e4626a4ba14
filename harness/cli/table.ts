import { readFile, writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { comparisonMarkdown } from '../report/comparison-text.ts';
import { replaceTable } from '../report/marked-table.ts';
import { readCompared } from '../run/read-compared.ts';

const HELP = `
Examples:
  vipdrill table reports/2026-01-31-120000-ten              of a comparison
  vipdrill table reports/RUN-1 reports/RUN-2                of runs that were made one by one
  vipdrill table --write README.md reports/2026-01-31-120000-ten
                                                            into a file, between <!-- table --> and <!-- /table -->`;

export const tableCommand = () =>
	new Command('table')
		.description('print the table of stored runs as markdown: drill × cluster, takeover, outage, availability, verdict')
		.argument('<runs...>', 'a comparison, or run folders')
		.option('-w, --write <file>', 'put it into this file instead, between its markers')
		.option('--without <drill,…>', 'leave these drills out; the table says so', (text) => text.split(','))
		.addHelpText('after', HELP)
		.action(async (paths: string[], { write, without = [] }: { write?: string; without?: string[] }) => {
			const compared = await readCompared(paths);
			const drills = compared.drills.filter(({ name }) => !without.includes(name));
			const table = `${comparisonMarkdown({ ...compared, drills })}${without.length > 0 ? `\nLeft out: ${without.join(', ')}.\n` : ''}`;
			if (!write) {
				process.stdout.write(table);
				return;
			}
			await writeFile(write, replaceTable(await readFile(write, 'utf8'), table, write));
			console.log(`wrote the table into ${write}`);
		});
