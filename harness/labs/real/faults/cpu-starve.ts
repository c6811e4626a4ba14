import type { Fault } from '../../../scenario/fault.ts';
import { type FaultDriver, type FaultWorld, fireOnEach, type Nothing, thoseOn } from './driver.ts';

/** The machine's cgroup gets a CPU quota (period 100 ms), under which it is stopped for most of each period. */
export const cpuStarve: FaultDriver<Extract<Fault, { kind: 'cpu-starve' }>, Nothing> = {
	async prepare(world, { cpus }, hosts) {
		return { memo: {}, fire: await setCpus(world, hosts, cpus) };
	},
	async undo(world, { hosts }) {
		await (await setCpus(world, await thoseOn(world, hosts), null))(0);
	},
	async afterBoot(world, { fault }, host) {
		await (await setCpus(world, [host], fault.cpus))(0);
	},
};

const setCpus = (world: FaultWorld, hosts: readonly string[], cpus: number | null) =>
	fireOnEach(world, hosts, (pid) => ({ do: 'cpus', pid, cpus }));
