import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
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
import { calibrationName, calibrationOption, jobsOption } from './options.ts';
import { interruptible } from './ways-out.ts';

interface ValidateFlags {
	cluster?: string;
	calibration?: string;
	jobs: number;
	json?: boolean;
}

const HELP = `
Simulates each real trial's plan (its faults, at its phases of the advertisement interval) some 200 times a drill, and compares takeover,
outage, tail, failback and time with two owners: two-sample Kolmogorov-Smirnov test, difference of medians, Cliff's delta.

Examples:
  vipdrill validate reports/example/seed
  vipdrill validate reports/RUN --cluster ./mine --calibration mine.json --json

Exit codes: 0 no distribution differs, 1 one does, 2 too few real trials to tell of any, 3 bad input.`;

export const validateCommand = () =>
	new Command('validate')
		.description('hold the simulator against a stored run on real hosts')
		.argument('<run>', 'run folder')
		.option('-c, --cluster <dir>', "cluster folder of the run; by default the shipped one of the run's cluster name")
		.addOption(calibrationOption())
		.addOption(jobsOption())
		.option('--json', 'print the comparison as JSON')
		.addHelpText('after', HELP)
		.action(async (path: string, flags: ValidateFlags) => {
			const run = await readRun(path);
			if (run.environment.lab === 'sim') throw simulated(path);
			const cluster = await loadCluster(flags.cluster ?? shippedCluster(run.cluster.name));
			const signal = interruptible(null);
			await using pool = new SimPool(flags.jobs, signal);
			const tuning = tuningOf(await loadCalibration(flags.calibration));
			const about = { calibration: calibrationName(flags.calibration), vipdrillVersion: version };
			const validation = await validateRun(run, cluster, tuning, pool, about);
			const color = Boolean(process.stdout.isTTY) && !process.env.NO_COLOR;
			process.stdout.write(flags.json ? renderValidation(validation) : validationText(validation, { color }));
			const outcomes = validation.drills.flatMap(({ metrics }) => metrics.map(({ outcome }) => outcome));
			const told = outcomes.includes('agrees');
			process.exitCode = outcomes.includes('differs') ? EXIT.failed : told ? EXIT.pass : EXIT.inconclusive;
		});

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
