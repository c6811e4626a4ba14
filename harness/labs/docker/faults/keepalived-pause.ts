import type { Fault } from '../../../scenario/fault.ts';
import { type FaultDriver, fireSignal, type Nothing, onEach } from './driver.ts';
import { keepalivedProcesses } from './keepalived-processes.ts';

/** SIGSTOP to all of keepalived, the children first: a parent would miss them. */
export const keepalivedPause: FaultDriver<Extract<Fault, { kind: 'keepalived-pause' }>, Nothing> = {
	async prepare(world, _fault, hosts) {
		const found = await Promise.all(hosts.map((host) => keepalivedProcesses(world, host)));
		const pids = found.flatMap(({ parent, children }) => [...children, parent]);
		return { memo: {}, fire: fireSignal(world, pids, 'SIGSTOP') };
	},
	async undo(world, { hosts }) {
		await onEach(world, hosts, 'systemctl kill -s CONT keepalived 2>/dev/null || true');
	},
};
