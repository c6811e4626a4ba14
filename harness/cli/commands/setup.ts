import { Command } from 'commander';
import { engineOption, enginesOption } from '../options.ts';
import { lazily } from './lazily.ts';

/** `vipdrill setup`. */
export const setupCommand = () =>
	new Command('setup')
		.description('install and build what a lab needs; says what before doing it; quick when nothing is missing')
		.addOption(engineOption())
		.addOption(enginesOption('build the lab images on these engines instead, and nothing else'))
		.action(lazily(() => import('../setup.ts')));
