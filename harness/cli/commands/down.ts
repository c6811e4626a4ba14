import { Command } from 'commander';
import { lazily } from './lazily.ts';

/** `vipdrill down`. */
export const downCommand = () =>
	new Command('down')
		.description('end your labs that `up` left running, and the guest or private engine with them; labs of runs at work stay')
		.action(lazily(() => import('../down.ts')));
