import { Command } from 'commander';
import { lazily } from './lazily.ts';

/** `vipdrill list`. */
export const listCommand = () =>
	new Command('list')
		.description('list the drills that ship')
		.option('--json', 'print the list as JSON')
		.action(lazily(() => import('../list.ts')));
