import { join } from 'node:path';
import { packageRoot } from '../base/paths.ts';
import { findAllDrills } from '../load/find-drill.ts';
import { readFolder } from '../load/read-folder.ts';
import { loadCalibration } from '../study/calibrate/load-calibration.ts';
import { Engine } from './engine.ts';
import type { Folder } from './folder.ts';

/** A fixture as a page has it. */
export const fixtureFolder = (name: string): Folder => readFolder(join(packageRoot, 'fixtures', name));

/** The keepalived.confs of a fixture alone. */
export const confsOf = (name: string): Folder =>
	Object.fromEntries(Object.entries(fixtureFolder(name)).filter(([path]) => path.startsWith('keepalived/')));

/** An engine with the drills and the calibration that ship. */
export const shippedEngine = async (): Promise<Engine> =>
	new Engine({ version: '0.1.0', drills: await findAllDrills([], true), calibration: await loadCalibration() });
