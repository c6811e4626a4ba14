import { Command } from 'commander';
import { onOption } from '../options.ts';
import { lazily } from './lazily.ts';

const HELP = `
Labs of runs that are at work, of other users, and of other machines are left and named. No engine is started for it.`;

/** `vipdrill clean`. */
export const cleanCommand = () =>
	new Command('clean')
		.description(
			'remove what vipdrill left: labs of runs that were killed and of `up`, and the guest or private engine that nobody uses',
		)
		.option('--all', 'the images and the private engine’s data too; the next set-up builds them again')
		.option('--undo', 'only undo the faults that a killed run has left in effect; its lab goes on running')
		.addOption(onOption('the jobs of killed processes on this swarm too; that of the docker command is looked at anyway'))
		.option('--force', 'what others own or are at work on too')
		.addHelpText('after', HELP)
		.action(lazily(() => import('../clean.ts')));
