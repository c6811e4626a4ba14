import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import pc from 'picocolors';
import { EXIT, InputError } from '../base/errors.ts';
import { shellWord } from '../base/shell-word.ts';
import type { ClusterSpec } from '../cluster/spec.ts';
import { levelPerLook, looksUpTo } from '../gate/baseline/sequential.ts';
import { exitCodeOf, type Verdict, worstOf } from '../gate/verdict.ts';
import type { EngineChoice } from '../labs/docker/engine/choose.ts';
import type { PausedTrial } from '../labs/lab.ts';
import type { Tuning } from '../labs/sim/tuning.ts';
import { SIM_KIND } from '../labs/sim/unmodelled.ts';
import { findAllDrills } from '../load/find-drill.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { loadSlos } from '../load/load-slos.ts';
import { shippedDrills } from '../load/shipped-drills.ts';
import { baselineTerminal } from '../report/baseline-text.ts';
import { comparisonTerminal } from '../report/comparison-text.ts';
import { renderJson } from '../report/formats/json.ts';
import { matrixTerminal } from '../report/matrix-text.ts';
import { renderTerminal } from '../report/terminal.ts';
import { formatTrialLine } from '../report/trial-line.ts';
import { renderMatrixJson } from '../results/matrix.ts';
import { withoutSecrets } from '../results/redact.ts';
import type { RunReport } from '../results/run-report.ts';
import { untilDecided, untilPrecise } from '../results/stop-rule.ts';
import { holdAgainst, readBaselines } from '../run/baselines.ts';
import { fittingDrills, type LeftOut } from '../run/fitting.ts';
import type { FinishedRun, RunOptions, RunWatcher, Shard } from '../run/options.ts';
import { renderPage } from '../run/render-page.ts';
import { runSimulated } from '../run/run-simulated.ts';
import { shareOf } from '../run/shard.ts';
import { parseConditions, underConditions } from '../scenario/asked-conditions.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import { defaultTimelines, timelinesSentence } from '../simulate/kept-timelines.ts';
import type { TimelinePolicy } from '../simulate/timeline-policies.ts';
import { tuningOf } from '../study/calibrate/calibration.ts';
import { loadCalibration } from '../study/calibrate/load-calibration.ts';
import type { LabName } from '../timeline/environment.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { canAsk, checkInside, type InsideFlags, keptText, pauseText, untilEnter } from './inside.ts';
import { LiveServer } from './live/live-server.ts';

import { LiveLine } from './live-line.ts';
import { defaultClusters, type GateFlags, ruleOf } from './options.ts';
import { plannedTrials, RunClock } from './run-clock.ts';
import { SharedProgress } from './shared-progress.ts';
import { SimProgress } from './sim-progress.ts';
import { leftByPool, openPool, type PoolFlags } from './trial-pool.ts';
import { interruptible } from './ways-out.ts';

/** Of more simulated trials, each is no longer told of. */
const SHOWN_TRIALS = 20;

interface RunFlags extends GateFlags, InsideFlags, PoolFlags {
	all?: boolean;
	cluster?: string[];
	engine: EngineChoice;
	engines?: string[];
	lab: LabName;
	/** On each engine. */
	labs: number;
	trials: number;
	untilCi?: number;
	untilDecided?: boolean;
	maxTrials: number;
	seed?: string;
	condition?: string[];
	slo?: string;
	baseline?: string;
	shard?: Shard;
	out: string;
	serve?: number | true;
	matrix?: string[];
	json?: boolean;
	timelines?: TimelinePolicy;
	calibration?: string;
}

