import { VipdrillError } from '../../../base/errors.ts';
import type { Fault } from '../../../scenario/fault.ts';
import { sh } from '../shell.ts';
import { START_DOCKERD } from './dockerd-stop.ts';
import { type FaultDriver, fireSignal, type Nothing, onEach } from './driver.ts';

/** With `respawn`, systemd does what its unit says (Debian's restarts it after 2 s); without, its unit is masked until the undo. */
export const dockerdKill: FaultDriver<Extract<Fault, { kind: 'dockerd-kill' }>, Nothing> = {
	async prepare(world, { respawn }, hosts) {
		const found = await Promise.all(
			hosts.map(async (host) => {
				const pid = await world.lab.pidOf(host);
				const processes = await world.injector.processesOf(host);
				return processes.filter(({ name }) => name === 'dockerd').map((process) => ({ pid, to: process.pid }));
			}),
		);
		const engines = found.flat();
		if (engines.length === 0)
			throw new VipdrillError('FAULT_FAILED', `dockerd does not run on ${hosts.join(', ')}, so it can't be hit`);
		return {
			memo: {},
			async fire(atMs) {
				if (!respawn) await onEach(world, hosts, sh`systemctl mask --runtime docker.service 2>/dev/null`);
				return fireSignal(world, engines, 'SIGKILL')(atMs);
			},
		};
	},
	async undo(world, { hosts }) {
		await onEach(world, hosts, sh`systemctl unmask --runtime docker.service 2>/dev/null; ${START_DOCKERD}`);
	},
};
