import type { Fault } from '../../../scenario/fault.ts';
import { type FaultDriver, type FaultWorld, fireOnEach, type Nothing, thoseOn } from './driver.ts';

/** The machine's cgroup is frozen: its processes stop, its kernel (ARP, TCP handshakes, packets passed on) goes on. */
export const freeze: FaultDriver<Extract<Fault, { kind: 'freeze' }>, Nothing> = {
	async prepare(world, _fault, hosts) {
		return { memo: {}, fire: await setFrozen(world, hosts, true) };
	},
	async undo(world, { hosts }) {
		await (await setFrozen(world, await thoseOn(world, hosts), false))(0);
	},
};

const setFrozen = (world: FaultWorld, hosts: readonly string[], frozen: boolean) =>
	fireOnEach(world, hosts, (pid) => ({ do: 'freeze', pid, frozen }));
