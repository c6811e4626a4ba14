import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../../base/errors.ts';
import { packageRoot } from '../../base/paths.ts';
import { type Calibration, parseCalibration } from './calibration.ts';

/** The calibration that ships. */
const SHIPPED_CALIBRATION = join(packageRoot, 'harness/study/calibrate/calibration.json');

/** Reads a calibration. Throws InputError where the file is none. */
export async function loadCalibration(file = SHIPPED_CALIBRATION): Promise<Calibration> {
	const text = await readFile(file, 'utf8').catch(() => {
		const fix = 'Name a file that `vipdrill calibrate -o FILE` has written';
		throw new InputError([{ file, field: '--calibration', problem: 'it cannot be read', fix }]);
	});
	return parseCalibration(text, file);
}
