import { Command, InvalidArgumentError, Option } from 'commander';
import { calibrationOption, clusterOption, positiveInteger } from '../options.ts';
import { lazily } from './lazily.ts';

const HELP = `
Each batch of schedules draws a random subset of the kinds of fault. A schedule that breaks an invariant in three simulated trials of three
is shrunk to the shortest that still does, and saved as a scenario file. Schedules that no design of this size gets over
(more hosts at a time than a majority of managers can miss) are passed over, and so is what an earlier finding explains.

Examples:
  vipdrill fuzz                                            2,000 schedules on the reference design
  vipdrill fuzz --cluster fixtures/hardened --runs 10000
  vipdrill run reports/findings/NAME.scenario.ts --lab docker   does it happen on real hosts?

Exit codes: 0 nothing was found, 1 something was, 3 bad input.`;

/** `vipdrill fuzz`. */
export const fuzzCommand = () =>
	new Command('fuzz')
		.description('try random fault schedules in the simulator; save those that break an invariant, shrunk, as scenario files')
		.addOption(clusterOption())
		.option('--runs <n>', 'schedules to try', positiveInteger, 2000)
		.option('--findings <n>', 'end after so many', positiveInteger, 10)
		.option('-s, --seed <text>', 'decides everything random; it is printed')
		.addOption(new Option('--on <swarm>').argParser(notOnSwarm).hideHelp())
		.option('--host-mode', 'each host publishes the service for itself, as the lab does where its kernel lacks ip_vs')
		.addOption(calibrationOption())
		.option('-o, --out <dir>', 'where scenario files are saved', 'reports/findings')
		.option('--json', 'print the findings as JSON')
		.addHelpText('after', HELP)
		.action(lazily(() => import('../fuzz.ts')));

/** A schedule is one trial of some milliseconds, and decides what is tried next; a job takes seconds. */
function notOnSwarm(): never {
	throw new InvalidArgumentError(
		'fuzz tries one schedule at a time, and goes on from what each showed; run it several times at once, each with its own --seed.',
	);
}
