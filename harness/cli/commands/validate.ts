import { Command } from 'commander';
import { calibrationOption, jobsOption } from '../options.ts';
import { lazily } from './lazily.ts';

const HELP = `
Simulates each real trial's plan (its faults, at its phases of the advertisement interval) some 200 times a drill, and compares takeover,
outage, tail, failback and time with two owners: two-sample Kolmogorov-Smirnov test, difference of medians, Cliff's delta.

Examples:
  vipdrill validate reports/example/seed
  vipdrill validate reports/RUN --cluster ./mine --calibration mine.json --json

Exit codes: 0 no distribution differs, 1 one does, 2 too few real trials to tell of any, 3 bad input.`;

/** `vipdrill validate`. */
export const validateCommand = () =>
	new Command('validate')
		.description('hold the simulator against a stored run on real hosts')
		.argument('<run>', 'run folder')
		.option('-c, --cluster <dir>', "cluster folder of the run; by default the shipped one of the run's cluster name")
		.addOption(calibrationOption())
		.addOption(jobsOption())
		.option('--json', 'print the comparison as JSON')
		.addHelpText('after', HELP)
		.action(lazily(() => import('../validate.ts')));
