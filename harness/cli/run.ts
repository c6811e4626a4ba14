import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { Command, Option } from 'commander';
import pc from 'picocolors';
import type { ClusterSpec } from '../cluster/spec.ts';
import { EXIT, InputError } from '../errors.ts';
import { exitCodeOf, worstOf } from '../gate/verdict.ts';
import type { EngineChoice } from '../labs/docker/engine/choose.ts';
import { LiveServer } from '../live/live-server.ts';
import { loadCluster } from '../load-cluster.ts';
import { loadSlos } from '../load-slos.ts';
import { compareWithBaseline } from '../report/baseline.ts';
import { renderBaselineJson } from '../report/baseline-schema.ts';
import { baselineTerminal } from '../report/baseline-text.ts';
import { comparisonTerminal } from '../report/comparison-text.ts';
import { renderJson } from '../report/json.ts';
import type { RunReport } from '../report/run-report.ts';
import { renderTerminal } from '../report/terminal.ts';
import { formatTrialLine } from '../report/trial-line.ts';
import { readRun } from '../run/read-run.ts';
import { renderPage } from '../run/render-page.ts';
import { runClusters } from '../run/run-clusters.ts';
import type { RunWatcher } from '../run/run-drill.ts';
import { runDrills, runSimulated } from '../run/run-drills.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { findAllDrills, shippedDrills } from './find-drill.ts';
import { interruptible } from './interrupt.ts';
import { LiveLine } from './live-line.ts';
import { clustersOption, defaultClusters, duration, engineOption, port, positiveInteger } from './options.ts';
import { RunClock } from './run-clock.ts';

interface RunFlags {
	all?: boolean;
	cluster?: string[];
	engine: EngineChoice;
	lab: 'docker' | 'sim';
	trials: number;
	untilCi?: number;
	maxTrials: number;
	seed?: string;
	slo?: string;
	baseline?: string;
	out: string;
	serve?: number | true;
	json?: boolean;
}

const HELP = `
Examples:
  vipdrill run kill-master                                  three trials on the reference design
  vipdrill run kill-master ./mine.scenario.ts -n 10         two drills, ten trials each, on one lab
  vipdrill run --all --cluster fixtures/seed --cluster ./mine
                                                            every drill on both clusters, side by side
  vipdrill run kill-master --until-ci 200ms                 as many trials as it takes to know the median takeover (or outage)
                                                            to 200 ms, six at least

A trial that ends with an error costs its lab, not the run: the next trial gets a fresh one, and the report says which
figures are missing. The exit code is the worst of all drills and clusters.`;

export const runCommand = () =>
	new Command('run')
		.description('run drills: bring the cluster up, break it, measure, report, remove everything')
		.argument('[drills...]', 'names of drills that ship (see `vipdrill list`), or paths of scenario files')
		.option('-a, --all', 'every drill that ships')
		.addOption(clustersOption())
		.addOption(engineOption())
		.addOption(new Option('--lab <lab>', 'real hosts, or the simulator').choices(['docker', 'sim']).default('docker'))
		.addOption(new Option('-n, --trials <n>', 'how often to repeat each drill').argParser(positiveInteger).default(3))
		.addOption(
			new Option('--until-ci <width>', "repeat each drill until its median's 95 % confidence interval is narrower, e.g. 100ms")
				.argParser(duration)
				.conflicts('trials'),
		)
		.option('--max-trials <n>', 'how often at most, with --until-ci', positiveInteger, 30)
		.option('-s, --seed <text>', 'decides everything random; a run prints its own')
		.option('--slo <file>', 'objectives by drill; by default slo.yaml in the cluster folder, where there is one')
		.option('--baseline <run>', 'hold the run against an earlier one (see `vipdrill compare`); with one cluster')
		.option('-o, --out <dir>', 'where the run folder is made', 'reports')
		.option('--serve [port]', 'show the run live in a browser, on loopback only, for as long as it goes on', port)
		.option('--json', 'print run.json, or comparison.json for several clusters, instead of the tables')
		.addHelpText('after', HELP)
		.action(run);

