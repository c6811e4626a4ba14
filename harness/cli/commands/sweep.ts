import { Command, Option } from 'commander';
import { FIELDS } from '../../study/sweep/field-names.ts';
import { calibrationOption, clusterOption, positiveInteger, withPoolOptions } from '../options.ts';
import { lazily } from './lazily.ts';

const HELP = `
Fields: ${FIELDS.join(', ')}.
Those of keepalived.conf are set on every host, or on one: priority@docker2. lan.latency is one way, on top of the LAN's own. lasts is of the drill: how long its faults last.

Examples:
  vipdrill sweep kill-master --vary version=3 --vary advert_int=0.1,0.2,0.5,1 --vary down_timer_adverts=2,3
  vipdrill sweep kill-master --vary lan.loss=0..30:5 --vary advert_int=1,2,3 --metric dualOwner -n 100
  vipdrill sweep dockerd-stop-master --cluster fixtures/hardened --vary script.interval=1..5:1
  vipdrill sweep kill-master --vary advert_int=1..5 --vary lan.latency=0..50ms --random 200

Leaves sweep.json, sweep.csv and, for one or two fields, a heat map as SVG for each drill.`;

/** `vipdrill sweep`. */
export const sweepCommand = () =>
	withPoolOptions(new Command('sweep'))
		.description('simulate drills over a grid, or a random choice, of configurations: table, heat map, CSV and JSON')
		.argument('<drills...>', 'names of drills that ship, or paths of scenario files')
		.requiredOption('--vary <field=values>', 'a,b,c or from..to:step; give it several times', collect, [])
		.option('--random <points>', 'so many points at random instead of every combination', positiveInteger)
		.addOption(clusterOption())
		.option('-n, --trials <n>', 'of each drill at each point', positiveInteger, 20)
		.option('-s, --seed <text>', 'decides everything random; the same at all points')
		.option('--metric <name>', 'what the heat map shows (see `vipdrill metrics`)', 'takeover')
		.addOption(new Option('--statistic <which>', 'of it').choices(['min', 'p50', 'p95', 'max']).default('p50'))
		.addOption(calibrationOption())
		.option('-o, --out <dir>', "where the sweep's folder is made", 'reports')
		.option('--json', 'print sweep.json instead of the table')
		.addHelpText('after', HELP)
		.action(lazily(() => import('../sweep.ts')));

function collect(text: string, before: string[]): string[] {
	return [...before, text];
}
