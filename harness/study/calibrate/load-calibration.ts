import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { InputError } from '../../base/errors.ts';
import { type Calibration, parseCalibration } from './calibration.ts';

/** The calibration that ships, beside this file; the build puts it beside the bundle. */
const SHIPPED_CALIBRATION = fileURLToPath(new URL('./calibration.json', import.meta.url));

/** Reads a calibration. Throws InputError where the file is none. */
export async function loadCalibration(file = SHIPPED_CALIBRATION): Promise<Calibration> {
	const text = await readFile(file, 'utf8').catch(() => {
		const fix = 'Name a file that `vipdrill calibrate -o FILE` has written';
		throw new InputError([{ file, field: '--calibration', problem: 'it cannot be read', fix }]);
	});
	return parseCalibration(text, file);
}
