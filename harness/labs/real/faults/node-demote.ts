import type { Fault } from '../../../scenario/fault.ts';
import { sh } from '../shell.ts';
import { type FaultDriver, fireScript, type Nothing } from './driver.ts';
import { onManager, someManager } from './swarm-command.ts';

/** Asked of another manager. */
export const nodeDemote: FaultDriver<Extract<Fault, { kind: 'node-demote' }>, Nothing> = {
	async prepare(world, _fault, hosts) {
		const manager = await someManager(world, hosts);
		return { memo: {}, fire: await fireScript(world, [manager], sh`docker node demote ${hosts}`) };
	},
	async undo(world, { hosts }) {
		await onManager(world, ['node', 'promote', ...hosts], hosts);
	},
};
