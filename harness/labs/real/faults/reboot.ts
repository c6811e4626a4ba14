import { until } from '../../../base/until.ts';
import type { Fault } from '../../../scenario/fault.ts';
import { sh } from '../shell.ts';
import { type FaultDriver, type FaultWorld, type Nothing, type PreparedFault, scriptAct } from './driver.ts';
import { switchOn } from './power-loss.ts';

/** SIGRTMIN+5 asks systemd for a reboot (systemd(1), "Signals"); Linux counts SIGRTMIN as 34 where glibc runs. */
const REBOOT_SIGNAL = 34 + 5;
/** systemd gives a unit 90 s to stop (DefaultTimeoutStopSec); what else there is takes seconds. */
const OFF_WITHIN_MS = 120_000;

/** An orderly reboot: systemd stops everything and ends the machine, which is switched on again at once. */
export const reboot: FaultDriver<Extract<Fault, { kind: 'reboot' }>, Nothing> = {
	prepare: (world, _fault, hosts) => orderlyReboot(world, hosts),
	async undo(world, { hosts }) {
		await Promise.all(hosts.map((host) => switchOn(world, host)));
	},
};

/** Makes the reboot of these hosts ready: fired, it asks systemd; confirmed, they have ended and are switched on again. */
export async function orderlyReboot(world: FaultWorld, hosts: readonly string[]): Promise<PreparedFault<Nothing>> {
	const { lab, injector, nowMs, willEnd, ended } = world;
	const machines = await Promise.all(
		hosts.map(async (host) => ({ host, pid: await lab.pidOf(host), link: await injector.cableOf(host) })),
	);
	return {
		memo: {},
		fire(atMs) {
			for (const host of hosts) willEnd(host);
			return injector.act(
				machines.map(({ pid }) => ({ do: 'signal' as const, pid, to: pid, signal: REBOOT_SIGNAL })),
				atMs,
			);
		},
		async confirm() {
			await Promise.all(
				machines.map(async ({ host, link }) => {
					const isOff = async () => ((await lab.isOn(host)) ? undefined : true);
					await until(`${host} has shut down`, isOff, { timeoutMs: OFF_WITHIN_MS, intervalMs: 50 });
					ended(host, nowMs());
					// The kernel clears a dead machine's network away late; until then its cable would stay in the switch.
					await injector.act([scriptAct(null, sh`ip link delete dev ${link} 2>/dev/null || true`)]);
					await switchOn(world, host);
				}),
			);
		},
	};
}
