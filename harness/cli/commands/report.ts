import { Command, Option } from 'commander';
import { FORMATS } from '../../run/format-names.ts';
import { lazily } from './lazily.ts';

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

/** `vipdrill report`. */
export const reportCommand = () =>
	new Command('report')
		.description('render a stored run in another format')
		.argument('<run>', 'the run folder')
		.addOption(new Option('-f, --format <name>', 'which one').choices(FORMATS).default('markdown'))
		.option('-o, --output <file>', 'write it there instead of printing it')
		.option('--simulated <run>', 'with html: a simulated run, whose takeovers and outages are drawn beside')
		.addHelpText('after', HELP)
		.action(lazily(() => import('../report.ts')));
