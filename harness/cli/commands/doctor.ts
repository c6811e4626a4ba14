import { Command } from 'commander';
import { enginesOption } from '../options.ts';
import { lazily } from './lazily.ts';

const HELP = `
Examples:
  vipdrill doctor                                           exit code 0 where --engine auto would work
  vipdrill doctor --json | jq '.choices[] | select(.publishMode == "ingress").choice'
                                                            the engines that have the routing mesh`;

/** `vipdrill doctor`. */
export const doctorCommand = () =>
	new Command('doctor')
		.description('say which engine each choice would be, why, and what is missing for it; starts no engine')
		.addOption(enginesOption('look at these engines too; the exit code is then theirs'))
		.option('--json', 'print JSON')
		.addHelpText('after', HELP)
		.action(lazily(() => import('../doctor.ts')));
