import { relative } from 'node:path';
import { Command } from 'commander';
import { exitCodeOf, worstOf } from '../gate/verdict.ts';
import { formatList } from '../gate/wording.ts';
import { baselineTerminal } from '../report/baseline-text.ts';
import { renderJson } from '../report/formats/json.ts';
import { renderTerminal } from '../report/terminal.ts';
import { holdAgainst, readBaselines } from '../run/baselines.ts';
import { mergeFolders } from '../run/merge-folders.ts';
import { readRun } from '../run/read-run.ts';
import { type GateFlags, ruleOf, withGateOptions } from './options.ts';

const HELP = `
Examples:
  vipdrill run --all -n 10 --seed 7 --shard 1/3        on each of three machines: 1/3, 2/3 and 3/3
  vipdrill merge shards/*/* --out reports/whole        where the three run folders were gathered
  vipdrill merge shards/*/* --out reports/whole --baseline reports/main

All trials are judged anew, together. The parts must be of one run: same vipdrill, cluster, drills, seed, options and engine.
The trials of a missing part count as lost, so that its drills are inconclusive at best.

Exit codes: as for run, of the whole.`;

interface MergeFlags extends GateFlags {
	out: string;
	baseline?: string;
	json?: boolean;
}

export const mergeCommand = () =>
	withGateOptions(new Command('merge'))
		.description('put the parts of a run together that was split with --shard, and judge the whole')
		.argument('<runs...>', 'run folders of the parts')
		.requiredOption('-o, --out <folder>', "the whole's run folder; it must not exist yet")
		.option('--baseline <run>', 'hold the whole against an earlier run (see `vipdrill compare`)')
		.option('--json', 'print run.json instead of the tables')
		.addHelpText('after', HELP)
		.action(merge);

async function merge(dirs: string[], { out, baseline, json, ...flags }: MergeFlags): Promise<void> {
	const [some = '.'] = dirs;
	const [before] = baseline === undefined ? [] : await readBaselines(baseline, [(await readRun(some)).cluster.name]);
	const { report, missing } = await mergeFolders(dirs, out);
	const against = before && (await holdAgainst(before, { report, dir: out }, { rule: ruleOf(flags) }));
	const color = Boolean(process.stdout.isTTY) && !process.env.NO_COLOR;
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
