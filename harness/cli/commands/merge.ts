import { Command } from 'commander';
import { withGateOptions } from '../options.ts';
import { lazily } from './lazily.ts';

const HELP = `
Examples:
  vipdrill run --all -n 10 --seed 7 --shard 1/3        on each of three machines: 1/3, 2/3 and 3/3
  vipdrill merge shards/*/* --out reports/whole        where the three run folders were gathered
  vipdrill merge shards/*/* --out reports/whole --baseline reports/main

All trials are judged anew, together. The parts must be of one run: same vipdrill, cluster, drills, seed, options and engine.
The trials of a missing part count as lost, so that its drills are inconclusive at best.

Exit codes: as for run, of the whole.`;

/** `vipdrill merge`. */
export const mergeCommand = () =>
	withGateOptions(new Command('merge'))
		.description('put the parts of a run together that was split with --shard, and judge the whole')
		.argument('<runs...>', 'run folders of the parts')
		.requiredOption('-o, --out <folder>', "the whole's run folder; it must not exist yet")
		.option('--baseline <run>', 'hold the whole against an earlier run (see `vipdrill compare`)')
		.option('--json', 'print run.json instead of the tables')
		.addHelpText('after', HELP)
		.action(lazily(() => import('../merge.ts')));
