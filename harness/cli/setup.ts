import { Command } from 'commander';
import { setup } from '../install/setup.ts';
import { engineOption } from './options.ts';
import { interruptible } from './ways-out.ts';

export const setupCommand = () =>
	new Command('setup')
		.description('install and build what a lab needs; says what before doing it; quick when nothing is missing')
		.addOption(engineOption())
		.action(async (flags) => setup({ ...flags, signal: interruptible(null), log: (line: string) => console.log(line) }));