/** Runs drills, and writes their reports. Throws InputError before anything starts where something is wrong. */
export async function run(names: string[], flags: RunFlags): Promise<void> {
	const dirs = flags.cluster ?? defaultClusters;
	const asked = underConditions(await findAllDrills(names, flags.all ?? false), parseConditions(flags.condition ?? []));
	const kind = flags.lab === 'sim' ? SIM_KIND : (await import('../labs/docker/docker-kind.ts')).DOCKER_KIND;
	const clusters: { spec: ClusterSpec; dir: string; drills: DrillSpec[]; leftOut: LeftOut[] }[] = [];
	for (const dir of dirs) {
		const spec = await loadCluster(dir);
		const judged = loadSlos(asked, dir, flags.slo, shippedDrills());
		const { fitting, leftOut } = flags.all ? fittingDrills(judged, spec, kind) : { fitting: judged, leftOut: [] };
		clusters.push({ spec, dir, drills: fitting, leftOut });
	}
	const drills = asked.filter(({ name }) => clusters.some((cluster) => cluster.drills.some((drill) => drill.name === name)));
	if (flags.lab === 'sim' && clusters.length > 1) throw oneClusterOnly();
	if (flags.lab === 'sim' && flags.labs > 1) throw noLabsToSpare();
	if (flags.lab === 'sim' && flags.engines) throw noEnginesAsked();
	// Read by Docker's code, which simulated runs do not load.
	if (flags.engines) (await import('../labs/docker/engine/named/endpoint.ts')).endpointsOf(flags.engines);
	const labs = flags.labs * (flags.engines?.length ?? 1);
	if (flags.matrix) checkMatrix(flags, clusters.length);
	// Read by Docker's code, which simulated runs do not load.
	const cells = flags.matrix ? (await import('../run/matrix-plan.ts')).matrixCells(flags.matrix) : [];
	const inside = { lab: flags.lab, labs, clusters: Math.max(clusters.length, cells.length), canAsk: canAsk() };
	checkInside(flags, inside);
	if (flags.untilDecided) checkUntilDecided(flags, clusters.length);
	if (flags.shard) checkShard(flags, clusters.length);
	if (flags.serve !== undefined && flags.lab === 'sim')
		throw notToBeServed('--lab', 'simulated trials are over before they could be seen');
	if (flags.serve !== undefined && labs > 1)
		throw notToBeServed(flags.labs > 1 ? '--labs' : '--engines', 'the live page shows one lab');
	// Read before anything starts, so that a wrong path costs nothing.
	const clusterNames = clusters.map(({ spec }) => spec.name);
	const baselines = flags.baseline === undefined ? [] : await readBaselines(flags.baseline, clusterNames);
	if (flags.lab === 'docker' && flags.timelines) throw onlySimulated('--timelines');
	if (flags.lab === 'docker' && flags.calibration) throw onlySimulated('--calibration');
	if (flags.lab === 'docker' && flags.on) throw onlySimulated('--on');
	const seed = flags.seed ?? randomBytes(4).toString('hex');
	const signal = interruptible(flags.lab === 'sim' ? leftByPool(flags) : labs > 1 ? 'the labs' : 'the lab');
	const isTerminal = Boolean(process.stdout.isTTY);
	const color = isTerminal && !process.env.NO_COLOR;
	const isOpen = flags.untilCi !== undefined || flags.untilDecided === true;
	const trials = isOpen ? flags.maxTrials : flags.trials;
	const share = flags.shard && shareOf({ drills, trials, untilCiMs: flags.untilCi }, flags.shard);
	// One after another: the clusters, or the one cluster with hosts of each make.
	const turns = cells.length > 0 ? cells.map(() => drills) : clusters.map((cluster) => cluster.drills);
	const size = { clusters: turns, trials, atMost: isOpen, ...(share ? { share } : {}) };
	const clock = new RunClock(size, performance.now());
	const shared = new SharedProgress(plannedTrials(size), performance.now());
	const dim = pc.createColors(color).dim;
	const many = flags.lab === 'sim' && trials > SHOWN_TRIALS;
	const live = isTerminal && !flags.json && flags.lab !== 'sim' ? new LiveLine(clock, process.stdout, dim) : null;
	await using server = flags.serve === undefined ? null : await LiveServer.start(flags.serve === true ? 0 : flags.serve);
	const print = flags.json ? () => {} : (text: string) => (live ? live.say(text) : console.log(text));
	const say = (text: string) => {
		const shown = withoutSecrets(text);
		print(shown);
		server?.say(stripVTControlCharacters(shown));
	};
	// Where nothing but JSON may be printed, it is still of use to know where to look.
	if (server) console.error(`Live: ${server.url}`);
	const common = {
		trials,
		labs: flags.labs,
		...(flags.keepOnFail && { keepOnFail: true }),
		...(flags.pauseBefore && {
			pause: (trial: PausedTrial, ended: AbortSignal) => {
				// Its lines at the foot would stand where Enter is typed.
				live?.close();
				(flags.json ? console.error : console.log)(withoutSecrets(pauseText(trial)));
				return untilEnter(ended);
			},
		}),
		...stopping(flags, { trials, drills: drills.length, baseline: baselines[0] }),
		seed,
		engine: flags.engine,
		engines: flags.engines,
		reportsDir: resolve(flags.out),
		signal,
		renderer: flags.json ? ('silent' as const) : isTerminal ? ('default' as const) : ('simple' as const),
		progress: (text: string) => say(`  ${text}`),
		watcher: server ? servedWatcher(live ?? plainWatcher(clock, print), server) : (live ?? plainWatcher(clock, say)),
		// The hosts of labs side by side have the same names.
		...(labs > 1
			? {}
			: {
					onEvent: (event: TimelineEvent) => {
						// Their lines have no room there.
						if (event.type === 'host.log') return;
						live?.event(event);
						server?.event(event);
					},
				}),
		onTrial: (...trial: Parameters<typeof formatTrialLine>) => {
			if (!many) say(formatTrialLine(...trial));
			if (labs > 1) say(`  ${shared.trialDone(performance.now())}`);
		},
	};
	const timelines = flags.timelines ?? defaultTimelines(trials);
	const progress = new SimProgress(flags.json ? process.stderr : process.stdout);
	const tuning = flags.lab === 'sim' ? tuningOf(await loadCalibration(flags.calibration)) : null;
	const simulated = async (alone: RunOptions, constants: Tuning) => {
		await using pool = await openPool(flags, signal);
		const onDone = (drill: DrillSpec, done: number, of: number) => (many ? progress.show(drill.name, done, of) : undefined);
		return await runSimulated({ ...alone, pool, timelines, tuning: constants, onDone });
	};
	// Docker's clients are loaded only for real hosts.
	const onHosts = async (alone: RunOptions) =>
		(await import('../run/run-drills.ts')).runDrills({ ...alone, engine: flags.engine, engines: flags.engines });
	const rerun = (...some: string[]) => rerunCommand(names, some, { ...flags, seed });
	const announce = (spec: ClusterSpec) => {
		const { drills: own = [], leftOut = [] } = clusters.find((cluster) => cluster.spec === spec) ?? {};
		clock.clusterBegins();
		const hosts = spec.hosts.map(({ name }) => name);
		live?.clusterBegins({ hosts, vip: spec.vip });
		server?.cluster(spec.name, hosts, spec.vip);
		const count = isOpen ? `at most ${trials} trials` : `${trials} trials`;
		for (const { drill, why } of leftOut) say(`Left out: ${drill} on ${spec.name}: ${why}.`);
		if (flags.shard) say(`Shard ${flags.shard.index} of ${flags.shard.of}:`);
		for (const drill of own) {
			const mine = share ? share.get(drill.name) : undefined;
			if (share && !mine) continue;
			const which = mine && mine.length < trials ? `, of these ${mine.join(', ')}` : '';
			say(`${drill.name} on ${spec.name}: ${drill.event} ${trials === 1 ? '1 trial' : count}${which}, seed ${seed}.`);
		}
	};
	const holdAll = async (runs: readonly FinishedRun[]): Promise<Verdict[]> => {
		const held: Verdict[] = [];
		for (const run of runs) {
			// A cluster that never came up has no run, so the runs' own places say nothing.
			const baseline = baselines[clusters.findIndex(({ spec }) => spec === run.spec)];
			if (!baseline) continue;
			const against = await holdAgainst(baseline, run, {
				rule: ruleOf(flags),
				...(flags.untilDecided ? { level: levelPerLook(looksUpTo(trials).length) } : {}),
			});
			say(`\n${baselineTerminal(against, { color })}`);
			held.push(against.verdict);
		}
		return held;
	};
	try {
		const [only, ...others] = clusters;
		if (only && cells.length > 0) {
			const { runMatrix } = await import('../run/run-matrix.ts');
			const { matrix, dir, exitCode } = await runMatrix({
				...common,
				...{ spec: only.spec, drills: only.drills, cells, rerun: rerun(only.dir) },
				onCell: ({ label }) => {
					say(`\nHosts with ${label}:`);
					announce(only.spec);
				},
				onRun: ({ report, dir: folder, notRemoved }) => {
					if (notRemoved) console.error(`vipdrill: ${notRemoved.message}`);
					for (const { name, verdict, because } of report.drills) say(`${verdict}: ${name}. ${because}`);
					say(`Report: ${shown(folder)}/index.html`);
				},
			});
			if (flags.json) process.stdout.write(renderMatrixJson(matrix));
			say(`\n${matrixTerminal(matrix, { color })}`);
			await writeFile(join(dir, 'index.html'), await renderPage([dir]));
			say(`Report: ${shown(dir)}/index.html, matrix.md, matrix.json, and a folder a make\nAgain:  ${matrix.rerun}`);
			process.exitCode = exitCode;
			return;
		}
		if (only && others.length === 0) {
			announce(only.spec);
			const part = flags.shard ? { shard: flags.shard } : {};
			const alone = { ...common, ...part, spec: only.spec, drills: only.drills, rerun: rerun(only.dir) };
			const finished = await (tuning ? simulated(alone, tuning) : onHosts(alone));
			if (flags.json) process.stdout.write(renderJson(finished.report));
			const { report, dir } = finished;
			say(`\n${renderTerminal(report, { color })}\nReport: ${shown(dir)}/index.html, run.json, junit.xml, trials/`);
			if (flags.lab === 'sim' && timelines !== 'all') say(timelinesSentence(timelines));
			const trouble = [finished.stopped, finished.notRemoved].filter((error) => error !== null);
			for (const { message } of trouble) console.error(`vipdrill: ${message}`);
			if (finished.kept.length > 0) (flags.json ? console.error : say)(withoutSecrets(keptText(finished.kept)));
			const held = await holdAll([finished]);
			process.exitCode = trouble.length > 0 ? EXIT.labFailed : exitCodeOf(worstOf([report.verdict, ...held]));
			return;
		}
		const finished: FinishedRun[] = [];
		const { runClusters } = await import('../run/run-clusters.ts');
		const { comparison, dir, ...result } = await runClusters({
			...common,
			clusters: clusters.map(({ spec, dir, drills }) => ({ spec, drills, rerun: rerun(dir) })),
			rerun: rerun(...dirs),
			onCluster: announce,
			onRun: (run) => {
				finished.push(run);
				const { report, dir } = run;
				if (run.notRemoved) console.error(`vipdrill: ${run.notRemoved.message}`);
				for (const { name, verdict, because } of report.drills) say(`${verdict}: ${name} on ${report.cluster.name}. ${because}`);
				say(`Report: ${shown(dir)}/index.html\n`);
			},
		});
		if (flags.json) process.stdout.write(`${JSON.stringify(comparison, null, 2)}\n`);
		say(`\n${comparisonTerminal(comparison, { color })}`);
		say(`Report: ${shown(dir)}/index.html, comparison.md, comparison.json, and a folder a cluster\nAgain:  ${comparison.rerun}`);
		const held = await holdAll(finished);
		await writeFile(join(dir, 'index.html'), await renderPage([dir]));
		process.exitCode = result.exitCode === EXIT.labFailed ? EXIT.labFailed : exitCodeOf(worstOf([comparison.verdict, ...held]));
	} finally {
		live?.close();
	}
}

