import type { Fault } from '../../../scenario/fault.ts';
import type { Act } from '../agents/protocol.ts';
import { type FaultDriver, type Nothing, onEach } from './driver.ts';
import { keepalivedProcesses } from './keepalived-processes.ts';
import { START_KEEPALIVED } from './keepalived-stop.ts';

/** SIGKILL to the process that does VRRP, to its parent, or to both. */
export const keepalivedKill: FaultDriver<Extract<Fault, { kind: 'keepalived-kill' }>, Nothing> = {
	async prepare(world, { part }, hosts) {
		const found = await Promise.all(hosts.map((host) => keepalivedProcesses(world, host)));
		const acts = found.flatMap(({ pid, parent, children }): Act[] => {
			const killChildren = children.map((to): Act => ({ do: 'signal', pid, to, signal: 'SIGKILL' }));
			const killParent: Act = { do: 'signal', pid, to: parent, signal: 'SIGKILL' };
			if (part === 'child') return killChildren;
			if (part === 'parent') return [killParent];
			// Stopped first, it can neither respawn a child nor be missed by one.
			return [{ do: 'signal', pid, to: parent, signal: 'SIGSTOP' }, ...killChildren, killParent];
		});
		return { memo: {}, fire: (atMs) => world.injector.act(acts, atMs) };
	},
	async undo(world, { hosts }) {
		await onEach(world, hosts, START_KEEPALIVED);
	},
};
