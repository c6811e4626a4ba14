import { Command } from 'commander';
import { cleanEverything } from '../clean-everything.ts';
import { runningEngines } from '../labs/docker/engine/running.ts';
import { undoFaults } from '../labs/docker/undo-faults.ts';
import { interruptible } from './ways-out.ts';

export const cleanCommand = () =>
	new Command('clean')
		.description("remove everything of vipdrill's: labs (also of a run that was killed) and the private engine's processes")
		.option('--all', 'the images and the private engine’s data too; the next set-up builds them again')
		.option('--undo', 'only undo the faults that a killed run has left in effect; its lab goes on running')
		.action(async ({ all, undo }: { all?: boolean; undo?: boolean }) => {
			// It goes on to the end where nobody reads what it says.
			interruptible('the rest');
			if (undo) return undoEverywhere();
			for (const line of await cleanEverything({ images: all ?? false })) console.log(line);
		});

async function undoEverywhere(): Promise<void> {
	const labs = (await Promise.all((await runningEngines()).map(({ docker }) => undoFaults(docker)))).flat();
	if (labs.length === 0) console.log('no lab is running');
	for (const { lab, undone } of labs)
		console.log(undone.length === 0 ? `lab ${lab}: no fault is in effect` : `lab ${lab}: undid ${undone.join('; ')}`);
}
