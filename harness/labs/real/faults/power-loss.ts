import { VipdrillError } from '../../../base/errors.ts';
import type { Fault } from '../../../scenario/fault.ts';
import type { FaultDriver, FaultWorld, Nothing } from './driver.ts';

/** Cable first, then SIGKILL to the first process of the machine; undone by switching it on. */
export const powerLoss: FaultDriver<Extract<Fault, { kind: 'power-loss' }>, Nothing> = {
	async prepare({ lab, injector, willEnd, ended }, _fault, hosts) {
		const plugged = await Promise.all(
			hosts.map(async (host) => ({ host, pid: await lab.pidOf(host), link: await injector.cableOf(host) })),
		);
		return {
			memo: {},
			async fire(atMs) {
				for (const host of hosts) willEnd(host);
				const cuts = await Promise.all(
					plugged.map(async ({ host, pid, link }) => ({ host, ...(await injector.cut(pid, link, atMs)) })),
				);
				for (const { host, linkDownMs } of cuts) ended(host, linkDownMs);
				const alive = cuts.find(({ goneMs }) => goneMs === null);
				if (alive) throw new VipdrillError('FAULT_FAILED', `${alive.host} still has processes 5 s after its power was cut`);
				return {
					askedMs: Math.min(...cuts.map((cut) => cut.askedMs)),
					doneMs: Math.max(...cuts.map((cut) => cut.linkDownMs)),
				};
			},
		};
	},
	async undo(world, { hosts }) {
		await Promise.all(hosts.map((host) => switchOn(world, host)));
	},
};

/** Switches a host on where it is off, and says so. */
export async function switchOn({ lab, nowMs, boots }: FaultWorld, host: string): Promise<void> {
	if (await lab.isOn(host)) return;
	const askedMs = nowMs();
	await lab.switchOn(host);
	await boots(host, askedMs);
}
