import { formatAge } from '../base/age.ts';
import { stateDir } from '../base/paths.ts';
import { checkState, removeState } from '../base/state-folder.ts';
import { type Swept, sweepLabs } from '../labs/docker/clean.ts';
import type { Engine } from '../labs/docker/engine/engine.ts';
import { baseNamed, type Providers, providers } from '../labs/docker/engine/providers/all.ts';
import type { BaseProvider, GuestProvider } from '../labs/docker/engine/providers/provider.ts';
import { runningBases } from '../labs/docker/engine/running.ts';
import type { FoundLab } from '../labs/docker/find-labs.ts';
import { removeImages } from '../labs/docker/images.ts';
import { describeOwner, thisOwner } from '../labs/docker/owner.ts';

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
export async function cleanEverything(
	options: CleanOptions,
	from: Providers = providers,
	state = { check: () => checkState(), remove: () => removeState() },
): Promise<string[]> {
	const { images, force } = options;
	const { bases, guest } = from;
	if (images) state.check();
	if (images && !force) for (const { own } of bases) own?.checkUnused();
	const done: string[] = [];
	if (guest.sweep() > 0) done.push('removed the sockets of processes that are gone');
	for (const engine of await runningBases(from)) {
		done.push(...(await cleanEngine(guest, engine, options)));
		// One of vipdrill's own loses its whole store below.
		if (images && !baseNamed(engine.provider, from).own) done.push(...(await removeBuilt(guest, engine, options)));
	}
	if (images) {
		for (const { own } of bases) await own?.remove({ force });
		const left = state.remove();
		done.push(left.length === 0 ? `removed ${stateDir}` : `removed what is vipdrill's in ${stateDir}; left ${left.join(', ')}`);
		return done;
	}
	if (process.getuid?.() === 0) for (const base of bases) done.push(...(await endIdle(base)));
	return done.length > 0 ? done : ['nothing to remove'];
}

/** Labs in the guest, the guest, labs beside it. */
async function cleanEngine(guests: GuestProvider, engine: Engine, { force }: CleanOptions): Promise<string[]> {
	const lines: string[] = [];
	const guest = await guests.find(engine);
	const inGuest = guest ? await sweepLabs(guest.docker, { force }).catch(() => null) : null;
	await guest?.release();
	if (guest && inGuest) lines.push(...describe(guest.provider, inGuest));
	if (!inGuest || inGuest.left.length === 0) {
		const { ended, usedBy } = await guests.stop(engine, { force });
		if (ended) lines.push('removed the guest with all that ran in it');
		if (usedBy.length > 0) lines.push(`left the guest to ${usedBy.join('; ')} (--force removes it)`);
	}
	return [...lines, ...describe(engine.provider, await sweepLabs(engine.docker, { force }))];
}

async function removeBuilt(guests: GuestProvider, engine: Engine, { force }: CleanOptions): Promise<string[]> {
	const usedBy = await guests.remove(engine, { force });
	const kept = await removeImages(engine.docker);
	return [
		...(usedBy.length > 0 ? [`left the guest's disk: ${usedBy.join('; ')} uses it`] : []),
		...(kept.length > 0 ? [`${engine.provider} engine: left ${kept.join(', ')}, which containers use`] : []),
	];
}

/** Ends one of vipdrill's own that nobody uses. */
async function endIdle({ name, own, find }: BaseProvider): Promise<string[]> {
	if (!own) return [];
	const wasRunning = (await find()) !== null;
	const { ended, usedBy } = await own.endIdle();
	if (ended) return [`ended the ${name} engine; its images stay (--all removes them)`];
	if (usedBy.length > 0) return [`the ${name} engine stays: another vipdrill uses it (PID ${usedBy.join(', ')})`];
	if (wasRunning) return [`the ${name} engine stays: containers still run on it`];
	const labs = own.labsInStore();
	if (labs.length === 0) return [];
	return [
		`the ${name} engine does not run, and its store still has lab ${labs.join(', ')}, dead: the engine removes that when it starts next (--all removes the store)`,
	];
}

/**
 * Removes from the engines of other people that are noted in the state folder what nobody is at work on, and forgets those that hold nothing of
 * this machine's then. Their images, and whatever else is on them, are left. Returns what was done, one line each; who did not answer: what a run
 * left there stays noted, unless forced to be forgotten; and what failed on any, which keeps none of the others.
 */
export async function cleanNamed(
	{ images, force }: CleanOptions,
	{ named }: Pick<Providers, 'named'> = providers,
): Promise<{ lines: string[]; unreachable: string[]; failed: unknown[] }> {
	const here = thisOwner().host;
	const lines: string[] = [];
	const unreachable: string[] = [];
	const failed: unknown[] = [];
	for (const { endpoint, engine } of await named.look()) {
		if (!engine) {
			if (force && named.forget(endpoint)) lines.push(`engine ${endpoint.name} does not answer, and is forgotten`);
			else unreachable.push(endpoint.name);
			continue;
		}
		const isHere = ({ owner }: FoundLab) => owner?.host === here;
		try {
			lines.push(...describe(engine.name, await sweepLabs(engine.docker, { force, foreign: false }), isHere));
			if (images) lines.push(`engine ${engine.name}: its images stay, for they may be others'; \`docker image rm\` removes them`);
		} catch (error) {
			failed.push(error);
		}
		await engine.release();
	}
	return { lines, unreachable, failed };
}

function describe(
	provider: string,
	{ containers, networks, volumes, left }: Swept,
	mayForce: (lab: FoundLab) => boolean = () => true,
): string[] {
	return [
		`${provider} engine: removed ${containers} containers, ${networks} networks, ${volumes} volumes`,
		...left.map((lab) => `${provider} engine: left lab ${describeLab(lab)}${mayForce(lab) ? ' (--force removes it)' : ''}`),
	];
}

/** A lab that is somebody's, for people. */
export function describeLab({ id, owner, createdMs }: FoundLab, nowMs: number = Date.now()): string {
	const age = createdMs === null ? '' : `, ${formatAge(nowMs - createdMs)} old`;
	return `${id} of ${describeOwner(owner)}${age}`;
}
