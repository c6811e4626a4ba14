import { join } from 'node:path';
import { build } from 'esbuild';
import { packageRoot } from '../../base/paths.ts';

/** What the lab runs in its machines beside the cluster's own software, and what starts the private engine. */
export type AgentName = keyof typeof AGENTS;
const AGENTS = {
	prober: 'harness/labs/real/agents/prober.ts',
	injector: 'harness/labs/real/agents/injector.ts',
	gateway: 'harness/labs/docker/agents/gateway.ts',
	keeper: 'harness/labs/docker/agents/keeper.ts',
};

/** One self-contained script of an agent and what it imports, to be copied into a machine that has nothing but Node. */
export async function bundleAgent(name: AgentName): Promise<string> {
	const result = await build({
		entryPoints: [join(packageRoot, AGENTS[name])],
		bundle: true,
		minify: true,
		platform: 'node',
		target: 'node18',
		format: 'cjs',
		write: false,
		logLevel: 'silent',
	});
	return result.outputFiles[0]?.text ?? '';
}
