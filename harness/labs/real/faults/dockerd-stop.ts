import type { Fault } from '../../../scenario/fault.ts';
import { sh } from '../shell.ts';
import { type FaultDriver, fireScript, type Nothing, onEach } from './driver.ts';

/** Starts dockerd where it does not run and systemd is not about to; does not wait, because it takes seconds. The socket anew, or it is not handed over. */
export const START_DOCKERD = sh`case $(systemctl is-active docker) in active | activating) ;; *)
	systemctl stop docker.socket docker.service
	systemctl reset-failed docker.service docker.socket 2>/dev/null || true
	systemctl start --no-block docker.socket docker.service
esac`;

/** The socket too: it would start the engine for whoever asks it something. */
export const dockerdStop: FaultDriver<Extract<Fault, { kind: 'dockerd-stop' }>, Nothing> = {
	async prepare(world, _fault, hosts) {
		return { memo: {}, fire: await fireScript(world, hosts, sh`systemctl stop --no-block docker.socket docker.service`) };
	},
	async undo(world, { hosts }) {
		// One that is still ending has to end first.
		await onEach(world, hosts, sh`systemctl stop docker.socket docker.service; ${START_DOCKERD}`, 60_000);
	},
};
