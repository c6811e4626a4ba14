import { Command } from 'commander';
import { lazily } from './lazily.ts';

/** `vipdrill shell`. */
export const shellCommand = () =>
	new Command('shell')
		.description('open a shell on a machine of the running lab, or run a command there')
		.argument('<machine>', 'a host, `client` or `engine-side`; with its lab where several run: 1a2b3c/docker1')
		.argument('[command...]', 'what to run instead of a shell')
		.passThroughOptions()
		.action(lazily(() => import('../shell.ts')));
