import { writeFile } from 'node:fs/promises';
import { formatMs } from '../base/units.ts';
import { version } from '../base/version.ts';
import { textTable } from '../report/table.ts';
import { type Calibration, calibrate, renderCalibration, withBase } from '../study/calibrate/calibration.ts';
import { loadCalibration } from '../study/calibrate/load-calibration.ts';
import { readRealTrials } from '../study/calibrate/read-trials.ts';

interface CalibrateOptions {
	out?: string;
	base?: string;
	json?: boolean;
}

/** Measures the simulator's constants in stored runs. */
export async function run(runs: string[], { out, base, json }: CalibrateOptions): Promise<void> {
	const before = base === undefined ? null : await loadCalibration(base);
	const fresh = calibrate(await readRealTrials(runs), version);
	const calibration = before === null ? fresh : withBase(fresh, before);
	if (out !== undefined) await writeFile(out, renderCalibration(calibration));
	process.stdout.write(json ? renderCalibration(calibration) : calibrationText(calibration));
	if (out !== undefined && !json) console.log(`Kept in ${out}`);
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