async function run(names: string[], flags: RunFlags): Promise<void> {
	const dirs = flags.cluster ?? defaultClusters;
	const drills = await findAllDrills(names, flags.all ?? false);
	const clusters: { spec: ClusterSpec; dir: string; drills: DrillSpec[] }[] = [];
	for (const dir of dirs)
		clusters.push({ spec: await loadCluster(dir), dir, drills: loadSlos(drills, dir, flags.slo, shippedDrills()) });
	if (flags.lab === 'sim' && clusters.length > 1) throw oneClusterOnly();
	const baseline = flags.baseline === undefined ? null : await readBaseline(flags.baseline, clusters.length);
	const seed = flags.seed ?? randomBytes(4).toString('hex');
	const { signal, exitCode } = interruptible();
	const isTerminal = Boolean(process.stdout.isTTY);
	const color = isTerminal && !process.env.NO_COLOR;
	const trials = flags.untilCi === undefined ? flags.trials : flags.maxTrials;
	const size = { clusters: clusters.length, drills, trials, atMost: flags.untilCi !== undefined };
	const clock = new RunClock(size, performance.now());
	const dim = pc.createColors(color).dim;
	const live = isTerminal && !flags.json ? new LiveLine(clock, process.stdout, dim) : null;
	await using server = flags.serve === undefined ? null : await LiveServer.start(flags.serve === true ? 0 : flags.serve);
	const print = flags.json ? () => {} : (text: string) => (live ? live.say(text) : console.log(text));
	const say = (text: string) => {
		print(text);
		server?.say(stripVTControlCharacters(text));
	};
	// Where nothing but JSON may be printed, it is still of use to know where to look.
	if (server) console.error(`Live: ${server.url}`);
	const common = {
		trials,
		...(flags.untilCi === undefined ? {} : { untilCiMs: flags.untilCi }),
		seed,
		engine: flags.engine,
		reportsDir: resolve(flags.out),
		signal,
		renderer: flags.json ? ('silent' as const) : isTerminal ? ('default' as const) : ('simple' as const),
		progress: (text: string) => say(`  ${text}`),
		watcher: server ? servedWatcher(live ?? plainWatcher(clock, print), server) : (live ?? plainWatcher(clock, say)),
		onEvent: (event: TimelineEvent) => {
			live?.event(event);
			server?.event(event);
		},
		onTrial: (...trial: Parameters<typeof formatTrialLine>) => say(formatTrialLine(...trial)),
	};
	const rerun = (...some: string[]) => rerunCommand(names, some, { ...flags, seed });
	const announce = (spec: ClusterSpec) => {
		clock.clusterBegins();
		const hosts = spec.hosts.map(({ name }) => name);
		live?.clusterBegins({ hosts, vip: spec.vip });
		server?.cluster(spec.name, hosts, spec.vip);
		const count = flags.untilCi === undefined ? `${trials} trials` : `at most ${trials} trials`;
		for (const drill of drills)
			say(`${drill.name} on ${spec.name}: ${drill.event} ${trials === 1 ? '1 trial' : count}, seed ${seed}.`);
	};
	try {
		const [only, ...others] = clusters;
		if (only && others.length === 0) {
			announce(only.spec);
			const alone = { ...common, spec: only.spec, drills: only.drills, rerun: rerun(only.dir) };
			const finished = await (flags.lab === 'sim' ? runSimulated(alone) : runDrills(alone));
			if (flags.json) process.stdout.write(renderJson(finished.report));
			const { report, dir } = finished;
			say(`\n${renderTerminal(report, { color })}\nReport: ${shown(dir)}/index.html, run.json, junit.xml, trials/`);
			if (finished.stopped) console.error(`vipdrill: ${finished.stopped.message}`);
			const against = baseline && compareWithBaseline(baseline, report);
			if (against) {
				await writeFile(join(dir, 'baseline.json'), renderBaselineJson(against));
				await writeFile(join(dir, 'index.html'), await renderPage([dir]));
			}
			if (against) say(`\n${baselineTerminal(against, { color })}`);
			const verdict = worstOf([report.verdict, ...(against ? [against.verdict] : [])]);
			process.exitCode = finished.stopped ? EXIT.labFailed : exitCodeOf(verdict);
			return;
		}
		const { comparison, dir, ...result } = await runClusters({
			...common,
			clusters: clusters.map(({ spec, dir, drills }) => ({ spec, drills, rerun: rerun(dir) })),
			rerun: rerun(...dirs),
			onCluster: announce,
			onRun: ({ report, dir }) => {
				for (const { name, verdict, because } of report.drills) say(`${verdict}: ${name} on ${report.cluster.name}. ${because}`);
				say(`Report: ${shown(dir)}/index.html\n`);
			},
		});
		await writeFile(join(dir, 'index.html'), await renderPage([dir]));
		if (flags.json) process.stdout.write(`${JSON.stringify(comparison, null, 2)}\n`);
		say(`\n${comparisonTerminal(comparison, { color })}`);
		say(`Report: ${shown(dir)}/index.html, comparison.md, comparison.json, and a folder a cluster\nAgain:  ${comparison.rerun}`);
		process.exitCode = result.exitCode;
	} catch (error) {
		live?.close();
		const code = exitCode();
		if (code === null) throw error;
		console.error('vipdrill: interrupted; the lab was removed');
		process.exitCode = code;
	}
}

