import { Command } from 'commander';
import { exitCodeOf } from '../gate/verdict.ts';
import { renderTerminal } from '../report/terminal.ts';
import { analyzeRun } from '../run/analyze-run.ts';

const HELP = `
Examples:
  vipdrill analyze reports/RUN                              after an upgrade: with today's arithmetic, from the stored timelines
  vipdrill report reports/RUN -f markdown                   with the figures as they were`;

export const analyzeCommand = () =>
	new Command('analyze')
		.description("measure a stored run's timelines again and rewrite its reports")
		.argument('<run>', 'the run folder')
		.addHelpText('after', HELP)
		.action(async (dir: string) => {
			const report = await analyzeRun(dir);
			process.stdout.write(renderTerminal(report, { color: Boolean(process.stdout.isTTY) && !process.env.NO_COLOR }));
			process.exitCode = exitCodeOf(report.verdict);
		});
