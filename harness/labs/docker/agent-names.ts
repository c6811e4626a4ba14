/** Each agent’s source, from the root folder. */
export const AGENTS = {
	prober: 'harness/labs/real/agents/prober.ts',
	provider: 'harness/labs/real/agents/provider.ts',
	injector: 'harness/labs/real/agents/injector.ts',
	gateway: 'harness/labs/docker/agents/gateway.ts',
	keeper: 'harness/labs/docker/agents/keeper.ts',
	task: 'harness/on-swarm/task.ts',
};

/** What the lab runs in its machines beside the cluster’s own software, what starts the private engine, and what a swarm's tasks run. */
export type AgentName = keyof typeof AGENTS;
