import { rmSync } from 'node:fs';
import { cleanLabs } from './labs/docker/clean.ts';
import { findLocalEngine } from './labs/docker/engine/local.ts';
import {
	endIdlePrivateEngine,
	findPrivateEngine,
	hasPrivateEngineData,
	removePrivateEngine,
	startPrivateEngine,
} from './labs/docker/engine/private.ts';
import { removeStaleSockets, removeUmlEngine, stopUmlEngine } from './labs/docker/engine/uml.ts';
import { removeImages } from './labs/docker/images.ts';
import { stateDir } from './paths.ts';

const GUEST_GONE = 'removed the guest with all that ran in it';

/**
 * Removes what vipdrill made and may have left behind, on the machine's own engine by label and on the private one. Touches nothing else.
 * A private engine that died with labs in its store is started once more to remove them. Returns what was done, one line each.
 */
export async function cleanEverything({ images }: { images: boolean }): Promise<string[]> {
	const done: string[] = [];
	if (removeStaleSockets() > 0) done.push('removed the sockets of processes that are gone');
	const local = await findLocalEngine();
	if (local) {
		if (await stopUmlEngine(local.docker)) done.push(GUEST_GONE);
		done.push(describe('local', await cleanLabs(local.docker)));
		if (images) await removeUmlEngine(local.docker);
		if (images) await removeImages(local.docker);
	}
	if (images) {
		await removePrivateEngine();
		rmSync(stateDir, { recursive: true, force: true });
		done.push(`removed ${stateDir}`);
		return done;
	}
	if (hasPrivateEngineData() && process.getuid?.() === 0) {
		const engine = (await findPrivateEngine()) ?? (await startPrivateEngine());
		if (await stopUmlEngine(engine.docker)) done.push(GUEST_GONE);
		done.push(describe('private', await cleanLabs(engine.docker)));
		const ended = await endIdlePrivateEngine();
		done.push(
			ended
				? 'ended the private engine; its images stay (--all removes them)'
				: 'the private engine stays: containers that are not vipdrill’s run on it',
		);
	}
	return done.length > 0 ? done : ['nothing to remove'];
}

function describe(
	provider: string,
	{ containers, networks, volumes }: { containers: number; networks: number; volumes: number },
): string {
	return `${provider} engine: removed ${containers} containers, ${networks} networks, ${volumes} volumes`;
}