const onlySimulated = (field: string) =>
	new InputError([
		{
			file: 'command line',
			field,
			problem: 'it is for simulated trials',
			fix: 'Add --lab sim, or leave it out',
		},
	]);

const oneClusterOnly = () =>
	new InputError([
		{
			file: 'command line',
			field: '--cluster',
			problem: 'the simulator takes one cluster a run',
			fix: 'Run it once for each cluster',
		},
	]);

const noLabsToSpare = () =>
	new InputError([
		{ file: 'command line', field: '--labs', problem: 'the simulator has no labs to set side by side', fix: 'Leave it out' },
	]);

const noEnginesAsked = () =>
	new InputError([
		{ file: 'command line', field: '--engines', problem: 'the simulator needs no Docker engine', fix: 'Leave it out' },
	]);

/** Throws InputError where there are no hosts of different make, or too many things would differ. */
function checkMatrix({ lab, shard, baseline }: RunFlags, clusters: number): void {
	const refuse = (field: string, problem: string, fix: string) => new InputError([{ file: 'command line', field, problem, fix }]);
	if (lab === 'sim') throw refuse('--matrix', 'simulated hosts have no versions of Docker and keepalived', 'Leave it out');
	if (clusters > 1) throw refuse('--cluster', 'with --matrix one cluster is run on hosts of each make', 'Name one cluster');
	if (shard) throw refuse('--shard', 'a part of a run is too little to compare', 'Leave --shard or --matrix out');
	if (baseline !== undefined)
		throw refuse('--baseline', 'with --matrix the first make is the baseline', 'Leave --baseline or --matrix out');
}

