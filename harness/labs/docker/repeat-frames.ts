import { segmentsOf } from '../../cluster/segments.ts';
import type { ClusterSpec } from '../../cluster/spec.ts';
import { sh } from '../real/shell.ts';
import type { DockerMachines } from './machines.ts';

/** Whether an instance sends its advertisements to its peers alone. */
export const usesUnicast = ({ hosts }: ClusterSpec): boolean =>
	hosts.some(({ keepalived }) => keepalived?.instances.some(({ unicastPeers }) => unicastPeers.length > 0));

/** Makes the segments' bridges forget at once behind which port a machine is, so that they repeat every frame to all, and the client's capture sees unicast VRRP. */
export async function repeatFrames(lab: DockerMachines): Promise<void> {
	for (const segment of segmentsOf(lab.spec)) {
		const bridge = await lab.bridgeOf(lab.networkOf(segment));
		await lab.runBeside(sh`echo 0 > /sys/class/net/${bridge}/bridge/ageing_time`);
	}
}
