import { Command, Option } from 'commander';
import type { EngineChoice } from '../labs/docker/engine/choose.ts';
import { stopPrivateEngine } from '../labs/docker/engine/private.ts';
import { runningEngines } from '../labs/docker/engine/running.ts';
import { openEngine } from '../labs/docker/engine/select.ts';
import { stopUmlEngine } from '../labs/docker/engine/uml.ts';

export const engineCommand = () => {
	const engine = new Command('engine').description('keep an engine of vipdrill’s own warm between runs, or end it');
	engine
		.command('start')
		.description('start it, and leave it running')
		.addOption(new Option('-e, --engine <name>', 'private, or the guest on it').choices(['private', 'uml']).default('private'))
		.action(async (flags: { engine: EngineChoice }) => {
			const { provider, keep } = await openEngine(flags.engine);
			await keep();
			console.log(`the ${provider} engine runs; end it with \`vipdrill engine stop\``);
		});
	engine
		.command('stop')
		.description('end it and the guest, with what runs on them; images stay')
		.option('--force', 'also where another vipdrill uses them')
		.action(async ({ force = false }: { force?: boolean }) => {
			for (const { docker, provider } of await runningEngines()) {
				if (provider === 'uml') continue;
				const { ended, usedBy } = await stopUmlEngine(docker, { force });
				if (ended) console.log(`ended the guest on the ${provider} engine`);
				if (usedBy.length > 0)
					console.log(`the guest on the ${provider} engine stays: ${usedBy.join('; ')} uses it (--force ends it)`);
			}
			console.log((await stopPrivateEngine({ force })) ? 'ended the private engine' : 'no private engine was running');
		});
	return engine;
};
