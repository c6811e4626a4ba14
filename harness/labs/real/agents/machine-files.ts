import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FoundProcess } from './protocol.ts';

/** What a file says, without the line end. */
export const read = (path: string): string => readFileSync(path, 'utf8').trim();

/** The engine-side end of a machine's cable. /proc/PID/root/sys is the machine's own sysfs, so its NIC names its peer there. Throws where there is none. */
export function cableOf(pid: number, nic: string): string {
	const peerIndex = read(`/proc/${pid}/root/sys/class/net/${nic}/iflink`);
	const link = readdirSync('/sys/class/net').find((name) => read(`/sys/class/net/${name}/ifindex`) === peerIndex);
	if (!link) throw new Error(`no interface of the engine has index ${peerIndex}, the peer of ${nic}`);
	return link;
}

/** The processes of a machine (the PID of its init), containers in it included, with their numbers outside and inside. */
export function processesOf(pid: number): FoundProcess[] {
	// A process of the machine counts in at least the engine's namespace and the machine's; further ones are its containers'.
	const depth = numbersOf(read(`/proc/${pid}/status`)).length;
	return readdirSync('/proc').flatMap((name) => {
		if (!/^\d+$/.test(name)) return [];
		try {
			const status = read(`/proc/${name}/status`);
			const field = (key: string) => new RegExp(`^${key}:\\s*(.*)$`, 'm').exec(status)?.[1]?.split(/\s+/) ?? [];
			const numbers = numbersOf(status);
			if (numbers.length < depth || !isBelow(Number(name), pid)) return [];
			return [
				{
					pid: Number(name),
					parentPid: Number(field('PPid')[0]),
					innerPid: numbers[depth - 1] ?? 0,
					name: field('Name').join(' '),
				},
			];
		} catch {
			// It ended meanwhile.
			return [];
		}
	});
}

/** A process's number in each PID namespace that it is in, outermost first, by its /proc/PID/status. */
const numbersOf = (status: string) => (/^NSpid:\s*(.*)$/m.exec(status)?.[1] ?? '').split(/\s+/).map(Number);

/** By parents: a PID namespace's processes all descend from its init, for orphans are given to it. */
export function isBelow(pid: number, ancestor: number, proc = '/proc'): boolean {
	for (let at = pid; at > 1; at = Number(/^PPid:\s*(\d+)$/m.exec(read(`${proc}/${at}/status`))?.[1] ?? 0))
		if (at === ancestor) return true;
	return false;
}

const FREEZE_WITHIN_MS = 5000;

/** Freezes or thaws every process of a machine by its cgroup (v2, or the v1 freezer) and waits until the kernel has. Throws after 5 s. */
export async function setFrozen(pid: number, frozen: boolean): Promise<void> {
	const root = `/proc/${pid}/root/sys/fs/cgroup`;
	const [path, text, isDone] = hasFile(`${root}/cgroup.freeze`)
		? ([
				`${root}/cgroup.freeze`,
				frozen ? '1' : '0',
				() => read(`${root}/cgroup.events`).includes(`frozen ${frozen ? 1 : 0}`),
			] as const)
		: ([
				`${root}/freezer/freezer.state`,
				frozen ? 'FROZEN' : 'THAWED',
				() => read(`${root}/freezer/freezer.state`) === (frozen ? 'FROZEN' : 'THAWED'),
			] as const);
	writeFileSync(path, text);
	for (let waitedMs = 0; !isDone(); waitedMs += 1) {
		if (waitedMs > FREEZE_WITHIN_MS) throw new Error(`${path} did not become ${text} within ${FREEZE_WITHIN_MS} ms`);
		await sleep(1);
	}
}

/** The period of the CPU quota, microseconds (the kernel's default). */
const PERIOD_US = 100_000;

/** Limits a machine to so many processors by its cgroup's quota, or lifts the limit with null. */
export function setCpus(pid: number, cpus: number | null): void {
	const root = `/proc/${pid}/root/sys/fs/cgroup`;
	const quotaUs = cpus === null ? null : Math.round(cpus * PERIOD_US);
	if (hasFile(`${root}/cpu.max`))
		writeFileSync(`${root}/cpu.max`, quotaUs === null ? `max ${PERIOD_US}` : `${quotaUs} ${PERIOD_US}`);
	else writeFileSync(`${root}/cpu/cpu.cfs_quota_us`, String(quotaUs ?? -1));
}

function hasFile(path: string): boolean {
	try {
		read(path);
		return true;
	} catch {
		return false;
	}
}
