import type { Fault } from '../../../scenario/fault.ts';
import { sh } from '../shell.ts';
import { type FaultDriver, fireScript, type Nothing, onEach } from './driver.ts';

/** Starts keepalived where it does not run, also after it crashed too often. */
export const START_KEEPALIVED = sh`systemctl is-active --quiet keepalived || {
	systemctl reset-failed keepalived 2>/dev/null || true
	systemctl start keepalived
}`;

/** `systemctl stop`; it does not wait, because keepalived takes a second to end after its goodbye. */
export const keepalivedStop: FaultDriver<Extract<Fault, { kind: 'keepalived-stop' }>, Nothing> = {
	async prepare(world, _fault, hosts) {
		return { memo: {}, fire: await fireScript(world, hosts, sh`systemctl stop --no-block keepalived`) };
	},
	async undo(world, { hosts }) {
		// One that is still ending has to end first.
		await onEach(world, hosts, sh`systemctl stop keepalived; ${START_KEEPALIVED}`);
	},
};
