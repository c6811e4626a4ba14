import { Command } from 'commander';
import { exitCodeOf } from '../gate/verdict.ts';
import { renderTerminal } from '../report/terminal.ts';
import { analyzeRun } from '../run/analyze-run.ts';

export const analyzeCommand = () =>
	new Command('analyze')
		.description("measure a stored run's timelines again and rewrite its reports")
		.argument('<run>', 'the run folder')
		.action(async (dir: string) => {
			const report = await analyzeRun(dir);
			process.stdout.write(renderTerminal(report, { color: Boolean(process.stdout.isTTY) && !process.env.NO_COLOR }));
			process.exitCode = exitCodeOf(report.verdict);
		});
