import { Command } from 'commander';
import { cleanLabs } from '../labs/docker/clean.ts';
import { endIdlePrivateEngine } from '../labs/docker/engine/private.ts';
import { runningEngines } from '../labs/docker/engine/running.ts';
import { stopUmlEngine } from '../labs/docker/engine/uml.ts';
import { interruptible } from './ways-out.ts';

export const downCommand = () =>
	new Command('down').description('end the running lab, and the guest or private engine with it').action(async () => {
		// It goes on to the end where nobody reads what it says.
		interruptible('the rest');
		const removed: number[] = [];
		for (const { docker, provider, outer } of await runningEngines()) {
			removed.push((await cleanLabs(docker)).containers);
			if (provider === 'uml' && outer && (await stopUmlEngine(outer.docker))) console.log('ended the guest');
		}
		const machines = removed.reduce((sum, n) => sum + n, 0);
		console.log(machines === 0 ? 'no lab was running' : `removed a lab of ${machines} machines`);
		if (await endIdlePrivateEngine()) console.log('ended the private engine; its images stay');
	});
