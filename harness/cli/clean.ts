import { Command } from 'commander';
import { cleanEverything } from '../install/clean-everything.ts';
import { runningEngines } from '../labs/docker/engine/running.ts';
import { describeOwner } from '../labs/docker/owner.ts';
import { undoFaults } from '../labs/docker/undo-faults.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { interruptible } from './ways-out.ts';

const HELP = `
Labs of runs that are at work, of other users, and of other machines are left and named. No engine is started for it.`;

interface Flags {
	all?: boolean;
	undo?: boolean;
	force?: boolean;
}

export const cleanCommand = () =>
	new Command('clean')
		.description(
			'remove what vipdrill left: labs of runs that were killed and of `up`, and the guest or private engine that nobody uses',
		)
		.option('--all', 'the images and the private engine’s data too; the next set-up builds them again')
		.option('--undo', 'only undo the faults that a killed run has left in effect; its lab goes on running')
		.option('--force', 'what others own or are at work on too')
		.addHelpText('after', HELP)
		.action(async ({ all = false, undo = false, force = false }: Flags) => {
			// It goes on to the end where nobody reads what it says.
			interruptible('the rest');
			if (undo) return undoEverywhere(force);
			for (const line of await cleanEverything({ images: all, force })) console.log(line);
		});

async function undoEverywhere(force: boolean): Promise<void> {
	const labs = (
		await Promise.all((await runningEngines()).map(({ docker }) => undoFaults(docker, loadCluster, { force })))
	).flat();
	if (labs.length === 0) console.log('no lab is running');
	for (const { lab, undone, owner } of labs) {
		if (undone === null) console.log(`lab ${lab}: left to ${describeOwner(owner)} (--force undoes its faults)`);
		else console.log(undone.length === 0 ? `lab ${lab}: no fault is in effect` : `lab ${lab}: undid ${undone.join('; ')}`);
	}
}
