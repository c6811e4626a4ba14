import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InputError } from '../../base/errors.ts';
import { readRun } from '../../run/read-run.ts';
import { readTimeline } from '../../run/read-timelines.ts';
import type { RealTrial } from './constants.ts';

/** Every measured trial of stored runs on real hosts, with its timeline where it is there. Throws InputError where a path is no run, or a simulated one. */
export async function readRealTrials(paths: readonly string[]): Promise<RealTrial[]> {
	const trials: RealTrial[] = [];
	for (const path of paths) {
		const run = await readRun(path);
		if (run.environment.lab === 'sim') {
			const fix = 'Name a run of --lab docker';
			throw new InputError([{ file: path, field: 'environment.lab', value: 'sim', problem: 'nothing ran in this run', fix }]);
		}
		const dir = (await stat(path)).isDirectory() ? path : dirname(path);
		for (const drill of run.drills)
			for (const trial of drill.trials) {
				trials.push({ run, drill, trial, events: await readTimeline(dir, trial.timeline) });
			}
	}
	return trials;
}