const notToBeServed = (field: string, problem: string) =>
	new InputError([{ file: 'command line', field, problem, fix: 'Leave one of --serve and it out' }]);

const shown = (path: string) => relative(process.cwd(), path) || '.';

/** When each drill has been repeated enough, where its number of trials is not given. */
function stopping(
	{ untilCi, untilDecided: isUntilDecided }: RunFlags,
	{ trials, drills, baseline }: { trials: number; drills: number; baseline: RunReport | undefined },
): Pick<RunOptions, 'untilCiMs' | 'stopRule'> {
	if (untilCi !== undefined) return { untilCiMs: untilCi, stopRule: () => untilPrecise(untilCi, trials) };
	if (!isUntilDecided) return {};
	const before = (name: string) => baseline?.drills.find((drill) => drill.name === name);
	return { stopRule: ({ name }) => untilDecided(before(name), drills, trials) };
}

/** Throws InputError where nothing could be decided. */
function checkUntilDecided({ baseline }: RunFlags, clusters: number): void {
	const refuse = (problem: string, fix: string) =>
		new InputError([{ file: 'command line', field: '--until-decided', problem, fix }]);
	if (baseline === undefined)
		throw refuse('it is decided against a baseline', 'Add --baseline with the folder of an earlier run');
	if (clusters > 1) throw refuse('it takes one cluster a run', 'Run it once for each cluster');
}

