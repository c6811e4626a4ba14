import { randomBytes } from 'node:crypto';
import { cablePrefix, MACHINE_MARK } from '../real/lab-marks.ts';
import type { Machines } from '../real/machines.ts';
import { inLines, type Script, sh, shellCommand } from '../real/shell.ts';
import type { SegmentPlace } from './segment.ts';

/**
 * Plugs a running machine in: a veth from the network's bridge to the machine's NIC, with the cluster's address. The engine does not do it,
 * because it would give addresses of its own, no two labs the same, and run a name server in every machine. Idempotent.
 */
export async function plugIn(
	lab: Pick<Machines, 'id' | 'pidOf' | 'runBeside'> & { bridgeOf(network: string): Promise<string> },
	machine: string,
	place: SegmentPlace,
): Promise<void> {
	const cable = `${cablePrefix(lab.id)}${randomBytes(2).toString('hex')}`;
	const bridge = await lab.bridgeOf(place.network);
	await lab.runBeside(plugScript(await lab.pidOf(machine), { ...place, cable, bridge, labId: lab.id }));
}

/** The shell script that plugs in the machine with this init, in the engine's namespaces. */
export function plugScript(
	pid: number,
	{ nic, mac, address, gateway, cable, bridge, labId }: SegmentPlace & { cable: string; bridge: string; labId: string },
): Script {
	const root = `/proc/${pid}/root`;
	const inside = inLines([
		// As the engine has it on networks without IPv6.
		sh`echo 1 > ${`/proc/sys/net/ipv6/conf/${nic}/disable_ipv6`} 2>/dev/null || true`,
		sh`ip address replace ${address} broadcast + dev ${nic}`,
		sh`ip link set dev ${nic} up`,
		gateway === null ? null : sh`ip route replace default via ${gateway} dev ${nic}`,
	]);
	const hardware = mac === null ? sh`` : sh`address ${mac}`;
	return inLines([
		sh`[ -e ${`${root}/sys/class/net/${nic}`} ] ||`,
		sh`ip link add ${cable} up master ${bridge} type veth peer name ${nic} ${hardware} netns ${pid}`,
		sh`nsenter --target ${pid} --net ${shellCommand(inside)}`,
		// By this the machine's entry point knows that it is plugged in, and the agents that it is a machine of this lab.
		sh`echo ${labId} > ${`${root}${MACHINE_MARK}`}`,
	]);
}
