import { Command } from 'commander';
import { setup } from '../setup.ts';
import { interruptible } from './interrupt.ts';
import { engineOption } from './options.ts';

export const setupCommand = () =>
	new Command('setup')
		.description('install and build what a lab needs; says what before doing it; quick when nothing is missing')
		.addOption(engineOption())
		.action(async (flags) => setup({ ...flags, signal: interruptible().signal, log: (line: string) => console.log(line) }));
