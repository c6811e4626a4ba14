import { scriptPath } from '../real/agents/script-path.ts';
import { bundleAgent } from './agent-bundle.ts';
import type { AgentName } from './agent-names.ts';
import { Gateway } from './engine/gateway.ts';
import { imageTag } from './images.ts';
import { ENGINE_SIDE } from './labels.ts';
import { Machine, type MachineOptions } from './machine.ts';
import type { DockerMachines } from './machines.ts';

/** Opens the way into a lab's machines, from its machine on the engine's side. Throws LAB_FAILED where that fails. */
export const openWay = (lab: DockerMachines): Promise<void> =>
	lab.openGateway(() => Gateway.open(lab.docker, lab.container(ENGINE_SIDE), ['node', scriptPath('gateway'), lab.id]));

/** A machine of the lab's own, beside the cluster's hosts: the client image with agents in it, not started yet. */
export async function agentMachine(
	lab: DockerMachines,
	{ role, name, place }: Pick<MachineOptions, 'role' | 'name' | 'place'>,
	agents: AgentName[],
): Promise<Machine> {
	const machine = new Machine({
		labId: lab.id,
		owner: lab.owner,
		role,
		name,
		image: imageTag('client'),
		privileges: lab.privileges,
		place,
	});
	const copies = agents.map(async (agent) => ({ content: await bundleAgent(agent), target: scriptPath(agent) }));
	machine.withCopyContentToContainer(await Promise.all(copies));
	return machine;
}
