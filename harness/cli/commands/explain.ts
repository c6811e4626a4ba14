import { Command } from 'commander';
import { lazily } from './lazily.ts';

const HELP = `
Examples:
  vipdrill explain garp_master_refresh       what it does, and what a bad value does
  vipdrill explain weight --json             every block that has it
  vipdrill explain K8                        what a rule of vipdrill lint is about`;

/** `vipdrill explain`. */
export const explainCommand = () =>
	new Command('explain')
		.description('say what a keyword of keepalived.conf is for: its place, values, default, versions, and what models it')
		.argument('<keyword>', 'for instance advert_int')
		.option('--json', 'as JSON, one entry for each block that the keyword belongs to')
		.addHelpText('after', HELP)
		.action(lazily(() => import('../explain.ts')));
