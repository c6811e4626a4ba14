import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InputError } from '../errors.ts';
import { readRun } from '../run/read-run.ts';
import { parseTimeline } from '../timeline/ndjson.ts';
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
				const file = trial.timeline === null ? null : join(dir, trial.timeline);
				const text = file === null ? null : await readFile(file, 'utf8').catch(() => null);
				trials.push({ run, drill, trial, events: text === null ? null : parseTimeline(text, file ?? '') });
			}
	}
	return trials;
}
