import { Command, InvalidArgumentError, Option } from 'commander';
import { LINT_FORMATS } from '../../lint/settings.ts';
import { lazily } from './lazily.ts';

const HELP = `
Examples:
  vipdrill lint                                      the cluster folder, or every keepalived.conf, below this folder
  vipdrill lint a.conf b.conf                        two hosts: also what must agree between them
  vipdrill lint fixtures/seed --fix                  show what can be mended; with --yes, mend it
  cat keepalived.conf | vipdrill lint -              from standard input
  vipdrill lint --explain K8                         what a rule is about, with examples
  vipdrill lint --format sarif > lint.sarif          for code scanning

Exit code 1 with an error, or more warnings than --max-warnings; 3 where nothing could be read.
A line is spared with a comment: # vipdrill-ignore K8 because our switch forgets quickly`;

function count(text: string): number {
	const value = Number(text);
	if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('use a whole number of at least 0.');
	return value;
}

/** `vipdrill lint`. */
export const lintCommand = () =>
	new Command('lint')
		.description('find mistakes in keepalived.conf files and cluster folders; needs no Docker and no root')
		.argument('[paths...]', 'a cluster folder, or keepalived.conf files of one host or several; - for standard input')
		.addOption(new Option('-f, --format <format>', 'how to print').choices(LINT_FORMATS).default('text'))
		.option('--keepalived <version>', 'the version that the files are for, for instance 2.3.1')
		.option('--fix', 'show what can be mended as a diff')
		.option('-y, --yes', 'with --fix: write it')
		.option('--explain <rule>', 'say what a rule is about, with its examples')
		.addOption(new Option('--max-warnings <n>', 'exit code 1 with more warnings than this').argParser(count))
		.option('--baseline <file>', 'tell only what this file does not list')
		.option('--update-baseline', 'write what is found now into the file of --baseline')
		.addHelpText('after', HELP)
		.action(lazily(() => import('../lint.ts')));
