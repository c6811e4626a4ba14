import { writeFile } from 'node:fs/promises';
import { InputError } from '../base/errors.ts';
import { formatMs } from '../base/units.ts';
import { version } from '../base/version.ts';
import { textTable } from '../report/table.ts';
import { type Calibration, calibrate, MEASURABLE_NAMES, renderCalibration, withBase } from '../study/calibrate/calibration.ts';
import { loadCalibration } from '../study/calibrate/load-calibration.ts';
import { readRealTrials } from '../study/calibrate/read-trials.ts';

interface CalibrateOptions {
	out?: string;
	base?: string;
	only?: string[];
	json?: boolean;
}

/** Measures the simulator's constants in stored runs. */
export async function run(runs: string[], { out, base, only, json }: CalibrateOptions): Promise<void> {
	const before = base === undefined ? null : await loadCalibration(base);
	checkNames(only ?? []);
	const fresh = calibrate(await readRealTrials(runs), version, only);
	const calibration = before === null ? fresh : withBase(fresh, before);
	if (out !== undefined) await writeFile(out, renderCalibration(calibration));
	process.stdout.write(json ? renderCalibration(calibration) : calibrationText(calibration));
	if (out !== undefined && !json) console.log(`Kept in ${out}`);
}

function checkNames(names: readonly string[]): void {
	const problems = names
		.filter((name) => !MEASURABLE_NAMES.includes(name))
		.map((value) => ({
			file: 'command line',
			field: '--only',
			value,
			problem: 'no run tells such a constant',
			fix: `Name some of ${MEASURABLE_NAMES.join(', ')}`,
		}));
	const [first, ...others] = problems;
	if (first) throw new InputError([first, ...others]);
}

function calibrationText({ runs, constants, notMeasured }: Calibration): string {
	const columns = [
		{ head: 'constant', numeric: false },
		...['n', 'min', 'mean', 'max'].map((head) => ({ head, numeric: true })),
		{ head: 'measured', numeric: false },
	];
	const rows = Object.entries(constants).map(([key, { n, minMs, meanMs, maxMs, how }]) => [
		key,
		String(n),
		formatMs(minMs),
		formatMs(meanMs),
		formatMs(maxMs),
		how,
	]);
	const { head, body } = textTable(columns, rows);
	const places = runs.map(
		({ id, cluster, engine, trials, timelines, publishMode }) =>
			`run ${id} on ${cluster}: engine ${engine}, ${publishMode} mode, ${trials} trials, ${timelines} of them with timelines`,
	);
	return `${[...places, '', ...(rows.length > 0 ? [head, ...body] : []), '', `not measured, as in the source: ${notMeasured.join(', ')}`].join('\n')}\n`;
}
