import { Command } from 'commander';
import { startPrivateEngine, stopPrivateEngine } from '../labs/docker/engine/private.ts';

export const engineCommand = () => {
	const engine = new Command('engine').description('keep a private engine warm between runs, or end it');
	engine
		.command('start')
		.description('start it, and leave it running')
		.action(async () => console.log(`private engine at ${(await startPrivateEngine()).dockerHost}`));
	engine
		.command('stop')
		.description('end it; its images stay')
		.action(async () => console.log((await stopPrivateEngine()) ? 'ended the private engine' : 'it was not running'));
	return engine;
};
