import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type Docker from 'dockerode';
import { VipdrillError } from '../../../errors.ts';
import { follow, hasImage, imageTag, type Log, labImages } from '../images.ts';
import { connect, type Engine } from './engine.ts';
import { execIn } from './exec.ts';
import { forwardSocket } from './forward-socket.ts';
import { hasTun } from './kernel.ts';

/** Marks the guest's container and disk; the value is `guest` or `bake`. */
const GUEST_LABEL = 'vipdrill.engine';

const GIB = 2 ** 30;
/** What the guest may use at most; page cache included, for a lab of three hosts was seen to use 2.5. It never gets the machine's last one. */
const MOST_MEMORY_GIB = 6;
/** What a run may write: it goes to a copy-on-write file in memory. */
const WRITTEN_GIB = 4;
/** A machine with less would swap. */
const LEAST_MEMORY_BYTES = 5 * GIB;
const BOOT_WITHIN_MS = 60_000;
/** The lab's images take some 45 s. */
const COPIED_WITHIN_MS = 300_000;
/** A host's boot and the copy of its image; some 25 s. */
const FILLED_WITHIN_MS = 180_000;
/** A folder of a socket, named after the process that serves it. */
const SOCKET_FOLDER = 'vipdrill-socket-';
const guestName = 'vipdrill-guest';
const bakeName = 'vipdrill-bake';

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

/** What keeps this outer engine from ever running the guest, each a sentence that ends with the remedy; empty where nothing does. */
export async function umlObstacles({ docker }: Engine): Promise<string[]> {
	const info = (await docker.info()) as { Architecture: string; OSType: string; MemTotal: number };
	const problems: string[] = [];
	if (info.OSType !== 'linux' || info.Architecture !== 'x86_64')
		problems.push(`User-Mode Linux runs on x86_64 Linux only, not on ${info.Architecture} ${info.OSType}; use an engine there`);
	if (info.MemTotal < LEAST_MEMORY_BYTES)
		problems.push(
			`the guest needs ${LEAST_MEMORY_BYTES / GIB} GiB of memory, the engine has ${(info.MemTotal / GIB).toFixed(1)}; give it more`,
		);
	if ((await hasTun(docker)) === false)
		problems.push('the engine has no tap devices (/dev/net/tun), which the guest needs; load the module: modprobe tun');
	return problems;
}

/** Why this outer engine can't run the guest now, each a sentence that ends with the remedy; empty where it can. Starts no guest. */
export async function umlProblems(outer: Engine): Promise<string[]> {
	// The disk was made by a guest that ran here.
	if (await hasDisk(outer.docker)) return [];
	return [
		...(await umlObstacles(outer)),
		"the guest's disk is not made, or not of the present images; run `npm run setup -- --engine uml`",
	];
}

/** The container of the guest that runs on an outer engine, or undefined. */
async function runningGuest(outer: Docker): Promise<string | undefined> {
	const [found] = await outer.listContainers({ filters: { label: [`${GUEST_LABEL}=guest`] } });
	return found?.Id;
}

/** The guest that runs on an outer engine, or null. */
export async function findUmlEngine(outer: Engine): Promise<Engine | null> {
	const container = await runningGuest(outer.docker);
	return container ? attach(outer, container, `look-${randomUUID()}.sock`, false) : null;
}

/** Boots the guest on an outer engine, or finds the one that runs. Throws ENGINE_UNAVAILABLE with the end of its console. */
export async function openUmlEngine(outer: Engine): Promise<Engine> {
	const running = await runningGuest(outer.docker);
	const container = running ?? (await startGuest(outer.docker, guestName, diskName(), false)).id;
	// One name for all labs of a process: testcontainers keeps the endpoint that it saw first.
	return attach(outer, container, 'docker.sock', running === undefined);
}

/** Ends the guest of an outer engine; what it wrote is gone with it. Idempotent. Returns whether one was running. */
export async function stopUmlEngine(outer: Docker): Promise<boolean> {
	const guests = await outer.listContainers({ all: true, filters: { label: [GUEST_LABEL] } });
	await Promise.all(guests.map(({ Id: id }) => outer.getContainer(id).remove({ force: true, v: true })));
	// A disk whose baking was cut short must not pass for one.
	if (guests.some(({ Labels: labels }) => labels[GUEST_LABEL] === 'bake')) await removeDisks(outer);
	return guests.length > 0;
}

