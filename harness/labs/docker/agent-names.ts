/** Each agent’s source, from the root folder. */
export const AGENTS = {
	prober: 'harness/labs/real/agents/prober.ts',
	provider: 'harness/labs/real/agents/provider.ts',
	injector: 'harness/labs/real/agents/injector.ts',
	gateway: 'harness/labs/docker/agents/gateway.ts',
	keeper: 'harness/labs/docker/agents/keeper.ts',
};

/** What the lab runs in its machines beside the cluster’s own software, and what starts the private engine. */
export type AgentName = keyof typeof AGENTS;
