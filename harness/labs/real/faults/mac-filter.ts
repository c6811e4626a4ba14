import type { Fault } from '../../../scenario/fault.ts';
import type { Act } from '../agents/protocol.ts';
import { type Script, sh } from '../shell.ts';
import { type FaultDriver, type FaultWorld, type Nothing, scriptAct, thoseOn } from './driver.ts';

/** The bridge's port is locked (bridge(8), since Linux 5.16): it takes what comes from an address that is entered for it, which is the NIC's own. */
export const macFilter: FaultDriver<Extract<Fault, { kind: 'mac-filter' }>, Nothing> = {
	async prepare(world, _fault, hosts) {
		const acts = await onPorts(world, hosts, locked);
		return { memo: {}, fire: (atMs) => world.injector.act(acts, atMs) };
	},
	async undo(world, { hosts }) {
		const acts = await onPorts(world, await thoseOn(world, hosts), unlocked);
		if (acts.length > 0) await world.injector.act(acts);
	},
	async afterBoot(world, _record, host) {
		await world.injector.act(await onPorts(world, [host], locked));
	},
};

const onPorts = ({ lab, injector }: FaultWorld, hosts: readonly string[], script: (port: string, mac: string) => Script) =>
	Promise.all(hosts.map(async (host): Promise<Act> => scriptAct(null, script(await injector.cableOf(host), lab.macOf(host)))));

const locked = (port: string, mac: string): Script => sh`bridge fdb replace ${mac} dev ${port} master static
bridge link set dev ${port} locked on`;

const unlocked = (port: string, mac: string): Script => sh`bridge link set dev ${port} locked off
bridge fdb del ${mac} dev ${port} master 2>/dev/null || true`;
