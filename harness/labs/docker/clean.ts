import type Docker from 'dockerode';
import { cleanupFailed } from '../../base/errors.ts';
import { until } from '../../base/until.ts';
import { cablePrefix } from '../real/lab-marks.ts';
import { inLines, sh, shellCommand } from '../real/shell.ts';
import { execIn } from './engine/exec.ts';
import { type FoundLab, findLabs } from './find-labs.ts';
import { isEngineSide, LAB_LABEL, ROLE_LABEL } from './labels.ts';
import { type Owner, standingOf, thisOwner } from './owner.ts';

const ENDPOINTS_GONE_WITHIN_MS = 15_000;

/** What a clean-up removed. */
export interface Cleaned {
	containers: number;
	networks: number;
	volumes: number;
}

/** What a clean-up removed, and which labs it left to their owners. */
export interface Swept extends Cleaned {
	left: FoundLab[];
}

/**
 * Removes the labs that nobody is at work on: those whose process is gone, this process's own, and those that the same user keeps
 * (`vipdrill up`). Any other is left, unless forced to: another run's, another user's, and one whose owner can't be told from here. One that
 * can't be removed keeps none of the others; without `foreign` no force takes what is another machine's. Rejects with CLEANUP_FAILED in the end.
 */
export async function sweepLabs(
	docker: Docker,
	{ force, foreign = true }: { force: boolean; foreign?: boolean },
	here: Owner = thisOwner(),
): Promise<Swept> {
	const swept: Swept = { containers: 0, networks: 0, volumes: 0, left: [] };
	const failed: unknown[] = [];
	for (const lab of await findLabs(docker)) {
		const isForced = force && (foreign || lab.owner?.host === here.host);
		if (!isForced && !isForTaking(lab, here)) {
			swept.left.push(lab);
			continue;
		}
		try {
			const { containers, networks, volumes } = await cleanLabs(docker, lab.id);
			swept.containers += containers;
			swept.networks += networks;
			swept.volumes += volumes;
		} catch (error) {
			failed.push(error);
		}
	}
	if (failed.length > 0) throw cleanupFailed(failed);
	return swept;
}

function isForTaking({ owner, machines }: FoundLab, here: Owner): boolean {
	const runs = machines.some(({ state }) => state === 'running');
	return ['dead', 'self', 'kept'].includes(standingOf(owner, runs, here));
}

/**
 * Removes every container, network and volume of one lab, by its label, and nothing else. Idempotent: what is gone meanwhile counts as removed.
 * Rejects with an AggregateError of what could not be removed, once all else is.
 */
export async function cleanLabs(docker: Docker, labId: string): Promise<Cleaned> {
	const filters = { label: [`${LAB_LABEL}=${labId}`] };
	const containers = await docker.listContainers({ all: true, filters });
	const running = containers.filter((c) => c.State === 'running');
	const hosts = running.filter((c) => c.Labels[ROLE_LABEL] === 'host').map((c) => c.Id);
	for (const { Id, Labels } of running.filter((c) => isEngineSide(c.Labels[ROLE_LABEL]))) {
		await thaw(docker, Id, hosts);
		await unplug(docker, Id, Labels[LAB_LABEL] ?? '?');
	}
	// Each whatever becomes of the others; what is left is told at the end.
	const ends: PromiseSettledResult<unknown>[] = [];
	const all = async (removals: Promise<unknown>[]) => void ends.push(...(await Promise.allSettled(removals)));
	await all(containers.map((c) => gone(() => docker.getContainer(c.Id).remove({ force: true, v: true }))));
	const networks = await docker.listNetworks({ filters });
	await all(networks.map((n) => removeNetwork(docker, n.Id)));
	const { Volumes: volumes } = await docker.listVolumes({ filters });
	await all((volumes ?? []).map((v) => gone(() => docker.getVolume(v.Name).remove({ force: true } as object))));
	const left = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as Error] : []));
	if (left.length > 0) throw new AggregateError(left, left.map(({ message }) => message).join('; '));
	return { containers: containers.length, networks: networks.length, volumes: volumes?.length ?? 0 };
}

/** Thaws hosts that a killed run has left frozen, from the machine on the engine's side: a frozen process does not die. */
async function thaw(docker: Docker, beside: string, hosts: string[]): Promise<void> {
	const found = await Promise.allSettled(hosts.map(async (id) => (await docker.getContainer(id).inspect()).State.Pid));
	// One that is gone meanwhile is not frozen.
	const pids = found.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
	const cgroups = pids.map((pid) => `/proc/${pid}/root/sys/fs/cgroup`);
	const each = cgroups.map(
		(dir) => sh`echo THAWED > ${dir}/freezer/freezer.state || true; echo 0 > ${dir}/cgroup.freeze || true`,
	);
	// Best effort: where there is no such file, or no such machine any more, nothing is frozen.
	await execIn(docker, beside, shellCommand(inLines(each)), { timeoutMs: 5000 }).catch(() => {});
}

/** An endpoint may outlive its container for a moment; until it is gone, the engine refuses with 403. */
async function removeNetwork(docker: Docker, id: string): Promise<void> {
	const remove = async () => {
		await gone(() => docker.getNetwork(id).remove());
		return true;
	};
	await until(`network ${id.slice(0, 12)} is removed`, remove, { timeoutMs: ENDPOINTS_GONE_WITHIN_MS });
}

/** Takes a lab's cables away, from the machine on the engine's side: the kernel is in no hurry to clear a dead machine's network away. */
async function unplug(docker: Docker, beside: string, labId: string): Promise<void> {
	const script = sh`for link in ${`/sys/class/net/${cablePrefix(labId)}`}*; do ip link delete dev "\${link##*/}" || true; done`;
	// Best effort: with the machines the cables go too, in the end.
	await execIn(docker, beside, shellCommand(script), { timeoutMs: 5000 }).catch(() => {});
}

async function gone(remove: () => Promise<unknown>): Promise<void> {
	try {
		await remove();
	} catch (error) {
		const status = (error as { statusCode?: number }).statusCode;
		// 404: gone meanwhile. 409: its removal is already under way.
		if (status !== 404 && status !== 409) throw error;
	}
}