const oneClusterOnly = () =>
	new InputError([
		{
			file: 'command line',
			field: '--cluster',
			problem: 'the simulator takes one cluster a run',
			fix: 'Run it once for each cluster',
		},
	]);

const shown = (path: string) => relative(process.cwd(), path) || '.';

/** Read before anything starts, so that a wrong path costs nothing. */
async function readBaseline(path: string, clusters: number): Promise<RunReport> {
	if (clusters === 1) return readRun(path);
	const fix = 'Name one --cluster, or compare the runs afterwards with vipdrill compare';
	throw new InputError([{ file: 'command line', field: '--baseline', problem: 'it is a run on one cluster', fix }]);
}

/** For logs: a line at the begin of each trial. */
function plainWatcher(clock: RunClock, say: (text: string) => void): RunWatcher {
	return {
		trialBegins(drill, trial) {
			clock.trialBegins(drill, trial, performance.now());
			say(clock.line(performance.now()) ?? '');
		},
		phase: (text) => say(`  ${text}`),
		trialEnds: () => clock.trialEnds(performance.now()),
	};
}

/** Tells the live page too where the run is. */
function servedWatcher(watcher: RunWatcher, server: LiveServer): RunWatcher {
	return {
		trialBegins(drill, trial) {
			server.trialBegins(drill.name, trial);
			watcher.trialBegins(drill, trial);
		},
		phase: (text) => watcher.phase(text),
		trialEnds: () => watcher.trialEnds(),
	};
}

function rerunCommand(names: readonly string[], dirs: readonly string[], flags: RunFlags & { seed: string }): string {
	const clusters = dirs.map((dir) => `--cluster ${shown(resolve(dir))}`);
	const what = [...(flags.all ? ['--all'] : []), ...names];
	const count =
		flags.untilCi === undefined ? `--trials ${flags.trials}` : `--until-ci ${flags.untilCi}ms --max-trials ${flags.maxTrials}`;
	const where = flags.lab === 'sim' ? '--lab sim' : `--engine ${flags.engine}`;
	const slo = flags.slo === undefined ? '' : ` --slo ${shown(resolve(flags.slo))}`;
	const rest = `${count} --seed ${flags.seed} ${where}${slo}`;
	return ['vipdrill run', ...what, ...clusters, rest].join(' ');
}
