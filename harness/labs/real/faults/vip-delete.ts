import type { Fault } from '../../../scenario/fault.ts';
import { sh } from '../shell.ts';
import { type FaultDriver, type Nothing, onEach, scriptAct } from './driver.ts';
import { START_KEEPALIVED } from './keepalived-stop.ts';

/** keepalived notices the deletion and puts the VIP back when it is MASTER again. */
export const vipDelete: FaultDriver<Extract<Fault, { kind: 'vip-delete' }>, Nothing> = {
	async prepare({ lab, injector }, _fault, hosts) {
		const acts = await Promise.all(
			hosts.map(async (host) => {
				const { vip } = lab.spec;
				// Of whichever family, on whichever NIC: with use_vmac on one that keepalived made.
				const show = sh`ip -o address show to ${vip} | awk '{print $2, $4; exit}'`;
				const [nic = '', address = ''] = (await lab.run(host, show)).trim().split(' ');
				return scriptAct(await lab.pidOf(host), sh`ip address delete ${address || vip} dev ${nic || lab.nicOf(host)}`);
			}),
		);
		return { memo: {}, fire: (atMs) => injector.act(acts, atMs) };
	},
	async undo(world, { hosts }) {
		await onEach(world, hosts, START_KEEPALIVED);
	},
};
