import type Docker from 'dockerode';
import { VipdrillError } from '../../../base/errors.ts';
import { imageTag, missingImages } from '../images.ts';
import { LAB_LABEL, probeId } from '../labels.ts';
import { ownerLabel, thisOwner } from '../owner.ts';
import { detectPrivileges, rightsOf } from '../privileges.ts';

const tryWithinMs = 30_000;

/**
 * Whether a shell line succeeds on the engine's kernel, with the rights of a lab host and no network: tried in a throw-away container of the
 * host image, where `modprobe` finds the modules of the engine's machine. Null where the engine lacks the lab images to try it with.
 * Throws ENGINE_UNAVAILABLE where the engine can't run the container.
 */
export async function worksOnKernel(docker: Docker, line: string): Promise<boolean | null> {
	const missing = await missingImages(docker);
	// The client image tells which rights the engine gives.
	if (missing.includes('host') || missing.includes('client')) return null;
	const rights = rightsOf(await detectPrivileges(docker));
	const create = (mounts: Docker.MountSettings[]) =>
		docker.createContainer({
			Image: imageTag('host'),
			Entrypoint: ['sh', '-c', line],
			Labels: { [LAB_LABEL]: probeId(), ...ownerLabel(thisOwner()) },
			HostConfig: { ...rights, NetworkMode: 'none', Mounts: mounts },
		});
	let container: Docker.Container | undefined;
	try {
		container = await create([MODULES]).catch((error: { statusCode?: number }) => {
			// 400: the machine has no such folder. A mount, unlike a bind, does not make one there.
			if (error.statusCode === 400) return create([]);
			throw error;
		});
		await container.start();
		const { StatusCode } = await container.wait({ abortSignal: AbortSignal.timeout(tryWithinMs) });
		return StatusCode === 0;
	} catch (cause) {
		const { message } = cause as Error;
		throw new VipdrillError('ENGINE_UNAVAILABLE', `the engine could not run a throw-away container: ${message}; see its log`, {
			cause,
		});
	} finally {
		// A removal that fails must not hide the answer; `vipdrill clean` finds the container by its label.
		await container?.remove({ force: true, v: true }).catch(() => undefined);
	}
}

/** Whether the engine's kernel can delay and lose packets (netem); null and throws as `worksOnKernel`. */
export const hasNetem = (docker: Docker): Promise<boolean | null> =>
	worksOnKernel(docker, 'modprobe sch_netem 2>/dev/null; tc qdisc add dev lo root netem delay 1ms');

/** Whether the engine's kernel has tap devices, which the guest needs; null and throws as `worksOnKernel`. */
export const hasTun = (docker: Docker): Promise<boolean | null> =>
	// A container has no such file of its own; opening it asks the driver.
	worksOnKernel(docker, 'modprobe tun 2>/dev/null; mknod /tmp/tun c 10 200 && : <>/tmp/tun');

const MODULES: Docker.MountSettings = { Type: 'bind', Source: '/lib/modules', Target: '/lib/modules', ReadOnly: true };
