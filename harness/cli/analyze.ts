import { exitCodeOf } from '../gate/verdict.ts';
import { renderJson } from '../report/formats/json.ts';
import { renderTerminal } from '../report/terminal.ts';
import { analyzeRun } from '../run/analyze-run.ts';

/** Measures a stored run's timelines again. */
export async function run(dir: string, { json }: { json?: boolean }): Promise<void> {
	const report = await analyzeRun(dir);
	const color = Boolean(process.stdout.isTTY) && !process.env.NO_COLOR;
	process.stdout.write(json ? renderJson(report) : renderTerminal(report, { color }));
	process.exitCode = exitCodeOf(report.verdict);
}
