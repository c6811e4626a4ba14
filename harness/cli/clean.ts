import { Command } from 'commander';
import { cleanEverything } from '../clean-everything.ts';

export const cleanCommand = () =>
	new Command('clean')
		.description("remove everything of vipdrill's: labs (also of a run that was killed) and the private engine's processes")
		.option('--all', 'the images and the private engine’s data too; the next set-up builds them again')
		.action(async ({ all }: { all?: boolean }) => {
			for (const line of await cleanEverything({ images: all ?? false })) console.log(line);
		});
