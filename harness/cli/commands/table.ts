import { Command, Option } from 'commander';
import { lazily } from './lazily.ts';

const HELP = `
Examples:
  vipdrill table reports/2026-01-31-120000-ten              of a comparison
  vipdrill table reports/RUN-1 reports/RUN-2                of runs that were made one by one
  vipdrill table --write README.md reports/2026-01-31-120000-ten
                                                            into a file, between <!-- table --> and <!-- /table -->`;

/** `vipdrill table`. */
export const tableCommand = () =>
	new Command('table')
		.description('print the table of stored runs as markdown: drill × cluster, takeover, outage, availability, verdict')
		.argument('<runs...>', 'a comparison, or run folders')
		.option('-w, --write <file>', 'put it into this file instead, between its markers')
		.addOption(new Option('--json', 'print the comparison as JSON instead').conflicts('write'))
		.option('--without <drill,…>', 'leave these drills out; the table says so', (text) => text.split(','))
		.addHelpText('after', HELP)
		.action(lazily(() => import('../table.ts')));
