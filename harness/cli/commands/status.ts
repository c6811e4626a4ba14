import { Command } from 'commander';
import { lazily } from './lazily.ts';

/** `vipdrill status`. */
export const statusCommand = () =>
	new Command('status')
		.description('show the engines and labs that are running')
		.option('--json', 'print JSON')
		.action(lazily(() => import('../status.ts')));
