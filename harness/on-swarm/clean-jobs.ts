import { cleanupFailed } from '../base/errors.ts';
import { describeOwner, type Owner, ownerOf, standingOf, thisOwner } from '../labs/docker/owner.ts';
import { JOB_LABEL } from './labels.ts';
import { removeJob } from './remove-job.ts';
import { PART_KINDS, type SwarmApi } from './swarm-api.ts';

/**
 * Removes the jobs that nobody waits for: those whose process is gone, and this process's own; any other is left, unless forced to. Returns what was done and
 * what was left to whom, one line each. Rejects with CLEANUP_FAILED, once all others are removed, where one could not be.
 */
export async function sweepJobs(
	api: SwarmApi,
	{ force }: { force: boolean },
	here: Owner = thisOwner(),
	withinMs?: number,
): Promise<string[]> {
	const found = new Map<string, Owner | null>();
	for (const kind of PART_KINDS)
		for (const { labels } of await api.list(kind, JOB_LABEL)) {
			const job = labels[JOB_LABEL];
			if (job !== undefined) found.set(job, ownerOf(labels));
		}
	const lines: string[] = [];
	const failed: unknown[] = [];
	for (const [job, owner] of found) {
		// A swarm's services go on whatever became of the machine that made them.
		if (!force && !['dead', 'self', 'kept'].includes(standingOf(owner, false, here))) {
			lines.push(`swarm: left the job ${job} to ${describeOwner(owner)} (--force removes it)`);
			continue;
		}
		await removeJob(api, job, withinMs).then(
			() => lines.push(`swarm: removed the job ${job}`),
			(error: unknown) => failed.push(error),
		);
	}
	if (failed.length > 0) throw cleanupFailed(failed);
	return lines;
}
