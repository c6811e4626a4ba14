import { Command } from 'commander';
import { calibrationOption, duration, engineOption, percentage, positiveInteger, withPoolOptions } from '../options.ts';
import { lazily } from './lazily.ts';

const HELP = `
Goals: an objective as drills have it (takeover.p99 < 1s; of another drill than kill-master: failback: failback.http.outage.max < 1s),
falseFailovers.perDay, falseFailovers.perYear, packets.perSecond.

Searched: advert_int, down_timer_adverts, version and priorities; where a goal is about more than takeovers, also preempt_delay, garp_master_refresh, and
interval, fall and rise of check scripts. Every combination of timers is judged by arithmetic; false failovers exactly, for they are too rare to
wait for. Trials are spent on the most spread of the front, by successive halving, and all designs see the same random numbers.

Examples:
  vipdrill tune ./mine --slo 'takeover.p99 < 1s' --slo 'falseFailovers.perDay < 0.01' --loss 0.1 --pauses 24/day:0..300ms
  vipdrill tune ./mine --slo 'takeover.p95 < 2s' --slo 'packets.perSecond < 5' --jitter 20ms --json
  vipdrill tune ./mine --slo 'takeover.p99 < 1s' --loss 0.1 --live 365         the winner, packet by packet, for a year
  vipdrill tune ./mine --slo 'takeover.p99 < 1s' --confirm 30 --engine private   30 real kills of the winner
  vipdrill tune ./mine --slo 'takeover.p99 < 1s' --fix                         write the winner into your files

Exit codes: 0; 1 where no design meets every goal, or the winner did not hold on real hosts; 2 where they did not tell; 3 bad input; 4 the lab failed.`;

/** `vipdrill tune`. */
export const tuneCommand = () =>
	withPoolOptions(new Command('tune'))
		.description('search timers and priorities that meet your goals: speed, calm and packets, with the change to your files')
		.argument('<folder>', 'cluster folder')
		.requiredOption('--slo <goal>', 'what to reach; give it several times', collect, [])
		.option('--loss <percent>', 'of packets, each for itself', percentage, 0)
		.option('--latency <duration>', 'on top of what the LAN takes', duration, 0)
		.option('--jitter <duration>', 'by how much that varies', duration, 0)
		.option('--pauses <rate:length>', 'how often each host stands still, and how long: 24/day:0..300ms (evenly), 1/hour:200ms')
		.option('--budget <trials>', 'simulate at most so many in all', positiveInteger, 3000)
		.option('-s, --seed <text>', 'decides everything random', 'tune')
		.option('--live <days>', 'simulate the winner packet by packet for so many days', positiveInteger)
		.option('--fix', 'write the changes into your files')
		.option('--confirm <trials>', 'run so many trials of each drill with the winner on real hosts', positiveInteger)
		.addOption(engineOption())
		.option('-o, --out <dir>', 'where the real run is kept', 'reports')
		.addOption(calibrationOption())
		.option('--json', 'print all of it; `vipdrill schema tune` describes it')
		.addHelpText('after', HELP)
		.action(lazily(() => import('../tune.ts')));

const collect = (text: string, before: string[]): string[] => [...before, text];
