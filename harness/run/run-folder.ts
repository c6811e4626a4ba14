import { existsSync, mkdirSync, rmdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { InputError } from '../base/errors.ts';
import { writeAtomically } from '../base/write-file.ts';
import { renderHtml } from '../report/formats/html.ts';
import { renderJson } from '../report/formats/json.ts';
import { renderJunit } from '../report/formats/junit.ts';
import { logFiles } from '../report/log-files.ts';
import { eventWithoutSecrets, withoutSecrets, withoutSecretsIn } from '../results/redact.ts';
import type { RunReport } from '../results/run-report.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { readBaseline } from './read-baseline.ts';

/** More runs than this of one second and seed are no accident. */
const SAME_NAME_AT_MOST = 100;

/** An id that sorts by time and tells seeds apart. It names a folder, so what of a seed may not stand in one is a dash. */
export function newRunId(startedAt: Date, seed: string): string {
	const time = startedAt.toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-');
	return `${time}-${[...seed]
		.slice(0, 8)
		.join('')
		.replaceAll(/[^A-Za-z0-9_]/g, '-')}`;
}

/**
 * Creates a folder that was not there, and returns its path; where there is one of that name, the next free number is added. Throws InputError
 * where nothing can be written there.
 */
export function createFolder(parent: string, name: string): string {
	try {
		makeParents(parent);
		for (let number = 1; number <= SAME_NAME_AT_MOST; number += 1) {
			const dir = join(parent, number === 1 ? name : `${name}-${number}`);
			if (isMade(dir)) return dir;
		}
	} catch (error) {
		const problem = `no folder can be made there: ${(error as Error).message}`;
		throw new InputError([
			{ file: 'command line', field: '--out', value: parent, problem, fix: 'Name a folder that you may write to' },
		]);
	}
	const problem = `there are ${SAME_NAME_AT_MOST} folders named ${name} already`;
	throw new InputError([{ file: 'command line', field: '--out', value: parent, problem, fix: 'Name another folder' }]);
}

/** One folder after the other: Node's own `recursive` tries for ever where the system says ENOENT of a folder that is there, as /proc does. */
function makeParents(dir: string): void {
	if (existsSync(dir)) return;
	const parent = dirname(dir);
	if (parent !== dir) makeParents(parent);
	isMade(dir);
}

function isMade(dir: string): boolean {
	try {
		mkdirSync(dir);
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
		throw error;
	}
}

/** Where a run keeps what it leaves; the id is the folder's name unless that was asked for. */
export interface RunFolder {
	id: string;
	dir: string;
	startedAt: Date;
}

/** Creates a run's folder, by its id or under a name of its own. Throws InputError where nothing can be written there. */
export function createRunFolder(reportsDir: string, seed: string, name?: string): RunFolder {
	const startedAt = new Date();
	const id = newRunId(startedAt, seed);
	const dir = createFolder(reportsDir, name ?? id);
	mkdirSync(join(dir, 'trials'));
	return { id: name === undefined ? basename(dir) : id, dir, startedAt };
}

/** Removes the folder of a run that has left nothing. */
export function removeIfEmpty({ dir }: RunFolder): void {
	try {
		rmdirSync(join(dir, 'trials'));
		rmdirSync(dir);
	} catch {
		// There is something in it, which shall stay.
	}
}

/** Keeps the IPVS tables as they were when the routing mesh was last looked at before the trials, as ipvsadm printed them, one file a host. */
export async function writeMeshTables(dir: string, tables: Readonly<Record<string, string>>, suffix = ''): Promise<void> {
	await mkdir(join(dir, 'mesh'), { recursive: true });
	await Promise.all(
		Object.entries(tables).map(([host, text]) => writeFile(join(dir, 'mesh', `${host}${suffix}.ipvsadm.txt`), text)),
	);
}

/** Writes what each host logged during a trial beside its timeline, without secrets; nothing where nobody logged. */
export async function writeLogs(dir: string, timeline: string, events: readonly TimelineEvent[]): Promise<void> {
	for (const [path, text] of logFiles(timeline, events.map(eventWithoutSecrets))) await writeFile(join(dir, path), text);
}

/** Writes every report of a run into its folder, without secrets. */
export async function writeReports(dir: string, report: RunReport, timelines: Map<string, TimelineEvent[]>): Promise<void> {
	const [shown, drawn] = [withoutSecrets(report), withoutSecretsIn(timelines)];
	const run = { label: shown.id, report: shown, timelines: drawn };
	// Of a run that is analyzed again: what it was held against then.
	const baseline = withoutSecrets(await readBaseline(dir));
	await writeRun(dir, shown);
	await writeAtomically(join(dir, 'junit.xml'), renderJunit(shown, baseline));
	await writeAtomically(
		join(dir, 'index.html'),
		await renderHtml({ runs: [run], baseline, simulated: null, besideTrials: true }),
	);
}

/** Writes run.json alone, without secrets: there is a whole one at any moment. */
export async function writeRun(dir: string, report: RunReport): Promise<void> {
	await writeAtomically(join(dir, 'run.json'), renderJson(withoutSecrets(report)));
}
