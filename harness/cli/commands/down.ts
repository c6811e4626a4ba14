import { Command } from 'commander';
import { lazily } from './lazily.ts';

/** `vipdrill down`. */
export const downCommand = () =>
	new Command('down')
		.description(
			'end your labs that `up` or `run --keep-on-fail` left, and the guest or private engine with them; labs of runs at work stay',
		)
		.action(lazily(() => import('../down.ts')));
