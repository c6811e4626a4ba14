import { mkdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderHtml } from '../report/html.ts';
import { renderJson } from '../report/json.ts';
import { renderJunit } from '../report/junit.ts';
import { withoutSecrets, withoutSecretsIn } from '../report/redact.ts';
import type { RunReport } from '../report/run-report.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { readBaseline } from './read-baseline.ts';

/** An id that sorts by time and tells two runs of one second apart. */
export function newRunId(startedAt: Date, seed: string): string {
	return `${startedAt.toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-')}-${seed.slice(0, 8)}`;
}

/** Creates a run's folder and returns its path. */
export function createRunFolder(reportsDir: string, id: string): string {
	const dir = join(reportsDir, id);
	mkdirSync(join(dir, 'trials'), { recursive: true });
	return dir;
}

/** Keeps the IPVS tables as they were when the routing mesh was last looked at before the trials, as ipvsadm printed them, one file a host. */
export async function writeMeshTables(dir: string, tables: Readonly<Record<string, string>>, suffix = ''): Promise<void> {
	await mkdir(join(dir, 'mesh'), { recursive: true });
	await Promise.all(
		Object.entries(tables).map(([host, text]) => writeFile(join(dir, 'mesh', `${host}${suffix}.ipvsadm.txt`), text)),
	);
}

/** Writes every report of a run into its folder, without secrets. */
export async function writeReports(dir: string, report: RunReport, timelines: Map<string, TimelineEvent[]>): Promise<void> {
	const [shown, drawn] = [withoutSecrets(report), withoutSecretsIn(timelines)];
	const run = { label: shown.id, report: shown, timelines: drawn };
	// Of a run that is analyzed again: what it was held against then.
	const baseline = withoutSecrets(await readBaseline(dir));
	await Promise.all([
		writeFile(join(dir, 'run.json'), renderJson(shown)),
		writeFile(join(dir, 'junit.xml'), renderJunit(shown, baseline)),
		writeFile(join(dir, 'index.html'), await renderHtml({ runs: [run], baseline, simulated: null })),
	]);
}
