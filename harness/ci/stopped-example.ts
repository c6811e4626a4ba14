import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../base/paths.ts';
import { worstOf } from '../gate/verdict.ts';
import { MEASURED } from '../labs/sim/tuning.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { holdAgainst } from '../run/baselines.ts';
import { renderRun } from '../run/render-run.ts';
import { runSimulated } from '../run/run-simulated.ts';
import type { DrillSpec } from '../scenario/spec.ts';

/** Where the documentation shows what is printed. */
export const CI_DOC = join(packageRoot, 'docs/ci.md');

const TRACKING = /^ {4}track_script \{\n(?: {8}.*\n)+ {4}\}\n/m;

/** The hardened cluster as a pull request might leave it that takes the tracking for clutter: no instance tracks its scripts any more. */
export function withoutTracking(dir: string): void {
	cpSync(join(packageRoot, 'fixtures/hardened'), dir, { recursive: true });
	const folder = join(dir, 'keepalived');
	for (const name of readdirSync(folder)) {
		const text = readFileSync(join(folder, name), 'utf8');
		if (!TRACKING.test(text)) throw new Error(`${name} tracks no script, so this example shows nothing`);
		writeFileSync(join(folder, name), text.replace(TRACKING, ''));
	}
}

/**
 * The worked example of docs/ci.md: the drill on the hardened cluster before and after such a pull request, in the simulator, ten trials each. `summary`
 * is what the step summary says of it, without what differs from run to run.
 */
export async function stoppedPullRequest(drill: DrillSpec): Promise<{ summary: string; annotations: string; verdict: string }> {
	const root = mkdtempSync(join(tmpdir(), 'vipdrill-example-'));
	try {
		withoutTracking(join(root, 'cluster'));
		const run = async (cluster: string, reportsDir: string) => {
			const { signal } = new AbortController();
			const rest = { trials: 10, seed: 'ci', rerun: '', renderer: 'silent' as const, signal, progress: () => {} };
			const how = { jobs: 1, timelines: 'none' as const, tuning: MEASURED, reportsDir: join(root, reportsDir) };
			return runSimulated({ spec: await loadCluster(cluster), drills: [drill], ...rest, ...how });
		};
		const main = await run(join(packageRoot, 'fixtures/hardened'), 'main');
		if (main.report.verdict !== 'pass')
			throw new Error('the hardened cluster fails this drill by itself, so this example shows nothing');
		const pullRequest = await run(join(root, 'cluster'), 'pull-request');
		const against = await holdAgainst(main.report, pullRequest);
		const { text } = await renderRun(pullRequest.dir, 'markdown');
		const [, summary = ''] = /^(### [\s\S]*?)\n\n<sub>/m.exec(text) ?? [];
		const annotations = (await renderRun(pullRequest.dir, 'github')).text;
		return { summary, annotations, verdict: worstOf([pullRequest.report.verdict, against.verdict]) };
	} finally {
		rmSync(root, { recursive: true });
	}
}

const PLACE = /(<!-- example -->\n\n)[\s\S]*?(\n\n<!-- \/example -->)/;

/** The document with the example in its place. */
export function withExample(document: string, summary: string): string {
	if (!PLACE.test(document)) throw new Error('there is no place for the example');
	return document.replace(PLACE, (_, begin: string, end: string) => `${begin}${summary}${end}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const { default: drill } = await import('../../scenarios/dockerd-stop-master.scenario.ts');
	const { summary } = await stoppedPullRequest(drill);
	writeFileSync(CI_DOC, withExample(readFileSync(CI_DOC, 'utf8'), summary));
}
