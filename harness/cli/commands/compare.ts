import { Command } from 'commander';
import { withGateOptions } from '../options.ts';
import { lazily } from './lazily.ts';

const HELP = `
Each metric of each drill that both runs have: the difference of medians with its 95 % bootstrap interval, and a rank test
corrected for the number of comparisons (Holm). A regression is significant and larger than the size that matters.
The metrics that decide: takeover, time without an owner of the VIP, time with two, and what customers lost. Of
the others only a proved regression counts.

Examples:
  vipdrill compare reports/main reports/mine                what got worse from main to mine
  vipdrill compare reports/main reports/mine --json         the same for a script
  vipdrill run kill-master -n 20 --baseline reports/main    a run that is held against it at once

Exit codes: 0 nothing is proved to be worse, 1 a regression, 2 nothing to compare (or, with --unknown fail or --prove-same,
too few trials to tell), 3 bad input.`;

/** `vipdrill compare`. */
export const compareCommand = () =>
	withGateOptions(new Command('compare'))
		.description('hold a stored run against an earlier one: what got worse, and how certain that is')
		.argument('<before>', 'run folder of the baseline')
		.argument('<after>', 'run folder to be judged')
		.option('--json', 'print the comparison as JSON')
		.option('--html <file>', 'write both as one page too, drill beside drill')
		.addHelpText('after', HELP)
		.action(lazily(() => import('../compare.ts')));
