import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf, VipdrillError } from '../base/errors.ts';
import { underWay } from '../base/under-way.ts';
import { JOB_LABEL } from './labels.ts';
import { PART_KINDS, type PartKind, type SwarmApi } from './swarm-api.ts';

/** A manager's next leader is elected within seconds. */
const GONE_WITHIN_MS = 30_000;
const AGAIN_AFTER_MS = 500;

/** Removes all that a job has in its swarm: services first, for what they use is refused before. Idempotent. Rejects with CLEANUP_FAILED. */
export async function removeJob(api: SwarmApi, job: string, withinMs: number = GONE_WITHIN_MS): Promise<void> {
	const endMs = performance.now() + withinMs;
	await underWay(`removing the job ${job}`, async () => {
		for (;;) {
			const errors: unknown[] = [];
			for (const kind of PART_KINDS) await removeAll(api, kind, job).catch((error: unknown) => errors.push(error));
			const [error] = errors;
			if (errors.length === 0) return;
			if (performance.now() > endMs)
				throw new VipdrillError(
					'CLEANUP_FAILED',
					`the job ${job} could not be removed from the swarm: ${messageOf(error)}; run \`vipdrill clean\`, with the same --on`,
					{ cause: error },
				);
			await sleep(AGAIN_AFTER_MS);
		}
	});
}

async function removeAll(api: SwarmApi, kind: PartKind, job: string): Promise<void> {
	for (const { id } of await api.list(kind, `${JOB_LABEL}=${job}`)) await api.remove(kind, id);
}
