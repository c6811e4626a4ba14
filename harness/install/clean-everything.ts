import { formatAge } from '../base/age.ts';
import { stateDir } from '../base/paths.ts';
import { checkState, removeState } from '../base/state-folder.ts';
import { type Swept, sweepLabs } from '../labs/docker/clean.ts';
import type { Engine } from '../labs/docker/engine/engine.ts';
import { findLocalEngine } from '../labs/docker/engine/local.ts';
import {
	checkPrivateEngineUnused,
	endIdlePrivateEngine,
	findPrivateEngine,
	labsInStore,
	removePrivateEngine,
} from '../labs/docker/engine/private.ts';
import { findUmlEngine, removeStaleSockets, removeUmlEngine, stopUmlEngine } from '../labs/docker/engine/uml.ts';
import type { FoundLab } from '../labs/docker/find-labs.ts';
import { removeImages } from '../labs/docker/images.ts';
import { describeOwner } from '../labs/docker/owner.ts';

export interface CleanOptions {
	/** Images, disks and the state folder too. */
	images: boolean;
	/** What others own or use too. */
	force: boolean;
}

/**
 * Removes what vipdrill made and nobody is at work on (see `sweepLabs`), by label on the engines that run; it starts none. Touches nothing else.
 * Returns what was done and what was left to whom, one line each. Throws InputError, before anything is removed, where the state folder that
 * should go is not vipdrill's, ENGINE_UNAVAILABLE likewise where another process uses the engine in it.
 */
export async function cleanEverything(options: CleanOptions): Promise<string[]> {
	const { images, force } = options;
	if (images) checkState();
	if (images && !force) checkPrivateEngineUnused();
	const done: string[] = [];
	if (removeStaleSockets() > 0) done.push('removed the sockets of processes that are gone');
	const local = await findLocalEngine();
	if (local) {
		done.push(...(await cleanEngine(local, options)));
		if (images) done.push(...(await removeBuilt(local, options)));
	}
	const own = await findPrivateEngine();
	if (own && own.dockerHost !== local?.dockerHost) done.push(...(await cleanEngine(own, options)));
	if (images) {
		await removePrivateEngine({ force });
		const left = removeState();
		done.push(left.length === 0 ? `removed ${stateDir}` : `removed what is vipdrill's in ${stateDir}; left ${left.join(', ')}`);
		return done;
	}
	if (process.getuid?.() === 0) done.push(...(await endPrivate(own !== null)));
	return done.length > 0 ? done : ['nothing to remove'];
}

/** Labs in the guest, the guest, labs beside it. */
async function cleanEngine(engine: Engine, { force }: CleanOptions): Promise<string[]> {
	const lines: string[] = [];
	const guest = await findUmlEngine(engine);
	const inGuest = guest ? await sweepLabs(guest.docker, { force }).catch(() => null) : null;
	await guest?.release();
	if (guest && inGuest) lines.push(...describe(guest.provider, inGuest));
	if (!inGuest || inGuest.left.length === 0) {
		const { ended, usedBy } = await stopUmlEngine(engine.docker, { force });
		if (ended) lines.push('removed the guest with all that ran in it');
		if (usedBy.length > 0) lines.push(`left the guest to ${usedBy.join('; ')} (--force removes it)`);
	}
	return [...lines, ...describe(engine.provider, await sweepLabs(engine.docker, { force }))];
}

async function removeBuilt({ docker, provider }: Engine, { force }: CleanOptions): Promise<string[]> {
	const usedBy = await removeUmlEngine(docker, { force });
	const kept = await removeImages(docker);
	return [
		...(usedBy.length > 0 ? [`left the guest's disk: ${usedBy.join('; ')} uses it`] : []),
		...(kept.length > 0 ? [`${provider} engine: left ${kept.join(', ')}, which containers use`] : []),
	];
}

async function endPrivate(wasRunning: boolean): Promise<string[]> {
	const { ended, usedBy } = await endIdlePrivateEngine();
	if (ended) return ['ended the private engine; its images stay (--all removes them)'];
	if (usedBy.length > 0) return [`the private engine stays: another vipdrill uses it (PID ${usedBy.join(', ')})`];
	if (wasRunning) return ['the private engine stays: containers still run on it'];
	const labs = labsInStore();
	if (labs.length === 0) return [];
	return [
		`the private engine does not run, and its store still has lab ${labs.join(', ')}, dead: the engine removes that when it starts next (--all removes the store)`,
	];
}

function describe(provider: string, { containers, networks, volumes, left }: Swept): string[] {
	return [
		`${provider} engine: removed ${containers} containers, ${networks} networks, ${volumes} volumes`,
		...left.map((lab) => `${provider} engine: left lab ${describeLab(lab)} (--force removes it)`),
	];
}

/** A lab that is somebody's, for people. */
export function describeLab({ id, owner, createdMs }: FoundLab, nowMs: number = Date.now()): string {
	const age = createdMs === null ? '' : `, ${formatAge(nowMs - createdMs)} old`;
	return `${id} of ${describeOwner(owner)}${age}`;
}
