import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { NAMED } from '../../../timeline/environment.ts';
import { Remembered } from '../remember.ts';
import type { Engine } from './engine.ts';
import { worksOnKernel } from './kernel.ts';

const remembered = new Remembered('ip-vs', z.literal(true));

/**
 * Whether the engine's kernel has ip_vs, which Swarm's routing mesh needs: told by using it (netlink), because file names do not tell, and
 * loaded where it is a module. A yes is remembered until the machine boots anew; a no is not, because it can be mended. Null before set-up.
 * Throws ENGINE_UNAVAILABLE as `worksOnKernel` does.
 */
export async function hasIpVs(engine: Engine): Promise<boolean | null> {
	const key = await bootOf(engine);
	if (key !== null && remembered.get(key)) return true;
	const answer = await worksOnKernel(engine.docker, 'modprobe ip_vs 2>/dev/null; ipvsadm -L -n');
	if (key !== null && answer) remembered.set(key, answer);
	return answer;
}

/** Engine, kernel and boot of its machine; null where the engine is elsewhere, or may be (a named socket may be forwarded), because no engine tells when its machine booted. */
async function bootOf({ docker, dockerHost, provider }: Engine): Promise<string | null> {
	if (!dockerHost.startsWith('unix://') || provider === NAMED) return null;
	try {
		const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
		const { ID, KernelVersion } = (await docker.info()) as { ID: string; KernelVersion: string };
		return `${ID} ${KernelVersion} ${boot}`;
	} catch {
		return null;
	}
}
