import { randomBytes } from 'node:crypto';
import { cablePrefix, MACHINE_MARK } from '../real/lab-marks.ts';
import { inLines, type Script, sh, shellCommand } from '../real/shell.ts';
import type { DockerMachines } from './machines.ts';

/** Where a machine's NIC is plugged in, and what it is called there. */
export interface SegmentPlace {
	/** The network's name on the engine. */
	network: string;
	nic: string;
	/** Null for whichever the kernel draws. */
	mac: string | null;
	/** IPv4, with the segment's prefix length: 10.0.0.1/24. */
	address: string;
	/** The default route; null where the machine is the router itself. */
	gateway: string | null;
}

/** An address with the prefix length of its subnet: 10.0.0.1 and 10.0.0.0/24 to 10.0.0.1/24. */
export const withPrefix = (address: string, subnet: string): string => `${address}/${subnet.split('/')[1]}`;

/**
 * Plugs a running machine in: a veth from the network's bridge to the machine's NIC, with the cluster's address. The engine does not do it,
 * because it would give addresses of its own, no two labs the same, and run a name server in every machine. Idempotent.
 */
export async function plugIn(lab: DockerMachines, machine: string, place: SegmentPlace): Promise<void> {
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
