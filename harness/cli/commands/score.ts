import { Command } from 'commander';
import { calibrationOption, jobsOption, positiveInteger } from '../options.ts';
import { lazily } from './lazily.ts';

const HELP = `
The sum over all kinds of failures: how often a year, times what customers lose at each, by simulated trials. No weights: seconds.
Rates come from failures.yaml in the cluster folder, or --mix; what it does not say is as by default. Defaults are printed with their source, or as
assumptions. A failure that customers feel for as long as it lasts costs as long as the mix says that it lasts.

Examples:
  vipdrill score ./mine
  vipdrill score ./mine --mix ours.yaml --customers 2000
  vipdrill score ./mine --trend score.ndjson --badge score.svg    for CI: a line a run, and a badge
  vipdrill score ./mine --most 60 --json                          exit code 1 over a minute a year

failures.yaml:
  power-loss: { perYear: 1, lasts: 20m }           of each host
  dockerd-stops: { perYear: 0 }                    never
  switch-update: { drill: partition-heal, perYear: 2, of: cluster }

Exit codes: 0; 1 where it is more than --most; 3 bad input.`;

/** `vipdrill score`. */
export const scoreCommand = () =>
	new Command('score')
		.description("say how many customer-seconds a cluster's failures cost in an expected year, with the breakdown, simulated")
		.argument('<folder>', 'cluster folder')
		.option('--mix <file>', 'rates of failures; by default failures.yaml in the folder, where there is one')
		.option('--customers <n>', 'customers who always ask', positiveInteger, 1)
		.option('-n, --trials <n>', 'of each failure', positiveInteger, 50)
		.option('-s, --seed <text>', 'decides everything random', 'score')
		.option('--trend <file>', 'add the score to this file as a line of JSON, and compare with the last one there')
		.option('--badge <file>', 'write a badge (SVG)')
		.option('--most <seconds>', 'exit code 1 where a customer loses certainly more in a year', positiveInteger)
		.addOption(calibrationOption())
		.addOption(jobsOption())
		.option('--json', 'print all of it; `vipdrill schema score` describes it')
		.addHelpText('after', HELP)
		.action(lazily(() => import('../score.ts')));
