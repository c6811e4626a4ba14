import { Command } from 'commander';
import { positiveInteger } from '../options.ts';
import { lazily } from './lazily.ts';

const HELP = `
Examples:
  vipdrill plan kill-master --seed 7                        the faults, and the phases of the first three trials
  vipdrill plan ./mine.scenario.ts --seed 7 -n 20 --json    every trial of a scenario of one's own, for a script`;

/** `vipdrill plan`. */
export const planCommand = () =>
	new Command('plan')
		.description('print what a drill will do, without doing it')
		.argument('<drill>', 'name or path, as for run')
		.option('-n, --trials <n>', 'how many trials', positiveInteger, 3)
		.requiredOption('-s, --seed <text>', 'the seed')
		.option('--json', 'print the plans as JSON')
		.addHelpText('after', HELP)
		.action(lazily(() => import('../plan.ts')));
