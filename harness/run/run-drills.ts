import { appendFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { execa } from 'execa';
import type { ClusterSpec } from '../cluster/spec.ts';
import { InputError, VipdrillError } from '../errors.ts';
import { runVerdict } from '../gate/verdict.ts';
import { DockerLab } from '../labs/docker/docker-lab.ts';
import { choiceSentence, type EngineChoice } from '../labs/docker/engine/choose.ts';
import type { Engine } from '../labs/docker/engine/engine.ts';
import { openEngine } from '../labs/docker/engine/select.ts';
import { checkTarget } from '../labs/docker/targets.ts';
import { packageRoot } from '../paths.ts';
import {
	type DrillReport,
	type Environment,
	RUN_SCHEMA_VERSION,
	type RunReport,
	type TrialReport,
} from '../report/run-report.ts';
import { targetsOf } from '../scenario/describe-fault.ts';
import { labNeeds } from '../scenario/needs.ts';
import { planTrial } from '../scenario/plan.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import { setupProblems } from '../setup.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { formatEvent } from '../timeline/ndjson.ts';
import { sortByTime } from '../timeline/sort.ts';
import { version } from '../version.ts';
import { assembleDrill, assembleTrial, summarizeCluster } from './assemble.ts';
import { createRunFolder, newRunId, writeMeshTables, writeReports } from './run-folder.ts';

export interface RunOptions {
	spec: ClusterSpec;
	drills: DrillSpec[];
	/** Trials of each drill, 1 or more. */
	trials: number;
	seed: string;
	engine: EngineChoice;
	/** Folder in which the run's own folder is made. */
	reportsDir: string;
	rerun: string;
	signal: AbortSignal;
	/** `silent` for machines, `simple` for logs, `default` for a terminal. */
	renderer: 'default' | 'simple' | 'silent';
	/** Told of each step, for people. */
	progress: (text: string) => void;
	/** Told of each trial as soon as it is measured. */
	onTrial?: (trial: TrialReport, environment: Environment) => void;
}

/** Runs drills on one lab, writes the run's folder, and removes the lab. Rejects with what went wrong after everything is cleaned up. */
export async function runDrills(options: RunOptions): Promise<{ report: RunReport; dir: string }> {
	const { spec, drills, signal } = options;
	if (!Number.isInteger(options.trials) || options.trials < 1) {
		throw new InputError([
			{
				file: 'command line',
				field: '--trials',
				value: options.trials,
				problem: 'not a number of trials',
				fix: 'use a whole number of at least 1',
			},
		]);
	}
	for (const drill of drills)
		for (const target of drill.faults.flatMap(({ inject }) => targetsOf(inject))) checkTarget(target, spec, drill.name);
	const needs = labNeeds(drills, spec);
	const startedAt = new Date();
	const id = newRunId(startedAt, options.seed);
	const engine = await openEngine(options.engine);
	try {
		await requireSetup(engine);
		options.progress(choiceSentence(engine.choice));
		const lab = await DockerLab.start({ engine, spec, signal, renderer: options.renderer, needs });
		try {
			const dir = createRunFolder(options.reportsDir, id);
			if (lab.world.mesh) await writeMeshTables(dir, lab.world.mesh.tables);
			const timelines = new Map<string, TimelineEvent[]>();
			const reports: DrillReport[] = [];
			for (const drill of drills) reports.push(await runDrill(lab, drill, dir, timelines, options));
			const report: RunReport = {
				schemaVersion: RUN_SCHEMA_VERSION,
				id,
				startedAt: startedAt.toISOString(),
				finishedAt: new Date().toISOString(),
				seed: options.seed,
				rerun: options.rerun,
				vipdrillVersion: version,
				git: await gitState(),
				environment: { ...lab.environment, loadAfter: await lab.loadAverage() },
				cluster: summarizeCluster(spec),
				drills: reports,
				verdict: runVerdict(reports),
			};
			await writeReports(dir, report, timelines);
			return { report, dir };
		} finally {
			options.progress('removing the lab');
			await lab[Symbol.asyncDispose]();
		}
	} finally {
		await engine.release();
	}
}

/** Throws SETUP_NEEDED, naming everything that is missing, where the engine lacks what a lab needs. */
export async function requireSetup(engine: Engine): Promise<void> {
	const problems = await setupProblems(engine);
	if (problems.length > 0) throw new VipdrillError('SETUP_NEEDED', problems.join('\n'));
}

async function runDrill(
	lab: DockerLab,
	drill: DrillSpec,
	dir: string,
	timelines: Map<string, TimelineEvent[]>,
	options: RunOptions,
): Promise<DrillReport> {
	const trials: TrialReport[] = [];
	for (let number = 1; number <= options.trials; number += 1) {
		const plan = planTrial(drill, options.seed, number);
		const stem = `trials/${drill.name}-${String(number).padStart(3, '0')}`;
		const events: TimelineEvent[] = [];
		const emit = (event: TimelineEvent) => {
			events.push(event);
			// Written as it comes, so that a run that dies leaves what it saw.
			appendFileSync(join(dir, `${stem}.ndjson`), `${formatEvent(event)}\n`);
		};
		const progress = (text: string) => options.progress(`${drill.name}, trial ${number} of ${options.trials}: ${text}`);
		await lab.runTrial(plan, emit, { capturePath: join(dir, `${stem}.pcap`), signal: options.signal, progress });
		const sorted = sortByTime(events);
		timelines.set(`${stem}.ndjson`, sorted);
		const trial = assembleTrial(plan, sorted, summarizeCluster(options.spec), {
			timeline: `${stem}.ndjson`,
			capture: `${stem}.pcap`,
		});
		trials.push(trial);
		options.onTrial?.(trial, lab.environment);
	}
	return assembleDrill(drill, trials, summarizeCluster(options.spec));
}

/** The state of vipdrill's own checkout, or null where it is none. */
async function gitState(): Promise<RunReport['git']> {
	const git = (...args: string[]) => execa('git', ['-C', packageRoot, ...args], { reject: false });
	const [commit, status, top] = await Promise.all([
		git('rev-parse', 'HEAD'),
		git('status', '--porcelain'),
		git('rev-parse', '--show-toplevel'),
	]);
	if (commit.exitCode !== 0 || relative(packageRoot, top.stdout.trim()) !== '') return null;
	return { commit: commit.stdout.trim(), dirty: status.stdout.trim() !== '' };
}
