import { scriptPath } from '../real/agents/script-path.ts';
import { bundleAgent } from './agent-bundle.ts';
import type { AgentName } from './agent-names.ts';
import { Gateway } from './engine/gateway.ts';
import { imageTag } from './images.ts';
import { ENGINE_SIDE } from './labels.ts';
import { type MachineOptions, startMachine } from './machine.ts';
import type { DockerMachines } from './machines.ts';

/** Opens the way into a lab's machines, from its machine on the engine's side. Throws LAB_FAILED where that fails. */
export const openWay = (lab: DockerMachines): Promise<void> =>
	lab.openGateway(() => Gateway.open(lab.docker, lab.container(ENGINE_SIDE), ['node', scriptPath('gateway'), lab.id]));

/** Starts a machine of the lab's own, beside the cluster's hosts: the client image with agents in it. */
export async function startAgentMachine(
	lab: DockerMachines,
	machine: Pick<MachineOptions, 'role' | 'name' | 'place' | 'command' | 'hostConfig'>,
	agents: AgentName[],
): Promise<void> {
	const copies = agents.map(async (agent) => ({ content: await bundleAgent(agent), target: scriptPath(agent) }));
	const files = await Promise.all(copies);
	const { id: labId, owner, privileges } = lab;
	await startMachine(lab.docker, { ...machine, labId, owner, privileges, image: imageTag('client'), files });
}
