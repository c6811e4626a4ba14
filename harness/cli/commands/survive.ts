import { Command } from 'commander';
import { USUAL } from '../../study/survive/usual.ts';
import { calibrationOption, duration, engineOption, positiveInteger, withPoolOptions } from '../options.ts';
import { lazily } from './lazily.ts';

const HELP = `
Strains: pause of the owner, packets lost, jitter, Docker later at a boot, owner's processors taken away.
Harms: the floating IP moves without need, two hosts own it, nobody is served for longer than --outage.

For each strain and harm: the greatest value at which none of the trials was harmed, and the least at which one was, by bisection over simulated trials.
With 59 trials, none harmed says with 95 % confidence that at most 5 % of such events harm (Clopper-Pearson). All values see the same random
numbers, and values beside each edge are asked too: where more strain harms less, it is said. Needs neither Docker nor root, but for --confirm.

Examples:
  vipdrill survive ./mine
  vipdrill survive ./mine --only pause,loss --outage 1s --trials 299   at most 1 % at each edge
  vipdrill survive ./mine --budget 2000                                quicker; edges are wider
  vipdrill survive ./mine --only pause --confirm 5 --engine private    five real trials below, at and above the edge
  vipdrill survive ./mine --card survive.svg
  vipdrill survive ./mine --json

Exit codes: 0; 1 where real hosts disagree; 2 where they did not tell; 3 bad input; 4 the lab failed.`;

/** `vipdrill survive`. */
export const surviveCommand = () =>
	withPoolOptions(new Command('survive'))
		.description('say how long a pause, how much loss, jitter and the like a design bears before it does harm, simulated')
		.argument('<folder>', 'cluster folder')
		.option('--only <strains>', 'some of pause, loss, jitter, boot, cpu, with commas between them')
		.option('--outage <duration>', 'from when on it is harm that nobody is served', duration, USUAL.limits.outageMs)
		.option(
			'--two-owners <duration>',
			'from when on it is harm that two hosts own the floating IP, in all',
			duration,
			USUAL.limits.twoOwnersMs,
		)
		.option('--watch <duration>', 'how long a trial lives under loss or jitter', duration, USUAL.limits.watchMs)
		.option('-n, --trials <n>', 'at each value', positiveInteger, USUAL.trials)
		.option('--budget <trials>', 'simulate at most so many in all', positiveInteger, USUAL.budget)
		.option('-s, --seed <text>', 'decides everything random', USUAL.seed)
		.option('--confirm <trials>', 'run so many trials on real hosts below, at and above an edge of each strain', positiveInteger)
		.addOption(engineOption())
		.option('-o, --out <dir>', 'where the real run is kept', 'reports')
		.addOption(calibrationOption())
		.option('--card <file>', 'write a picture for a README (SVG), for light and dark')
		.option('--json', 'print all of it; `vipdrill schema survival` describes it')
		.addHelpText('after', HELP)
		.action(lazily(() => import('../survive.ts')));
