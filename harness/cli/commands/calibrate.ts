import { Command } from 'commander';
import { lazily } from './lazily.ts';

const HELP = `
Measures what only reality tells (boot, dockerd's start, how late timers go off …) in stored runs of --lab docker. Timelines
tell most; without them, run.json tells the boot and the timers. What fewer than five durations tell is left as it is, and named.

Examples:
  vipdrill calibrate reports/RUN                           print what a run says
  vipdrill calibrate reports/RUN1 reports/RUN2 -o mine.json   keep it; vipdrill run --lab sim --calibration mine.json uses it`;

/** `vipdrill calibrate`. */
export const calibrateCommand = () =>
	new Command('calibrate')
		.description('measure the constants of the simulator in stored runs on real hosts')
		.argument('<runs...>', 'run folders')
		.option('-o, --out <file>', 'keep them there')
		.option('-b, --base <file>', 'an earlier calibration: what these runs do not tell stays as it is there')
		.option('--only <names>', 'these constants alone, with commas between: of a busy machine, not its timers', (text: string) =>
			text.split(',').map((name) => name.trim()),
		)
		.option('--json', 'print them as JSON')
		.addHelpText('after', HELP)
		.action(lazily(() => import('../calibrate.ts')));
