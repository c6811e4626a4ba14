import type Docker from 'dockerode';
import { until } from '../../until.ts';
import { cablePrefix } from './cable.ts';
import { execIn } from './engine/exec.ts';
import { LAB_LABEL, ROLE_LABEL } from './labels.ts';

const ENDPOINTS_GONE_WITHIN_MS = 15_000;

/** What a clean-up removed. */
export interface Cleaned {
	containers: number;
	networks: number;
	volumes: number;
}

/**
 * Removes every container, network and volume with the lab label — of one lab, or of all — and nothing else. Idempotent: what is gone
 * meanwhile counts as removed. Rejects with an AggregateError of what could not be removed, once all else is.
 */
export async function cleanLabs(docker: Docker, labId?: string): Promise<Cleaned> {
	const filters = { label: [labId ? `${LAB_LABEL}=${labId}` : LAB_LABEL] };
	const containers = await docker.listContainers({ all: true, filters });
	const running = containers.filter((c) => c.State === 'running');
	const hosts = running.filter((c) => c.Labels[ROLE_LABEL] === 'host').map((c) => c.Id);
	for (const { Id, Labels } of running.filter((c) => c.Labels[ROLE_LABEL] === 'power')) {
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
	const script = cgroups.map((dir) => `echo THAWED > ${dir}/freezer/freezer.state; echo 0 > ${dir}/cgroup.freeze`).join('; ');
	// Best effort: where there is no such file, or no such machine any more, nothing is frozen.
	await execIn(docker, beside, ['sh', '-c', `{ ${script}; } 2>/dev/null; true`], { timeoutMs: 5000 }).catch(() => {});
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
	const script = `for link in /sys/class/net/${cablePrefix(labId)}*; do ip link delete "\${link##*/}"; done`;
	// Best effort: with the machines the cables go too, in the end.
	await execIn(docker, beside, ['sh', '-c', `{ ${script}; } 2>/dev/null; true`], { timeoutMs: 5000 }).catch(() => {});
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
