import { randomBytes } from 'node:crypto';
import { cablePrefix, MACHINE_MARK } from '../real/lab-marks.ts';
import type { Machines } from '../real/machines.ts';
import { inLines, type Script, sh, shellCommand } from '../real/shell.ts';
import type { SegmentPlace } from './segment.ts';

/**
 * Plugs a running machine in: for each of its NICs a veth from the network's bridge, with the cluster's address. The engine does not do it,
 * because it would give addresses of its own, no two labs the same, and run a name server in every machine. Idempotent.
 */
export async function plugIn(
	lab: Pick<Machines, 'id' | 'pidOf' | 'runBeside'> & { bridgeOf(network: string): Promise<string> },
	machine: string,
	...places: SegmentPlace[]
): Promise<void> {
	const cables = places.map(async (place) => {
		const cable = `${cablePrefix(lab.id)}${randomBytes(2).toString('hex')}`;
		return { ...place, cable, bridge: await lab.bridgeOf(place.network) };
	});
	await lab.runBeside(plugScript(await lab.pidOf(machine), await Promise.all(cables), lab.id));
}

/** The shell script that plugs in the machine with this init, in the engine's namespaces. */
export function plugScript(pid: number, plugs: readonly Plug[], labId: string): Script {
	return inLines([
		...plugs.map((plug) => cableScript(pid, plug)),
		// By this the machine's entry point knows that all its NICs are there, and the agents that it is a machine of this lab.
		sh`echo ${labId} > ${`/proc/${pid}/root${MACHINE_MARK}`}`,
	]);
}

type Plug = SegmentPlace & { cable: string; bridge: string };

function cableScript(pid: number, { nic, mac, address, address6, gateway, cable, bridge }: Plug): Script {
	const inside = inLines([
		// As the engine has it on networks without IPv6, and on those with.
		sh`echo ${address6 === null ? '1' : '0'} > ${`/proc/sys/net/ipv6/conf/${nic}/disable_ipv6`} 2>/dev/null || true`,
		sh`ip address replace ${address} broadcast + dev ${nic}`,
		sh`ip link set dev ${nic} up`,
		address6 === null ? null : sh`ip -6 address replace ${address6} dev ${nic} nodad`,
		gateway === null ? null : sh`ip route replace default via ${gateway} dev ${nic}`,
	]);
	const hardware = mac === null ? sh`` : sh`address ${mac}`;
	return inLines([
		sh`[ -e ${`/proc/${pid}/root/sys/class/net/${nic}`} ] ||`,
		sh`ip link add ${cable} up master ${bridge} type veth peer name ${nic} ${hardware} netns ${pid}`,
		sh`nsenter --target ${pid} --net ${shellCommand(inside)}`,
	]);
}
