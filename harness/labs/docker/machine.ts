import { buffer } from 'node:stream/consumers';
import type Docker from 'dockerode';
import { pack } from 'tar-stream';
import { containerName, HOST_LABEL, LAB_LABEL, ROLE_LABEL } from './labels.ts';
import { type Owner, ownerLabel } from './owner.ts';
import { type Privileges, rightsOf } from './privileges.ts';
import type { SegmentPlace } from './segment.ts';

export interface MachineOptions {
	labId: string;
	owner: Owner;
	role: 'host' | 'client' | 'engine-side' | 'router';
	name: string;
	image: string;
	privileges: Privileges;
	/** To be plugged into a network of the lab (cable.ts), or in the engine's own network and PID namespaces. */
	place: SegmentPlace | 'engine';
	/** What is on its disk before it starts. */
	files?: readonly MachineFile[];
	/** In place of the image's own. */
	command?: string[];
	environment?: Record<string, string>;
	/** Names that it knows beside its own, with their addresses. */
	extraHosts?: Record<string, string>;
	/** Further settings of the engine's: a disk of its own, memory in place of folders. */
	hostConfig?: Docker.HostConfig;
}

/** A file by its path in the machine; `mode` is 644 where it is left out. */
export interface MachineFile {
	target: string;
	content: string;
	mode?: number | undefined;
}

/** Makes, fills and starts a container that stands for a machine. Every file is sent over the engine's API, so the engine may be anywhere. Rejects as the engine does. */
export async function startMachine(docker: Docker, machine: MachineOptions): Promise<void> {
	const container = await docker.createContainer(containerOf(machine));
	const { files = [] } = machine;
	if (files.length > 0) await container.putArchive(await archiveOf(files), { path: '/' });
	await container.start();
}

/** What the engine is asked for. */
export function containerOf(machine: MachineOptions): Docker.ContainerCreateOptions {
	const { labId, owner, role, name, image, privileges, place, command, environment = {} } = machine;
	return {
		name: containerName(labId, name),
		Image: image,
		Labels: { [LAB_LABEL]: labId, [ROLE_LABEL]: role, [HOST_LABEL]: name, ...ownerLabel(owner) },
		Env: Object.entries(environment).map(([key, value]) => `${key}=${value}`),
		...(command && { Cmd: command }),
		...(place !== 'engine' && { Hostname: name }),
		HostConfig: {
			...(place === 'engine' ? BESIDE : onSegment(name, place, machine)),
			...rightsOf(privileges),
			...machine.hostConfig,
		},
	};
}

/** In the engine's own namespaces. */
const BESIDE: Docker.HostConfig = { NetworkMode: 'host', PidMode: 'host' };

function onSegment(name: string, place: SegmentPlace, { extraHosts = {} }: MachineOptions): Docker.HostConfig {
	const own = { [name]: place.address.split('/')[0] ?? '' };
	return {
		NetworkMode: 'none',
		ExtraHosts: Object.entries({ ...own, ...extraHosts }).map(([host, address]) => `${host}:${address}`),
		// There is no name server on the segment: lookups must fail at once, not after ten seconds (every task start looks its registry up).
		Dns: ['127.0.0.1'],
		// dockerode's types lag behind the API here.
		...({ CgroupnsMode: 'private' } as object),
	};
}

/** Files as a tar archive, by their paths from the root folder. */
export async function archiveOf(files: readonly MachineFile[]): Promise<Buffer> {
	const archive = pack();
	const whole = buffer(archive);
	for (const { target, content, mode = 0o644 } of files) archive.entry({ name: target.replace(/^\/+/, ''), mode }, content);
	archive.finalize();
	return whole;
}
