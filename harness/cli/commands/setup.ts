import { Command } from 'commander';
import { engineOption } from '../options.ts';
import { lazily } from './lazily.ts';

/** `vipdrill setup`. */
export const setupCommand = () =>
	new Command('setup')
		.description('install and build what a lab needs; says what before doing it; quick when nothing is missing')
		.addOption(engineOption())
		.action(lazily(() => import('../setup.ts')));
