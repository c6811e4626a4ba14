import { rmSync } from 'node:fs';
import { isBundleCurrent, stampFile } from '../../bin/stamp.js';
import { packageRoot } from '../base/paths.ts';

/**
 * `npm run build`. `--if-stale`: only where the bundle is not of these sources. `--package`: what is published. `--if-possible`: a bundle that
 * cannot be built fails no installation, for the sources run without it.
 */
const flags = new Set(process.argv.slice(2));
try {
	if (!flags.has('--if-stale') || !isBundleCurrent(packageRoot)) {
		// Loaded here, for some of what it needs may not be installed.
		const { buildAll, buildForPackage } = await import('./make.ts');
		await (flags.has('--package') ? buildForPackage() : buildAll());
	}
} catch (error) {
	rmSync(stampFile(packageRoot), { force: true });
	console.error(`the bundle was not built: ${error instanceof Error ? error.message : error}`);
	if (flags.has('--if-possible')) console.error('vipdrill will run its sources, which takes longer to start');
	else process.exitCode = 1;
}
