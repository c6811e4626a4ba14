import { join } from 'node:path';
import { build } from 'esbuild';
import { packageRoot } from '../../base/paths.ts';

/** What the lab runs in its machines beside the cluster's own software, and what starts the private engine. */
export type AgentName = 'prober' | 'injector' | 'gateway' | 'keeper';

/** One self-contained script of an agent and what it imports, to be copied into a machine that has nothing but Node. */
export async function bundleAgent(name: AgentName): Promise<string> {
	const result = await build({
		entryPoints: [join(packageRoot, 'harness/labs/docker/agents', `${name}.ts`)],
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
