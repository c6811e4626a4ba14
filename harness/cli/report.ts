import { appendFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Command, Option } from 'commander';
import { InputError } from '../base/errors.ts';
import { renderPage } from '../run/render-page.ts';
import { FORMATS, type Format, renderRun } from '../run/render-run.ts';

const HELP = `
Formats:
  markdown, junit, json, csv, openmetrics
  html         one page; of a comparison's folder the clusters against each other
  svg          the timeline of the worst trial, for a README
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
	simulated?: string;
}

export const reportCommand = () =>
	new Command('report')
		.description('render a stored run in another format')
		.argument('<run>', 'the run folder')
		.addOption(new Option('-f, --format <name>', 'which one').choices(FORMATS).default('markdown'))
		.option('-o, --output <file>', 'write it there instead of printing it')
		.option('--simulated <run>', 'with html: a simulated run, whose takeovers and outages are drawn beside')
		.addHelpText('after', HELP)
		.action(async (dir: string, { format, output, simulated }: ReportFlags) => {
			if (simulated !== undefined && format !== 'html') throw htmlOnly(format);
			const pictureFile = output === undefined ? null : output.replace(/(\.[^./\\]+)?$/, '.svg');
			const page = format === 'html' ? await renderPage([dir], simulated ?? null) : null;
			const { text, picture } =
				page === null ? await renderRun(dir, format, pictureFile && basename(pictureFile)) : { text: page, picture: null };
			if (output === undefined) process.stdout.write(text);
			else await writeFile(output, text);
			if (picture !== null && pictureFile !== null) await writeFile(pictureFile, picture);
			const summary = process.env.GITHUB_STEP_SUMMARY;
			if (format === 'github' && summary) await appendFile(summary, (await renderRun(dir, 'markdown')).text);
		});

const htmlOnly = (format: string) =>
	new InputError([
		{ file: 'command line', field: '--simulated', problem: `${format} has no place for it`, fix: 'Use it with --format html' },
	]);
