import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { machine, platform, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type Docker from 'dockerode';
import { VipdrillError } from '../../../base/errors.ts';
import { setupCommandLine } from '../../../base/hints.ts';
import { until } from '../../../base/until.ts';
import { follow, hasImage, imageTag, type Log, labImages } from '../images.ts';
import { LAB_LABEL } from '../labels.ts';
import { describeOwner, ownerLabel, ownerOf, standingOf, thisOwner } from '../owner.ts';
import { connect, type Engine } from './engine.ts';
import { execIn } from './exec.ts';
import { forwardSocket } from './forward-socket.ts';
import { GuestFailed, GuestMemory, guestFailed } from './guest-failure.ts';
import { enterGuest, GUEST_LABEL, guestUses, removeUse } from './guest-users.ts';
import { hasTun } from './kernel.ts';
import { logFrames } from './log-frames.ts';
import { GUEST } from './providers/kinds.ts';
import type { GuestProvider, StoppedGuest } from './providers/provider.ts';

const GIB = 2 ** 30;
/** What the guest may use at most; page cache included, for a lab of three hosts was seen to use 2.5. It never gets the machine's last one. */
const MOST_MEMORY_GIB = 6;
/** What a run may write: it goes to a copy-on-write file in memory. */
const WRITTEN_GIB = 4;
/** A machine with less would swap. */
const LEAST_MEMORY_BYTES = 5 * GIB;
const BOOT_WITHIN_MS = 60_000;
const DIES_WITHIN_MS = 2000;
/** The lab's images take some 45 s. */
const COPIED_WITHIN_MS = 300_000;
/** A host's boot and the copy of its image; some 25 s. */
const FILLED_WITHIN_MS = 180_000;
/** A folder of a socket, named after the process that serves it. */
const SOCKET_FOLDER = 'vipdrill-socket-';
const guestName = 'vipdrill-guest';
/** While its last user looks whether there is another. */
const endingName = 'vipdrill-guest-ending';
const LOOK_AGAIN_MS = 200;
/** Longer than its last user takes to look; only one that was killed then leaves the name. */
const ENDING_FOR_MS = 10_000;
const bakeName = 'vipdrill-bake';
/** A panic with its registers and calls takes some 30. */
const CONSOLE_LINES = 60;

/** The disk that goes with the present images: another image, another disk. */
export function diskName(): string {
	const images = ['engine' as const, ...labImages].map(imageTag).join();
	return `vipdrill-disk-${createHash('sha256').update(images).digest('hex').slice(0, 12)}`;
}

/** Whether the guest's disk is baked, with the images as they are now. A baking that was killed leaves its container, and no disk to trust. */
export async function hasDisk(outer: Docker): Promise<boolean> {
	const baking = await outer.listContainers({ all: true, filters: { label: [`${GUEST_LABEL}=bake`] } });
	if (baking.length > 0) return false;
	const { Volumes: volumes } = await outer.listVolumes({ filters: { label: [GUEST_LABEL] } });
	return (volumes ?? []).some((volume) => volume.Name === diskName());
}

const NO_DISK = `the guest's disk is not made, or not of the present images; run \`${setupCommandLine('--engine', GUEST)}\``;

/** What the guest would run on. */
interface GuestGround {
	architecture: string;
	system: string;
	memoryBytes: number;
	/** Whether the kernel has tap devices; null where nobody tried. */
	tun: boolean | null;
}

/** What keeps this outer engine from ever running the guest, each a sentence that ends with the remedy; empty where nothing does. A guest that failed here is not among it. */
export async function umlObstacles({ docker }: Engine): Promise<string[]> {
	const info = (await docker.info()) as { Architecture: string; OSType: string; MemTotal: number };
	return obstaclesOn({
		architecture: info.Architecture,
		system: info.OSType,
		memoryBytes: info.MemTotal,
		tun: await hasTun(docker),
	});
}

/** Why an engine of this machine that does not run can't run the guest, from what its kernel was found to have; as `umlProblems`. */
export const recalledUmlProblems: GuestProvider['recalledProblems'] = (base, tun) => {
	if (base.hasVolume(diskName())) return [];
	const obstacles = obstaclesOn({ architecture: machine(), system: platform(), memoryBytes: totalmem(), tun });
	return withoutDisk(obstacles, new GuestMemory().recalledFailures(base.knownAs, diskName()));
};

/** Why the guest failed on this outer engine when its disk was to be made, as `umlObstacles`. */
export const umlFailures = (outer: Engine): Promise<string[]> => new GuestMemory().failures(outer, diskName());

/** The problems where there is no disk. What says that the guest failed also says how to make the disk. */
export const withoutDisk = (obstacles: readonly string[], failures: readonly string[]): string[] => [
	...obstacles,
	...(failures.length > 0 ? failures : [NO_DISK]),
];

/** What keeps the guest from ever running on such a machine, as `umlObstacles`. */
export function obstaclesOn({ architecture, system, memoryBytes, tun }: GuestGround): string[] {
	const problems: string[] = [];
	if (system !== 'linux' || architecture !== 'x86_64')
		problems.push(`User-Mode Linux runs on x86_64 Linux only, not on ${architecture} ${system}; use an engine there`);
	if (memoryBytes < LEAST_MEMORY_BYTES)
		problems.push(
			`the guest needs ${LEAST_MEMORY_BYTES / GIB} GiB of memory, the engine has ${(memoryBytes / GIB).toFixed(1)}; give it more`,
		);
	if (tun === false)
		problems.push('the engine has no tap devices (/dev/net/tun), which the guest needs; load the module: modprobe tun');
	return problems;
}

/** Why this outer engine can't run the guest now, each a sentence that ends with the remedy; empty where it can. Starts no guest. */
export async function umlProblems(outer: Engine): Promise<string[]> {
	// The disk was made by a guest that ran here.
	if (await hasDisk(outer.docker)) return [];
	return withoutDisk(await umlObstacles(outer), await umlFailures(outer));
}

/** The container of a guest on an outer engine, whatever its state; undefined where there is none. */
async function guestOn(outer: Docker): Promise<Docker.ContainerInfo | undefined> {
	const [found] = await outer.listContainers({ all: true, filters: { label: [`${GUEST_LABEL}=guest`] } });
	return found;
}

/** The guest that runs on an outer engine, or null. To look is not to use: it may end at any time. */
export async function findUmlEngine(outer: Engine): Promise<Engine | null> {
	const guest = await guestOn(outer.docker);
	if (guest?.State !== 'running') return null;
	const { engine, close } = await attach(outer, guest.Id, `look-${randomUUID()}.sock`);
	return { ...engine, release: async () => close() };
}

/**
 * Uses the guest on an outer engine, and boots it where it does not run. It ends when the last process that uses it has released it, unless labs
 * are left in it or somebody keeps it. Throws ENGINE_UNAVAILABLE with the end of its console.
 */
export async function openUmlEngine(outer: Engine, signal?: AbortSignal): Promise<Engine> {
	// First entered, then looked for: whoever ends the guest does it the other way round, so at least one of the two sees the other.
	const leave = await enterGuest(outer.docker);
	try {
		// One name for all labs of a process.
		const { engine, close } = await attach(outer, await haveGuest(outer.docker, signal), 'docker.sock');
		let isReleased = false;
		const release = async () => {
			if (isReleased) return;
			isReleased = true;
			await leave();
			await endUnusedGuest(outer.docker, engine.docker);
			close();
			await outer.release();
		};
		return { ...engine, release };
	} catch (error) {
		await leave();
		throw error;
	}
}

/** The guest's container once it answers: the one that there is, or a new one. */
async function haveGuest(docker: Docker, signal?: AbortSignal): Promise<string> {
	const startedMs = performance.now();
	for (;;) {
		signal?.throwIfAborted();
		const guest = await guestOn(docker);
		if (!guest) {
			try {
				return (await startGuest(docker, guestName, diskName(), { bake: false, signal })).id;
			} catch (error) {
				// 409: another process has made it meanwhile.
				if ((error as { statusCode?: number }).statusCode !== 409) throw error;
				continue;
			}
		}
		const isEnding = guest.Names.includes(`/${endingName}`);
		if (guest.State === 'running' && !isEnding) {
			await untilAnswers(docker, guest.Id, signal);
			return guest.Id;
		}
		const waitedMs = performance.now() - startedMs;
		const isBeingMade = guest.State === 'created' && standingOf(ownerOf(guest.Labels), true) !== 'dead';
		if (isEnding ? waitedMs > ENDING_FOR_MS : !isBeingMade || waitedMs > BOOT_WITHIN_MS)
			await (isEnding && guest.State === 'running' ? rename(docker, guest.Id, guestName) : remove(docker.getContainer(guest.Id)));
		await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
	}
}

/** Ends the guest unless another process uses it, somebody keeps it, or labs are left in it. */
export async function endUnusedGuest(outer: Docker, inner: Docker): Promise<void> {
	const isUsed = async () => {
		const { others, own } = await guestUses(outer);
		// A guest that does not answer holds nothing that could be kept.
		const labs = await inner.listContainers({ all: true, filters: { label: [LAB_LABEL] } }).catch(() => []);
		return others.length + own.length + labs.length > 0;
	};
	const guest = await guestOn(outer);
	if (!guest || (await isUsed())) return;
	await rename(outer, guest.Id, endingName);
	if (await isUsed()) await rename(outer, guest.Id, guestName);
	else await remove(outer.getContainer(guest.Id));
}

/** Gives a container another name. One that is gone has none, which is no error. */
async function rename(docker: Docker, id: string, name: string): Promise<void> {
	await docker
		.getContainer(id)
		.rename({ name })
		.catch((error: { statusCode?: number }) => {
			if (error.statusCode !== 404 && error.statusCode !== 409) throw error;
		});
}

async function remove(container: Docker.Container): Promise<void> {
	await container.remove({ force: true, v: true }).catch((error: { statusCode?: number }) => {
		// 404: gone meanwhile. 409: its removal is under way.
		if (error.statusCode !== 404 && error.statusCode !== 409) throw error;
	});
}

/** Ends the guest of an outer engine, kept or not, and a baking of its disk that was killed; unless another process is at work with it, or forced to. Idempotent. */
export async function stopUmlEngine(outer: Docker, { force }: { force: boolean }): Promise<StoppedGuest> {
	const { others, own } = await guestUses(outer);
	const containers = await outer.listContainers({ all: true, filters: { label: [GUEST_LABEL] } });
	const bakes = containers.filter(({ Labels: labels }) => labels[GUEST_LABEL] === 'bake');
	const bakers = bakes
		.map(({ Labels: labels }) => ownerOf(labels))
		.filter((owner) => !['dead', 'self'].includes(standingOf(owner, true)));
	const usedBy = [...others.map(({ owner }) => owner), ...bakers].map(describeOwner);
	if (usedBy.length > 0 && !force) return { ended: false, usedBy };
	await Promise.all(containers.map(({ Id: id }) => remove(outer.getContainer(id))));
	for (const { volume } of [...own, ...others]) await removeUse(outer, volume);
	// A disk whose baking was cut short must not pass for one.
	if (bakes.length > 0) await removeDisks(outer);
	return { ended: containers.length > 0, usedBy: [] };
}

/** Removes the guest and its disks, whatever images they were made of. Returns who uses it where it was left for them. */
export async function removeUmlEngine(outer: Docker, options: { force: boolean }): Promise<string[]> {
	const { usedBy } = await stopUmlEngine(outer, options);
	if (usedBy.length === 0) await removeDisks(outer);
	return usedBy;
}

async function removeDisks(outer: Docker): Promise<void> {
	const { Volumes: volumes } = await outer.listVolumes({ filters: { label: [`${GUEST_LABEL}=disk`] } });
	for (const { Name: name } of volumes ?? []) await outer.getVolume(name).remove({ force: true });
}

/** Removes what a baking that did not end well has left. */
async function removeBaking(outer: Docker): Promise<void> {
	await remove(outer.getContainer(bakeName));
	await removeDisks(outer);
}

/** Copies images that only the outer engine has into the guest's store, for as long as the guest runs. */
export async function lendImages({ docker, outer }: Engine, names: readonly string[]): Promise<void> {
	if (!outer) return;
	for (const name of names)
		if (!(await hasImage(docker, name)) && (await hasImage(outer.docker, name))) await copyImages(outer.docker, docker, [name]);
}

/**
 * Makes the guest's disk: its system, with the lab's images in its engine's store. Replaces older disks. Throws ENGINE_UNAVAILABLE where another
 * process uses the guest of one, GuestFailed where the guest does not start or dies, and remembers that.
 */
export async function bakeDisk(outer: Engine, log: Log, signal?: AbortSignal, memory = new GuestMemory()): Promise<void> {
	const { docker } = outer;
	const usedBy = await removeUmlEngine(docker, { force: false });
	if (usedBy.length > 0) {
		const message = `the guest's disk can't be made anew while the guest is used (${usedBy.join('; ')}); wait for that, then run \`${setupCommandLine()}\` again`;
		throw new VipdrillError('ENGINE_UNAVAILABLE', message);
	}
	// Without its container every step below fails.
	const onAbort = () => void remove(docker.getContainer(bakeName)).catch(() => {});
	signal?.addEventListener('abort', onAbort);
	const disk = diskName();
	let isBooted = false;
	let close = () => {};
	await docker.createVolume({ Name: disk, Labels: { [GUEST_LABEL]: 'disk' } });
	try {
		signal?.throwIfAborted();
		log("guest's disk: making its file system");
		const maker = await createGuest(docker, bakeName, disk, { bake: true, command: ['/usr/local/lib/vipdrill/make-disk'] });
		await maker.start();
		const { StatusCode: status } = (await maker.wait()) as { StatusCode: number };
		if (status !== 0) throw new VipdrillError('LAB_FAILED', `making the guest's disk failed:\n${await consoleOf(maker)}`);
		await maker.remove({ v: true });
		log("guest's disk: booting the guest");
		const container = await startGuest(docker, bakeName, disk, { bake: true });
		isBooted = true;
		await memory.booted(outer, disk);
		const attached = await attach(outer, container.id, 'bake.sock');
		close = attached.close;
		log("guest's disk: loading the lab images");
		await copyImages(docker, attached.engine.docker, labImages.map(imageTag), signal);
		log("guest's disk: loading the workload into the host image");
		const makeHost = ['/usr/local/lib/vipdrill/make-host', imageTag('host'), imageTag('web')];
		await execIn(docker, container.id, makeHost, { timeoutMs: FILLED_WITHIN_MS });
		await execIn(docker, container.id, ['touch', '/run/vipdrill/guest/stop']);
		await execIn(docker, container.id, ['sh', '-c', 'until [ -e /run/vipdrill/guest/stopped ]; do sleep 0.1; done']);
		// From here on the disk counts as whole (see hasDisk).
		await container.remove({ force: true, v: true });
	} catch (error) {
		// The step that fails says little of a guest that died meanwhile.
		const isFailure = error instanceof GuestFailed;
		const failure = isFailure ? error : isBooted ? await deathOf(docker.getContainer(bakeName), error) : null;
		await removeBaking(docker);
		signal?.throwIfAborted();
		if (failure) await memory.failed(outer, disk, failure.reason);
		throw failure ?? error;
	} finally {
		close();
		signal?.removeEventListener('abort', onAbort);
	}
}

/** Copies images as one archive, which holds the layers they share once. Rejects where it takes longer than five minutes. */
async function copyImages(from: Docker, to: Docker, names: readonly string[], signal?: AbortSignal): Promise<void> {
	// dockerode's types do not know this method.
	const archive = await (from as Docker & { getImages(query: object): Promise<NodeJS.ReadableStream> }).getImages({ names });
	const late = AbortSignal.timeout(COPIED_WITHIN_MS);
	const progress = await to.loadImage(archive, { abortSignal: signal ? AbortSignal.any([signal, late]) : late });
	await follow(to, progress, () => {});
}

interface GuestOptions {
	/** Write to the disk itself, not beside it. */
	bake: boolean;
	command?: string[];
}

async function createGuest(
	docker: Docker,
	name: string,
	disk: string,
	{ bake, command }: GuestOptions,
): Promise<Docker.Container> {
	const { MemTotal } = (await docker.info()) as { MemTotal: number };
	const memoryGib = Math.min(MOST_MEMORY_GIB, Math.floor(MemTotal / GIB) - 1);
	return docker.createContainer({
		name,
		Image: imageTag('engine'),
		...(command && { Cmd: command }),
		Env: [`VIPDRILL_MEMORY=${memoryGib}G`, ...(bake ? ['VIPDRILL_BAKE=1'] : [])],
		Labels: { [GUEST_LABEL]: bake ? 'bake' : 'guest', ...ownerLabel(thisOwner()) },
		HostConfig: {
			NetworkMode: 'none',
			Mounts: [{ Type: 'volume', Source: disk, Target: '/disk', ReadOnly: !bake }],
			// The guest maps its memory executable, which Docker's own /dev/shm forbids.
			Tmpfs: { '/memory': `rw,exec,size=${(memoryGib + WRITTEN_GIB) * GIB}` },
			Devices: [{ PathOnHost: '/dev/net/tun', PathInContainer: '/dev/net/tun', CgroupPermissions: 'rwm' }],
			// For the tap device, in a network namespace that holds nothing else.
			CapAdd: ['NET_ADMIN'],
		},
	});
}

async function startGuest(
	docker: Docker,
	name: string,
	disk: string,
	{ bake, signal }: { bake: boolean; signal?: AbortSignal | undefined },
): Promise<Docker.Container> {
	const container = await createGuest(docker, name, disk, { bake });
	try {
		await container.start().catch((cause: Error) => {
			throw new GuestFailed(
				`the guest's container can't be started: ${cause.message}`,
				`its container can't be started (${cause.message.trim()})`,
				{ cause },
			);
		});
		await untilAnswers(docker, container.id, signal);
		return container;
	} catch (error) {
		// Whoever pulls the signal learns nothing of the guest.
		if (signal?.aborted) await container.remove({ force: true, v: true });
		signal?.throwIfAborted();
		const failure =
			error instanceof GuestFailed ? error : ((await deathOf(container, error)) ?? (await lateOf(container, error)));
		await container.remove({ force: true, v: true });
		throw failure;
	}
}

/** That a guest has ended by itself; null where it runs, or is gone. */
async function deathOf(container: Docker.Container, cause: unknown): Promise<GuestFailed | null> {
	const look = () =>
		container.inspect().then(
			({ State }) => State.Status,
			() => 'gone',
		);
	// What ran in the container fails a moment before the engine knows that the container has ended.
	const ended = async () => ((await look()) === 'running' ? undefined : true);
	await until('the guest ended', ended, { timeoutMs: DIES_WITHIN_MS, intervalMs: 100 }).catch(() => {});
	return (await look()) === 'exited' ? guestFailed('ended by itself', await consoleOf(container), cause) : null;
}

/** That the engine in a guest did not answer in time. */
const lateOf = async (container: Docker.Container, cause: unknown): Promise<GuestFailed> =>
	guestFailed(`did not answer within ${BOOT_WITHIN_MS / 1000} s`, await consoleOf(container), cause);

/** Waits until the engine in a guest's container answers. */
async function untilAnswers(docker: Docker, container: string, signal?: AbortSignal): Promise<void> {
	const answer = 'until docker version >/dev/null 2>&1; do sleep 0.1; done';
	await execIn(docker, container, ['timeout', String(BOOT_WITHIN_MS / 1000), 'sh', '-c', answer], {
		timeoutMs: BOOT_WITHIN_MS + 5000,
		...(signal && { signal }),
	});
}

/** The last lines of the guest's console. */
async function consoleOf(container: Docker.Container): Promise<string> {
	const log = (await container.logs({ stdout: true, stderr: true, tail: CONSOLE_LINES })) as unknown as Buffer;
	const pieces = [...logFrames(log)].map(({ content }) => content);
	return stripVTControlCharacters(Buffer.concat(pieces).toString()).trim();
}

/** Removes the sockets of processes that ended without removing them. Returns how many. */
export function removeStaleSockets(): number {
	const stale = readdirSync(tmpdir()).filter((name) => {
		if (!name.startsWith(SOCKET_FOLDER)) return false;
		const pid = /^\d+(?=-)/.exec(name.slice(SOCKET_FOLDER.length))?.[0];
		return pid !== undefined && !existsSync(`/proc/${pid}`);
	});
	for (const name of stale) rmSync(join(tmpdir(), name), { recursive: true, force: true });
	return stale.length;
}

let socketFolder: string | null = null;

/** The folder of this process's sockets, which only this user enters; gone when the process ends. */
function ownSocketFolder(): string {
	if (socketFolder) return socketFolder;
	const folder = mkdtempSync(join(tmpdir(), `${SOCKET_FOLDER}${process.pid}-`));
	process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
	socketFolder = folder;
	return folder;
}

/** Makes the guest's engine an endpoint of this process: a unix socket of the given name. */
async function attach(
	outer: Engine,
	container: string,
	name: string,
): Promise<{ engine: Omit<Engine, 'release'>; close: () => void }> {
	const socket = join(ownSocketFolder(), name);
	const close = await forwardSocket(socket, outer.docker, container);
	const dockerHost = `unix://${socket}`;
	const keep = async () => {
		await enterGuest(outer.docker, thisOwner(true));
		await outer.keep();
	};
	return { engine: { provider: GUEST, dockerHost, docker: connect(dockerHost), outer, keep }, close };
}
