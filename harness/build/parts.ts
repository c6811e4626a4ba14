import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { packageRoot } from '../base/paths.ts';
import { AGENTS, type AgentName } from '../labs/docker/agent-names.ts';

/** An agent and what it imports, as one CommonJS script for the Node of the lab's images. */
export const agentScript = (name: AgentName): Promise<string> =>
	textOf({
		entryPoints: [join(packageRoot, AGENTS[name])],
		platform: 'node',
		target: 'node18',
		format: 'cjs',
	});

/** Script and style of a page, each in one piece. */
export async function pageParts(page: 'report' | 'live'): Promise<{ script: string; style: string }> {
	const folder = join(packageRoot, 'harness/report/page');
	const [script, style] = await Promise.all([
		// The libraries' licences want their notices kept.
		textOf({
			...{ entryPoints: [join(folder, `${page}.ts`)], format: 'iife', platform: 'browser', target: 'es2022' },
			legalComments: 'eof',
		}),
		textOf({ entryPoints: [join(folder, 'style.css')] }),
	]);
	// What would end the element is not code here, but part of strings.
	return { script: script.replace(/<(?=\/script|!--|script)/gi, '\\x3c'), style };
}

async function textOf(options: BuildOptions): Promise<string> {
	const result = await build({ ...options, bundle: true, minify: true, write: false, logLevel: 'silent' });
	return result.outputFiles?.[0]?.text ?? '';
}
