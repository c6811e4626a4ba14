import { Command, Option } from 'commander';
import { STARTED_HERE } from '../../labs/docker/engine/providers/kinds.ts';
import { lazily } from './lazily.ts';

/** `vipdrill engine start` and `vipdrill engine stop`. */
export const engineCommand = () => {
	const engine = new Command('engine').description('keep an engine of vipdrill’s own warm between runs, or end it');
	engine
		.command('start')
		.description('start it, and leave it running')
		.addOption(new Option('-e, --engine <name>', 'private, or the guest on it').choices(STARTED_HERE).default(STARTED_HERE[0]))
		.action(lazily(async () => ({ run: (await import('../engine.ts')).start })));
	engine
		.command('stop')
		.description('end it and the guest, with what runs on them; images stay')
		.option('--force', 'also where another vipdrill uses them')
		.action(lazily(async () => ({ run: (await import('../engine.ts')).stop })));
	return engine;
};
