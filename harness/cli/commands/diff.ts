import { Command, Option } from 'commander';
import { lazily } from './lazily.ts';

const HELP = `
Compares what the folders mean: not comments, layout, includes, or names of files. Each difference is put into the first cluster by itself, and
then all together; the effects are by theory, see \`vipdrill guarantee\`.

Examples:
  vipdrill diff ./live ./proposed
  vipdrill diff ./live ./proposed --format markdown      for a pull request

Exit codes: 0 same guarantee or better, 1 worse for some class of failures, 3 bad input.`;

/** `vipdrill diff`. */
export const diffCommand = () =>
	new Command('diff')
		.description('say how two cluster folders differ in meaning, and what that does to the guarantee')
		.argument('<before>', 'cluster folder')
		.argument('<after>', 'cluster folder')
		.addOption(new Option('--format <name>', 'what is printed').choices(['text', 'json', 'markdown']).default('text'))
		.option('--json', 'the same as --format json')
		.addHelpText('after', HELP)
		.action(lazily(() => import('../diff.ts')));
