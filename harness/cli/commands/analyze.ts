import { Command } from 'commander';
import { lazily } from './lazily.ts';

const HELP = `
Examples:
  vipdrill analyze reports/RUN                              after an upgrade: with today's arithmetic, from the stored timelines
  vipdrill report reports/RUN -f markdown                   with the figures as they were`;

/** `vipdrill analyze`. */
export const analyzeCommand = () =>
	new Command('analyze')
		.description("measure a stored run's timelines again and rewrite its reports")
		.argument('<run>', 'the run folder')
		.option('--json', 'print run.json instead of the tables')
		.addHelpText('after', HELP)
		.action(lazily(() => import('../analyze.ts')));
