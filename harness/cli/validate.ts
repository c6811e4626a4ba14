import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, InputError } from '../base/errors.ts';
import { packageRoot } from '../base/paths.ts';
import { version } from '../base/version.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { readRun } from '../run/read-run.ts';
import { SimPool } from '../simulate/pool.ts';
import { tuningOf } from '../study/calibrate/calibration.ts';
import { loadCalibration } from '../study/calibrate/load-calibration.ts';
import { validateRun } from '../study/validate/validate-run.ts';
import { renderValidation } from '../study/validate/validation-schema.ts';
import { validationText } from '../study/validate/validation-text.ts';
import { usesColor } from './color.ts';
import { calibrationName } from './options.ts';
import { interruptible } from './ways-out.ts';

interface ValidateFlags {
	cluster?: string;
	calibration?: string;
	jobs: number;
	json?: boolean;
}

/** Holds the simulator against a stored run on real hosts. */
export async function run(path: string, flags: ValidateFlags): Promise<void> {
	const run = await readRun(path);
	if (run.environment.lab === 'sim') throw simulated(path);
	const cluster = await loadCluster(flags.cluster ?? shippedCluster(run.cluster.name));
	const signal = interruptible(null);
	await using pool = new SimPool(flags.jobs, signal);
	const tuning = tuningOf(await loadCalibration(flags.calibration));
	const about = { calibration: calibrationName(flags.calibration), vipdrillVersion: version };
	const validation = await validateRun(run, cluster, tuning, pool, about);
	const color = usesColor();
	process.stdout.write(flags.json ? renderValidation(validation) : validationText(validation, { color }));
	const outcomes = validation.drills.flatMap(({ metrics }) => metrics.map(({ outcome }) => outcome));
	const told = outcomes.includes('agrees');
	process.exitCode = outcomes.includes('differs') ? EXIT.failed : told ? EXIT.pass : EXIT.inconclusive;
}

const simulated = (file: string) =>
	new InputError([
		{ file, field: 'environment.lab', value: 'sim', problem: 'nothing ran in this run', fix: 'Name a run of --lab docker' },
	]);

function shippedCluster(name: string): string {
	const dir = join(packageRoot, 'fixtures', name);
	if (existsSync(dir)) return dir;
	const fix = 'Name its folder with --cluster';
	throw new InputError([
		{ file: 'command line', field: '--cluster', problem: `the run was made on ${name}, which does not ship`, fix },
	]);
}
