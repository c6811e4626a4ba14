import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { builtDir } from '../../base/paths.ts';
import type { AgentName } from './agent-names.ts';

/** One self-contained script of an agent and what it imports, to be copied into a machine that has nothing but Node. */
export async function bundleAgent(name: AgentName): Promise<string> {
	if (builtDir !== null) return readFile(join(builtDir, 'agents', `${name}.cjs`), 'utf8');
	return (await import('../../build/parts.ts')).agentScript(name);
}
