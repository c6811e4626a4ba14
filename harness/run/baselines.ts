import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../base/errors.ts';
import type { GateRule } from '../gate/baseline/verdict.ts';
import { formatList } from '../gate/wording.ts';
import { renderJunit } from '../report/formats/junit.ts';
import { compareWithBaseline } from '../results/baseline.ts';
import { type BaselineReport, renderBaselineJson } from '../results/baseline-schema.ts';
import { parseComparison } from '../results/comparison-schema.ts';
import { withoutSecrets } from '../results/redact.ts';
import type { RunReport } from '../results/run-report.ts';
import { insideRun } from './inside.ts';
import { readRun } from './read-run.ts';
import { renderPage } from './render-page.ts';

/**
 * The run that each cluster's is to be held against, in the order of the clusters' names: of a run on several clusters, that of the same name
 * (of the same place among those of one name). A run on one cluster is the baseline of whatever one cluster. Throws InputError where one is missing.
 */
export async function readBaselines(path: string, clusters: readonly string[]): Promise<RunReport[]> {
	const file = join(path, 'comparison.json');
	if (!existsSync(file)) {
		const only = await readRun(path);
		if (clusters.length === 1) return [only];
		throw problem(path, `it is of one cluster, ${only.cluster.name}, and these are ${clusters.length}`);
	}
	const stored = parseComparison(await readFile(file, 'utf8'), file).clusters;
	const runs: RunReport[] = [];
	for (const { folder } of stored) if (folder !== null) runs.push(await readRun(await insideRun(path, folder, 'folder')));
	const names = runs.map(({ cluster }) => cluster.name);
	return clusters.map((name, i) => {
		const before = clusters.slice(0, i).filter((other) => other === name).length;
		const run = runs.filter(({ cluster }) => cluster.name === name)[before];
		if (run) return run;
		throw problem(path, `it has no run on ${name}, but on ${formatList(names) || 'none'}`);
	});
}

/** Holds a run against its baseline by a rule, and writes the outcome into its folder, its page and its junit.xml. */
export async function holdAgainst(
	baseline: RunReport,
	run: { report: RunReport; dir: string },
	options: { rule?: GateRule; level?: number } = {},
): Promise<BaselineReport> {
	const against = compareWithBaseline(baseline, run.report, options);
	await writeFile(join(run.dir, 'baseline.json'), renderBaselineJson(against));
	await writeFile(join(run.dir, 'junit.xml'), renderJunit(withoutSecrets(run.report), withoutSecrets(against)));
	await writeFile(join(run.dir, 'index.html'), await renderPage([run.dir]));
	return against;
}

function problem(file: string, text: string): InputError {
	const fix = 'Name the folder of a run on the same clusters, or compare runs one by one with vipdrill compare';
	return new InputError([{ file, field: '--baseline', problem: text, fix }]);
}
