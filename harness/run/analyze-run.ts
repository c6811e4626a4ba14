import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../base/errors.ts';
import { runVerdict } from '../gate/verdict.ts';
import { prepare } from '../measure/prepared.ts';
import { assembleDrill, assembleTrial } from '../results/assemble.ts';
import { withoutSecrets } from '../results/redact.ts';
import type { RunReport } from '../results/run-report.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { parseTimeline } from '../timeline/ndjson.ts';
import { insideRun } from './inside.ts';
import { readRun } from './read-run.ts';
import { writeReports } from './run-folder.ts';

/** Measures the timelines of a stored run again, with today's arithmetic, and rewrites its reports; trials whose timeline was not kept stay as they are. Throws InputError for a folder that is no run. */
export async function analyzeRun(dir: string): Promise<RunReport> {
	const stored = await readRun(dir);
	const timelines = new Map<string, TimelineEvent[]>();
	const drills = [];
	for (const drill of stored.drills) {
		const trials = [];
		for (const trial of drill.trials) {
			if (trial.timeline === null) {
				trials.push(trial);
				continue;
			}
			const events = parseTimeline(await readInput(dir, trial.timeline), join(dir, trial.timeline));
			timelines.set(trial.timeline, events);
			const plan = { drill: drill.spec, trial: trial.trial, seed: trial.seed, phases: trial.faults.map((fault) => fault.phase) };
			trials.push(assembleTrial(plan, prepare(events), stored.cluster, { timeline: trial.timeline, capture: trial.capture }));
		}
		drills.push(
			assembleDrill(drill.spec, trials, stored.cluster, drill.failedTrials, {
				interrupted: drill.interrupted,
				untilCi: drill.untilCi,
			}),
		);
	}
	const report: RunReport = withoutSecrets({ ...stored, drills, verdict: runVerdict(drills) });
	await writeReports(dir, report, timelines);
	return report;
}

async function readInput(dir: string, name: string): Promise<string> {
	const file = await insideRun(dir, name, 'timeline');
	try {
		return await readFile(file, 'utf8');
	} catch {
		throw new InputError([
			{ file: join(dir, name), field: 'run', problem: 'it cannot be read', fix: 'name a folder that `vipdrill run` has written' },
		]);
	}
}
