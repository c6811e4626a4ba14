import { Command } from 'commander';
import { findDrills, shippedDrills } from './find-drill.ts';

export const listCommand = () =>
	new Command('list').description('list the drills that ship').action(async () => {
		for (const name of shippedDrills()) {
			for (const drill of await findDrills(name)) console.log(`${drill.name.padEnd(24)} ${drill.event}`);
		}
	});
