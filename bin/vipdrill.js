#!/usr/bin/env node
// Starts the bundle where it is of the present sources, else the sources themselves through tsx.
import * as nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';
import { isBundleCurrent } from './stamp.js';

const root = fileURLToPath(new URL('..', import.meta.url));

async function main() {
	if (isBundleCurrent(root)) {
		// Node 22 keeps what V8 compiled. Node 20 cannot for ES modules, and the bundle's start is small enough to do without.
		nodeModule.enableCompileCache?.();
		return (await import('../dist/main.js')).main;
	}
	// Scenario files too, also in a package that is not one of modules.
	const [esm, commonJs] = await Promise.all([import('tsx/esm/api'), import('tsx/cjs/api')]);
	esm.register();
	commonJs.register();
	return (await import('../harness/cli/main.ts')).main;
}

main().then(
	(run) => run(process.argv),
	(error) => {
		const why = String(error?.message ?? error).split('\n')[0];
		const isMissing = error?.code === 'ERR_MODULE_NOT_FOUND' && !process.env.VIPDRILL_DEBUG;
		const fix = isMissing ? `run \`npm ci\` in ${root}` : 'VIPDRILL_DEBUG=1 shows where';
		console.error(`vipdrill: it cannot start: ${why}; ${fix}`);
		if (process.env.VIPDRILL_DEBUG) console.error(error);
		process.exitCode = 4;
	},
);
