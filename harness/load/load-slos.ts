import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InputError } from '../base/errors.ts';
import { withSlos } from '../scenario/effective-slos.ts';
import { parseSloFile } from '../scenario/slo-file.ts';
import type { DrillSpec } from '../scenario/spec.ts';

/**
 * The drills with the objectives that count for them on a cluster: of `file` where it is given, else of a slo.yaml in the cluster folder
 * where there is one. `known` are names of drills that may be in it without being run. Throws InputError, with line and column, for a file
 * that cannot be read or understood.
 */
export function loadSlos(
	drills: readonly DrillSpec[],
	clusterDir: string,
	file: string | undefined,
	known: readonly string[],
): DrillSpec[] {
	const folder = /\.ya?ml$/.test(clusterDir) ? dirname(clusterDir) : clusterDir;
	const path = file ?? join(folder, 'slo.yaml');
	const text = textOf(path, file !== undefined);
	const slos = text === null ? null : parseSloFile(path, text, [...new Set([...known, ...drills.map(({ name }) => name)])]);
	return drills.map((drill) => withSlos(drill, slos));
}

/** Null where there is no such file and none is asked for. */
function textOf(path: string, asked: boolean): string | null {
	try {
		return readFileSync(path, 'utf8');
	} catch (error) {
		if (!asked && (error as NodeJS.ErrnoException).code === 'ENOENT') return null;
		const fix = 'Name a file with objectives, for instance slo.yaml';
		throw new InputError([
			{ file: path, field: 'slo', problem: `it cannot be read (${(error as NodeJS.ErrnoException).code})`, fix },
		]);
	}
}
