import { VipdrillError } from '../../../errors.ts';
import type { Fault } from '../../../scenario/fault.ts';
import { START_DOCKERD } from './dockerd-stop.ts';
import { type FaultDriver, fireSignal, type Nothing, onEach } from './driver.ts';

/** With `respawn`, systemd does what its unit says (Debian's restarts it after 2 s); without, its unit is masked until the undo. */
export const dockerdKill: FaultDriver<Extract<Fault, { kind: 'dockerd-kill' }>, Nothing> = {
	async prepare(world, { respawn }, hosts) {
		const found = await Promise.all(hosts.map((host) => world.injector.processesOf(host)));
		const pids = found.flatMap((processes) => processes.filter(({ name }) => name === 'dockerd').map(({ pid }) => pid));
		if (pids.length === 0)
			throw new VipdrillError('FAULT_FAILED', `dockerd does not run on ${hosts.join(', ')}, so it can't be hit`);
		return {
			memo: {},
			async fire(atMs) {
				if (!respawn) await onEach(world, hosts, 'systemctl mask --runtime docker.service 2>/dev/null');
				return fireSignal(world, pids, 'SIGKILL')(atMs);
			},
		};
	},
	async undo(world, { hosts }) {
		await onEach(world, hosts, `systemctl unmask --runtime docker.service 2>/dev/null; ${START_DOCKERD}`);
	},
};
