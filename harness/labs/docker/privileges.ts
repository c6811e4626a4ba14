import type Docker from 'dockerode';
import { z } from 'zod';
import { VipdrillError } from '../../base/errors.ts';
import { setupCommandLine } from '../../base/hints.ts';
import { imageTag } from './images.ts';
import { LAB_LABEL, probeId } from './labels.ts';
import { ownerLabel, thisOwner } from './owner.ts';
import { Remembered } from './remember.ts';

/** How the lab's hosts get the rights that a machine has. */
export type Privileges = 'privileged' | 'capability-set';

const remembered = new Remembered('privileges', z.enum(['privileged', 'capability-set']));

/** The part of a container's HostConfig that gives it these rights. */
export function rightsOf(privileges: Privileges): Docker.HostConfig {
	if (privileges === 'privileged') return { Privileged: true };
	return {
		// What `--privileged` gives but CAP_SYS_RESOURCE, which some sandboxes themselves lack.
		CapAdd: ['ALL'],
		CapDrop: ['SYS_RESOURCE'],
		SecurityOpt: ['seccomp=unconfined', 'apparmor=unconfined'],
		// What the docker command calls `systempaths=unconfined`.
		MaskedPaths: [],
		ReadonlyPaths: [],
	};
}

/**
 * Whether the engine starts privileged containers: tried once per engine and version with a throw-away one, then remembered in the state
 * folder. Throws ENGINE_UNAVAILABLE where the engine fails in another way, SETUP_NEEDED where it lacks the client image.
 */
export async function detectPrivileges(docker: Docker): Promise<Privileges> {
	const { ID, ServerVersion } = (await docker.info()) as { ID: string; ServerVersion: string };
	const key = `${ID} ${ServerVersion}`;
	const known = remembered.get(key);
	if (known) return known;
	const answer = await probe(docker);
	remembered.set(key, answer);
	return answer;
}

async function probe(docker: Docker): Promise<Privileges> {
	let container: Docker.Container | undefined;
	try {
		container = await docker.createContainer({
			Image: imageTag('client'),
			Cmd: ['true'],
			Labels: { [LAB_LABEL]: probeId(), ...ownerLabel(thisOwner()) },
			HostConfig: { Privileged: true, NetworkMode: 'none' },
		});
		await container.start();
		return 'privileged';
	} catch (error) {
		const message = (error as Error).message;
		if (container && /caps|operation not permitted/i.test(message)) return 'capability-set';
		if (!container && (error as { statusCode?: number }).statusCode === 404) {
			throw new VipdrillError('SETUP_NEEDED', `the lab image ${imageTag('client')} is missing; run \`${setupCommandLine()}\``, {
				cause: error,
			});
		}
		throw new VipdrillError('ENGINE_UNAVAILABLE', `the engine could not start a container: ${message}; see its log`, {
			cause: error,
		});
	} finally {
		// A removal that fails must not hide the answer; `vipdrill clean` finds the container by its label.
		await container?.remove({ force: true, v: true }).catch(() => undefined);
	}
}
