import { Command } from 'commander';
import { cleanLabs } from '../labs/docker/clean.ts';
import { endIdlePrivateEngine } from '../labs/docker/engine/private.ts';
import { runningEngines } from '../labs/docker/engine/running.ts';

export const downCommand = () =>
	new Command('down').description('end the running lab, and the private engine with it').action(async () => {
		for (const { docker } of await runningEngines()) {
			const { containers } = await cleanLabs(docker);
			console.log(containers === 0 ? 'no lab was running' : `removed a lab of ${containers} machines`);
		}
		if (await endIdlePrivateEngine()) console.log('ended the private engine; its images stay');
	});
