import type { Fault } from '../../../scenario/fault.ts';
import { sh } from '../shell.ts';
import { type FaultDriver, type Nothing, onEach, scriptAct } from './driver.ts';
import { START_KEEPALIVED } from './keepalived-stop.ts';

/** keepalived notices the deletion and puts the VIP back when it is MASTER again. */
export const vipDelete: FaultDriver<Extract<Fault, { kind: 'vip-delete' }>, Nothing> = {
	async prepare({ lab, injector }, _fault, hosts) {
		const acts = await Promise.all(
			hosts.map(async (host) => {
				const nic = lab.nicOf(host);
				const show = sh`ip -o -4 address show dev ${nic} to ${lab.spec.vip} | awk '{print $4}'`;
				const address = (await lab.run(host, show)).trim();
				return scriptAct(await lab.pidOf(host), sh`ip address delete ${address || lab.spec.vip} dev ${nic}`);
			}),
		);
		return { memo: {}, fire: (atMs) => injector.act(acts, atMs) };
	},
	async undo(world, { hosts }) {
		await onEach(world, hosts, START_KEEPALIVED);
	},
};