/** Removes the guest and its disks, whatever images they were made of. */
export async function removeUmlEngine(outer: Docker): Promise<void> {
	await stopUmlEngine(outer);
	await removeDisks(outer);
}

async function removeDisks(outer: Docker): Promise<void> {
	const { Volumes: volumes } = await outer.listVolumes({ filters: { label: [GUEST_LABEL] } });
	for (const { Name: name } of volumes ?? []) await outer.getVolume(name).remove({ force: true });
}

/** Copies images that only the outer engine has into the guest's store, for as long as the guest runs. */
export async function lendImages({ docker, outer }: Engine, names: readonly string[]): Promise<void> {
	if (!outer) return;
	for (const name of names)
		if (!(await hasImage(docker, name)) && (await hasImage(outer.docker, name))) await copyImages(outer.docker, docker, [name]);
}

/** Makes the guest's disk: its system, with the lab's images in its engine's store. Replaces older disks. */
export async function bakeDisk(outer: Engine, log: Log, signal?: AbortSignal): Promise<void> {
	const { docker } = outer;
	await removeUmlEngine(docker);
	// Without its container every step below fails.
	const onAbort = () => void stopUmlEngine(docker).catch(() => {});
	signal?.addEventListener('abort', onAbort);
	const disk = diskName();
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
		const container = await startGuest(docker, bakeName, disk, true);
		const guest = await attach(outer, container.id, 'bake.sock', false);
		log("guest's disk: loading the lab images");
		await copyImages(docker, guest.docker, labImages.map(imageTag), signal);
		log("guest's disk: loading the workload into the host image");
		const makeHost = ['/usr/local/lib/vipdrill/make-host', imageTag('host'), imageTag('web')];
		await execIn(docker, container.id, makeHost, { timeoutMs: FILLED_WITHIN_MS });
		await execIn(docker, container.id, ['touch', '/run/vipdrill/guest/stop']);
		await execIn(docker, container.id, ['sh', '-c', 'until [ -e /run/vipdrill/guest/stopped ]; do sleep 0.1; done']);
		// From here on the disk counts as whole (see hasDisk).
		await container.remove({ force: true, v: true });
		await guest.release();
	} catch (error) {
		await removeUmlEngine(docker);
		signal?.throwIfAborted();
		throw error;
	} finally {
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
		Labels: { [GUEST_LABEL]: bake ? 'bake' : 'guest' },
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

async function startGuest(docker: Docker, name: string, disk: string, bake: boolean): Promise<Docker.Container> {
	const container = await createGuest(docker, name, disk, { bake });
	try {
		await container.start();
		const answer = 'until docker version >/dev/null 2>&1; do sleep 0.1; done';
		await execIn(docker, container.id, ['timeout', String(BOOT_WITHIN_MS / 1000), 'sh', '-c', answer], {
			timeoutMs: BOOT_WITHIN_MS + 5000,
		});
		return container;
	} catch (error) {
		const text = await consoleOf(container);
		await container.remove({ force: true, v: true });
		throw new VipdrillError('ENGINE_UNAVAILABLE', `the guest's engine did not start; its console said last:\n${text}`, {
			cause: error,
		});
	}
}

/** The last lines of the guest's console. */
async function consoleOf(container: Docker.Container): Promise<string> {
	const log = (await container.logs({ stdout: true, stderr: true, tail: 15 })) as unknown as Buffer;
	const lines: string[] = [];
	// Each frame has a header of eight bytes; the last four are its length (Docker API, POST /containers/{id}/attach).
	for (let at = 0; at + 8 <= log.length; at += 8 + log.readUInt32BE(at + 4))
		lines.push(log.subarray(at + 8, at + 8 + log.readUInt32BE(at + 4)).toString());
	return stripVTControlCharacters(lines.join('')).trim();
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
async function attach(outer: Engine, container: string, name: string, startedHere: boolean): Promise<Engine> {
	const socket = join(ownSocketFolder(), name);
	const close = await forwardSocket(socket, outer.docker, container);
	return {
		provider: 'uml',
		dockerHost: `unix://${socket}`,
		docker: connect(`unix://${socket}`),
		startedHere,
		outer,
		release: async () => {
			close();
			if (!startedHere) return;
			await stopUmlEngine(outer.docker);
			await outer.release();
		},
	};
}
