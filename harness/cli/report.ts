import { appendFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Command, Option } from 'commander';
import { FORMATS, type Format, renderRun } from '../run/render-run.ts';

const HELP = `
Formats:
  html, markdown, junit, json, csv, openmetrics
  github       workflow commands that annotate; the markdown goes to the step summary where GITHUB_STEP_SUMMARY is set

With -o, markdown has a drawing of the worst trial beside it, FILE with .svg at its end.
Figures stay as they were measured; vipdrill analyze measures anew.

Examples:
  vipdrill report reports/RUN -f markdown -o summary.md     for a pull request, with summary.svg beside it
  vipdrill report reports/RUN --format github               in a workflow of GitHub Actions
  vipdrill report reports/RUN -f csv > figures.csv          one line a trial and metric`;

interface ReportFlags {
	format: Format;
	output?: string;
}

export const reportCommand = () =>
	new Command('report')
		.description('render a stored run in another format')
		.argument('<run>', 'the run folder')
		.addOption(new Option('-f, --format <name>', 'which one').choices(FORMATS).default('markdown'))
		.option('-o, --output <file>', 'write it there instead of printing it')
		.addHelpText('after', HELP)
		.action(async (dir: string, { format, output }: ReportFlags) => {
			const pictureFile = output === undefined ? null : output.replace(/(\.[^./\\]+)?$/, '.svg');
			const { text, picture } = await renderRun(dir, format, pictureFile && basename(pictureFile));
			if (output === undefined) process.stdout.write(text);
			else await writeFile(output, text);
			if (picture !== null && pictureFile !== null) await writeFile(pictureFile, picture);
			const summary = process.env.GITHUB_STEP_SUMMARY;
			if (format === 'github' && summary) await appendFile(summary, (await renderRun(dir, 'markdown')).text);
		});
