import { writeFile } from 'node:fs/promises';
import { exitCodeOf } from '../gate/verdict.ts';
import { baselineTerminal } from '../report/baseline-text.ts';
import { compareWithBaseline } from '../results/baseline.ts';
import { renderBaselineJson } from '../results/baseline-schema.ts';
import { readRun } from '../run/read-run.ts';
import { renderPage } from '../run/render-page.ts';
import { usesColor } from './color.ts';
import { type GateFlags, ruleOf } from './options.ts';

/** Holds a stored run against an earlier one. */
export async function run(
	before: string,
	after: string,
	{ json, html, ...flags }: GateFlags & { json?: boolean; html?: string },
): Promise<void> {
	const report = compareWithBaseline(await readRun(before), await readRun(after), { rule: ruleOf(flags) });
	const color = usesColor();
	process.stdout.write(json ? renderBaselineJson(report) : baselineTerminal(report, { color }));
	if (html !== undefined) await writeFile(html, await renderPage([before, after]));
	process.exitCode = exitCodeOf(report.verdict);
}
