import { Command, Option } from 'commander';
import { TIMELINE_POLICIES } from '../../simulate/timeline-policies.ts';
import { LAB_NAMES } from '../../timeline/environment.ts';
import {
	calibrationOption,
	clustersOption,
	conditionsOption,
	duration,
	engineOption,
	enginesOption,
	port,
	positiveInteger,
	shard,
	withGateOptions,
	withPoolOptions,
} from '../options.ts';
import { lazily } from './lazily.ts';

const HELP = `
Examples:
  vipdrill run kill-master                                  three trials on the reference design
  vipdrill run kill-master ./mine.scenario.ts -n 10         two drills, ten trials each, on one lab
  vipdrill run --all --cluster fixtures/seed --cluster ./mine
                                                            every drill on both clusters, side by side
  vipdrill run kill-master -n 20 --labs 2                   twenty trials shared out among two labs side by side
  vipdrill run kill-master -n 30 --engines build1,ssh://root@build2
                                                            thirty trials on a docker context and a machine by ssh; what one loses,
                                                            the other runs
  vipdrill run kill-master --until-ci 200ms                 as many trials as it takes to know the median takeover (or outage)
                                                            to 200 ms, six at least
  vipdrill run kill-master --lab sim -n 10000               ten thousand simulated kills on all processors
  vipdrill run kill-master --lab sim -n 100000 --on swarm    the same on all nodes of your swarm
  vipdrill run --all -n 10 --baseline reports/main          exit code 1 where a median got worse by more than matters
  vipdrill run --all --condition latency=2ms --condition loss=0.5
                                                            every drill as in a room that is not quiet
  vipdrill run kill-master -n 10 --matrix docker=20.10,26.1 --matrix keepalived=2.2.7,2.3.3
                                                            which upgrade changes failover: hosts of each make, held against the first
  vipdrill run kill-master --keep-on-fail                   the lab of a trial that fails stays; vipdrill shell, vipdrill down
  vipdrill run --all -n 10 --seed 7 --shard 2/3             the second third of it; vipdrill merge puts them together

A trial that ends with an error costs its lab, not the run: the next trial gets a fresh one, and the report says which
figures are missing. The exit code is the worst of all drills and clusters.`;

/** `vipdrill run`. */
export const runCommand = () =>
	withPoolOptions(withGateOptions(new Command('run')))
		.description('run drills: bring the cluster up, break it, measure, report, remove everything')
		.argument('[drills...]', 'names of drills that ship (see `vipdrill list`), or paths of scenario files')
		.option('-a, --all', 'every drill that ships')
		.addOption(clustersOption())
		.addOption(engineOption())
		.addOption(enginesOption('share the trials out among labs on several Docker engines, yours or other people’s'))
		.addOption(new Option('--lab <lab>', 'real hosts, or the simulator').choices([...LAB_NAMES]).default('docker'))
		.option(
			'--labs <n>',
			'labs side by side on the engine, or on each of --engines; they share out the trials, and each wants a processor',
			positiveInteger,
			1,
		)
		.option(
			'--matrix <axis=values>',
			'run on hosts of each version, e.g. docker=20.10,26.1; also keepalived=…, or image=…; each is held against the first',
			(axis: string, before: string[] | undefined) => [...(before ?? []), axis],
		)
		.addOption(new Option('-n, --trials <n>', 'how often to repeat each drill').argParser(positiveInteger).default(3))
		.addOption(
			new Option('--until-ci <width>', "repeat each drill until its median's 95 % confidence interval is narrower, e.g. 100ms")
				.argParser(duration)
				.conflicts('trials'),
		)
		.addOption(
			new Option(
				'--until-decided',
				'with --baseline: repeat each drill until the metrics that decide are told, up to --max-trials',
			).conflicts(['trials', 'untilCi', 'shard']),
		)
		.option('--max-trials <n>', 'how often at most, with --until-ci and --until-decided', positiveInteger, 30)
		.option('-s, --seed <text>', 'decides everything random; a run prints its own')
		.addOption(conditionsOption())
		.option('--slo <file>', 'objectives by drill; by default slo.yaml in the cluster folder, where there is one')
		.option('--baseline <run>', 'hold the run against an earlier one (see `vipdrill compare`), cluster by cluster')
		.addOption(new Option('--shard <i/n>', 'run one of n parts only; with --seed, and one cluster').argParser(shard))
		.addOption(calibrationOption())
		.addOption(
			new Option('--timelines <which>', 'of simulated trials: all, those of the first few and of failed ones, or none').choices([
				...TIMELINE_POLICIES,
			]),
		)
		.option('-o, --out <dir>', 'where the run folder is made', 'reports')
		.option('--keep-on-fail', 'leave the lab of the first trial that fails as it is, and end the run there')
		.addOption(
			new Option('--pause-before <what>', 'in each trial, wait for Enter before what is still broken is undone').choices([
				'heal',
			]),
		)
		.option('--serve [port]', 'show the run live in a browser, on loopback only, for as long as it goes on', port)
		.option('--json', 'print run.json, or comparison.json for several clusters, instead of the tables')
		.addHelpText('after', HELP)
		.action(lazily(() => import('../run.ts')));
