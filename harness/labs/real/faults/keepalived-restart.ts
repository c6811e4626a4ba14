import type { Fault } from '../../../scenario/fault.ts';
import { sh } from '../shell.ts';
import { type FaultDriver, fireScript, type Nothing, onEach } from './driver.ts';
import { START_KEEPALIVED } from './keepalived-stop.ts';

/** `systemctl restart`; it does not wait for the end of the old keepalived either. */
export const keepalivedRestart: FaultDriver<Extract<Fault, { kind: 'keepalived-restart' }>, Nothing> = {
	async prepare(world, _fault, hosts) {
		return { memo: {}, fire: await fireScript(world, hosts, sh`systemctl restart --no-block keepalived`) };
	},
	async undo(world, { hosts }) {
		await onEach(world, hosts, START_KEEPALIVED);
	},
};
