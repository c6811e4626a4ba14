import { Command } from 'commander';
import { clusterOption, engineOption } from '../options.ts';
import { lazily } from './lazily.ts';

/** `vipdrill up`. */
export const upCommand = () =>
	new Command('up')
		.description('bring a cluster up and leave it running')
		.addOption(clusterOption())
		.addOption(engineOption())
		.action(lazily(() => import('../up.ts')));
