import { type AgentName, bundleAgent } from './agent-bundle.ts';
import type { LabContext } from './context.ts';
import { imageTag } from './images.ts';
import { Machine, type MachineOptions } from './machine.ts';

/** Where an agent's script lies in its machine. */
export const scriptPath = (name: AgentName): string => `/opt/vipdrill/${name}.cjs`;

/** A machine of the lab's own, beside the cluster's hosts: the client image with agents in it, not started yet. */
export async function agentMachine(
	lab: LabContext,
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
