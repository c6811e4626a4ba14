import type { Fault } from '../../../scenario/fault.ts';
import { sh } from '../shell.ts';
import { type FaultDriver, fireSignal, type Nothing, onEach } from './driver.ts';
import { keepalivedProcesses } from './keepalived-processes.ts';

/** SIGSTOP to all of keepalived, the children first: a parent would miss them. */
export const keepalivedPause: FaultDriver<Extract<Fault, { kind: 'keepalived-pause' }>, Nothing> = {
	async prepare(world, _fault, hosts) {
		const found = await Promise.all(hosts.map((host) => keepalivedProcesses(world, host)));
		const processes = found.flatMap(({ pid, parent, children }) => [...children, parent].map((to) => ({ pid, to })));
		return { memo: {}, fire: fireSignal(world, processes, 'SIGSTOP') };
	},
	async undo(world, { hosts }) {
		await onEach(world, hosts, sh`systemctl kill -s CONT keepalived 2>/dev/null || true`);
	},
};
