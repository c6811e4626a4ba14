import { Command, Option } from 'commander';
import { calibrationOption, jobsOption, positiveInteger } from '../options.ts';
import { lazily } from './lazily.ts';

const HELP = `
Needs neither Docker nor root. The classes: power-loss, link-down, dockerd-stops, dockerd-crashes, task-dies, keepalived-dies, short-freeze,
long-freeze, one-way-loss, orderly-stop, return.

Examples:
  vipdrill guarantee ./mine                                  bounds by theory, and 50 simulated trials of each class
  vipdrill guarantee ./mine --theory                         by arithmetic alone, at once
  vipdrill guarantee ./mine --format card-svg --out card.svg
  vipdrill guarantee ./mine --require power-loss,dockerd-stops

Exit codes: 0; 1 where a required class is NEVER, or not known; 3 bad input.`;

/** `vipdrill guarantee`. */
export const guaranteeCommand = () =>
	new Command('guarantee')
		.description('say for each class of failures who takes over and how soon, or never, by theory and simulated')
		.argument('<folder>', 'cluster folder')
		.option('-n, --trials <n>', 'simulated of each class', positiveInteger, 50)
		.option('-s, --seed <text>', 'decides everything random', 'guarantee')
		.option('--theory', 'simulate nothing')
		.option('--require <classes>', 'classes with commas between them, or all: exit code 1 where one is NEVER or not known')
		.addOption(new Option('--format <name>', 'what is printed').choices(['text', 'json', 'markdown', 'card-svg']).default('text'))
		.option('--json', 'the same as --format json')
		.option('-o, --out <file>', 'write it there instead of printing it')
		.addOption(calibrationOption())
		.addOption(jobsOption())
		.addHelpText('after', HELP)
		.action(lazily(() => import('../guarantee.ts')));
