import { Command } from 'commander';
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
		.option('--json', 'print JSON')
		.addHelpText('after', HELP)
		.action(lazily(() => import('../doctor.ts')));
