import type { Fault } from '../../../scenario/fault.ts';
import { sh } from '../shell.ts';
import { type FaultDriver, fireScript, type Nothing, onEach } from './driver.ts';

/** systemd waits for a service to end, some for their connections; it counts from the order. */
export const unitStop: FaultDriver<Extract<Fault, { kind: 'unit-stop' }>, Nothing> = {
	async prepare(world, { unit }, hosts) {
		return { memo: {}, fire: await fireScript(world, hosts, sh`systemctl stop --no-block ${unit}`) };
	},
	async undo(world, { fault: { unit }, hosts }) {
		// One that is still ending has to end first.
		await onEach(
			world,
			hosts,
			sh`systemctl stop ${unit}; systemctl reset-failed ${unit} 2>/dev/null || true; systemctl start ${unit}`,
			60_000,
		);
	},
};