/** Throws InputError where the parts could never be put together. */
function checkShard({ seed, baseline }: RunFlags, clusters: number): void {
	const refuse = (field: string, problem: string, fix: string) => new InputError([{ file: 'command line', field, problem, fix }]);
	if (seed === undefined)
		throw refuse('--seed', 'with --shard it must be given, or each part would draw its own', 'Give all shards the same --seed');
	if (clusters > 1) throw refuse('--shard', 'only a run on one cluster can be split', 'Split it once for each cluster');
	if (baseline !== undefined)
		throw refuse('--baseline', 'a part of a run is too little to compare', 'Give --baseline to vipdrill merge');
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
	const count = flags.untilDecided
		? `--baseline ${shown(resolve(flags.baseline ?? ''))} --until-decided --max-trials ${flags.maxTrials}`
		: flags.untilCi === undefined
			? `--trials ${flags.trials}`
			: `--until-ci ${flags.untilCi}ms --max-trials ${flags.maxTrials}`;
	const engines = flags.engines ? `--engines ${shellWord(flags.engines.join(','))}` : `--engine ${flags.engine}`;
	const where = flags.lab === 'sim' ? '--lab sim' : `${engines}${flags.labs > 1 ? ` --labs ${flags.labs}` : ''}`;
	const calibration = flags.calibration === undefined ? '' : ` --calibration ${shown(resolve(flags.calibration))}`;
	const slo = flags.slo === undefined ? '' : ` --slo ${shown(resolve(flags.slo))}`;
	const conditions = (flags.condition ?? []).map((text) => ` --condition ${shown(text)}`).join('');
	const rest = `${count} --seed ${flags.seed} ${where}${calibration}${slo}${conditions}`;
	const matrix = (flags.matrix ?? []).map((axis) => `--matrix ${axis}`);
	return ['vipdrill run', ...what, ...clusters, ...matrix, rest].join(' ');
}
