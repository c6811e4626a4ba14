import { messageOf } from '../../base/errors.ts';
import { chooseNamed } from '../../labs/docker/engine/choose.ts';
import { tryKernel } from '../../labs/docker/engine/kernel-facts.ts';
import { endpointsOf } from '../../labs/docker/engine/named/endpoint.ts';
import type { NamedEngine } from '../../labs/docker/engine/named/named.ts';
import { type Providers, providers } from '../../labs/docker/engine/providers/all.ts';
import { setupProblems } from '../setup.ts';

/** What an engine of `--engines` would give. */
export interface NamedOutlook {
	name: string;
	/** As in DOCKER_HOST. */
	dockerHost: string;
	/** Docker, kernel and processors, in words; empty where it can't be reached. */
	found: string;
	/** How a service would be published; null while there are problems. */
	publishMode: 'ingress' | 'host' | null;
	/** Why there would be no routing mesh; null where there would be. */
	publishModeReason: string | null;
	/** Whether its kernel can delay and lose packets; null where that can't be tried. */
	netem: boolean | null;
	/** What keeps it from working, each a sentence that ends with the remedy. */
	problems: string[];
}

/** Looks at the engines that a user named, each whatever becomes of the others; starts nothing but throw-away containers. Throws InputError where a name stands for none. */
export async function examineNamed(
	names: readonly string[],
	signal: AbortSignal,
	from: Pick<Providers, 'named'> = providers,
): Promise<NamedOutlook[]> {
	return Promise.all(
		endpointsOf(names).map(async (endpoint): Promise<NamedOutlook> => {
			const { name, dockerHost } = endpoint;
			const none = { name, dockerHost, found: '', publishMode: null, publishModeReason: null, netem: null };
			try {
				const engines = await from.named.open([endpoint]);
				try {
					const [look] = await Promise.all(engines.map((engine) => lookInto(engine, signal)));
					return { ...none, problems: [], ...look };
				} finally {
					await Promise.all(engines.map((engine) => engine.release()));
				}
			} catch (error) {
				signal.throwIfAborted();
				return { ...none, problems: [messageOf(error)] };
			}
		}),
	);
}

async function lookInto(engine: NamedEngine, signal: AbortSignal): Promise<Omit<NamedOutlook, 'name' | 'dockerHost'>> {
	const info = (await engine.docker.info()) as { ServerVersion: string; KernelVersion: string; NCPU: number };
	const found = `Docker ${info.ServerVersion}, kernel ${info.KernelVersion}, ${info.NCPU} CPUs`;
	const problems = await setupProblems(engine);
	if (problems.length > 0) return { found, publishMode: null, publishModeReason: null, netem: null, problems };
	const { ipVs, netem } = await tryKernel(engine, signal);
	const { publishMode, publishModeReason } = chooseNamed(engine.name, ipVs);
	return { found, publishMode, publishModeReason, netem, problems };
}
