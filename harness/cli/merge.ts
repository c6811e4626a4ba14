import { relative } from 'node:path';
import { exitCodeOf, worstOf } from '../gate/verdict.ts';
import { formatList } from '../gate/wording.ts';
import { baselineTerminal } from '../report/baseline-text.ts';
import { renderJson } from '../report/formats/json.ts';
import { renderTerminal } from '../report/terminal.ts';
import { holdAgainst, readBaselines } from '../run/baselines.ts';
import { mergeFolders } from '../run/merge-folders.ts';
import { readRun } from '../run/read-run.ts';
import { usesColor } from './color.ts';
import { type GateFlags, ruleOf } from './options.ts';

interface MergeFlags extends GateFlags {
	out: string;
	baseline?: string;
	json?: boolean;
}

/** Puts the parts of a split run together. */
export async function run(dirs: string[], { out, baseline, json, ...flags }: MergeFlags): Promise<void> {
	const [some = '.'] = dirs;
	const [before] = baseline === undefined ? [] : await readBaselines(baseline, [(await readRun(some)).cluster.name]);
	const { report, missing } = await mergeFolders(dirs, out);
	const against = before && (await holdAgainst(before, { report, dir: out }, { rule: ruleOf(flags) }));
	const color = usesColor();
	if (json) process.stdout.write(renderJson(report));
	else {
		process.stdout.write(
			`${renderTerminal(report, { color })}\nReport: ${relative(process.cwd(), out) || '.'}/index.html, run.json\n`,
		);
		if (against) process.stdout.write(`\n${baselineTerminal(against, { color })}`);
	}
	const [shards, their] = missing.length === 1 ? ['shard', 'its'] : ['shards', 'their'];
	if (missing.length > 0)
		console.error(`vipdrill: missing: ${shards} ${formatList(missing.map(String))}; ${their} trials count as lost`);
	process.exitCode = exitCodeOf(worstOf([report.verdict, ...(against ? [against.verdict] : [])]));
}
