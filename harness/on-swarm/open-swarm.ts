import { withDeadline } from '../base/deadline.ts';
import { messageOf, VipdrillError } from '../base/errors.ts';
import { bundleAgent } from '../labs/docker/agent-bundle.ts';
import { connect } from '../labs/docker/engine/engine.ts';
import { endpointsOf, here } from '../labs/docker/engine/named/endpoint.ts';
import { connectTo } from '../labs/docker/engine/named/named.ts';
import { localDockerHost } from '../labs/docker/engine/providers/local.ts';
import { ownerLabel, thisOwner } from '../labs/docker/owner.ts';
import { SimPool } from '../simulate/pool.ts';
import { type SwarmApi, swarmApi } from './swarm-api.ts';
import { SwarmPool, type SwarmPoolOptions } from './swarm-pool.ts';

/** Where trials are simulated. */
export interface OnSwarm {
	/** A docker context; null: the endpoint that the docker command uses. */
	context: string | null;
	image: string;
	/** Tasks at once; by default as many as the swarm has processors. */
	atOnce: number | null;
	/** Processors of this machine, for what is simulated here. */
	jobs: number;
	signal: AbortSignal;
	say: (text: string) => void;
}

const ANSWERS_WITHIN_MS = 10_000;
/** Of clean-up, which is about much else. */
const OWN_WITHIN_MS = 2000;
/** Replicated jobs came with API 1.41, of Docker 20.10 (docs.docker.com, "Engine API version history"). */
const LEAST_MINOR = 41;

/** The manager of a swarm. Throws ENGINE_UNAVAILABLE where none answers there, or one that knows no jobs; InputError for a context that there is not. */
export async function findManager(context: string | null, withinMs = ANSWERS_WITHIN_MS): Promise<SwarmApi> {
	const [named] = context === null ? [] : endpointsOf([context], here('--on swarm'));
	const docker = named ? connectTo(named) : connect(await localDockerHost());
	const where =
		context === null ? "the docker command's endpoint (DOCKER_HOST, context, default socket)" : `the context ${context}`;
	const unavailable = (why: string) =>
		new VipdrillError('ENGINE_UNAVAILABLE', `${where} ${why}; name a docker context of a swarm's manager, --on swarm:NAME`);
	const asked = Promise.all([docker.info(), docker.version()]);
	const [info, version] = await withDeadline(asked, withinMs, () => unavailable('does not answer')).catch((error) => {
		throw error instanceof VipdrillError ? error : unavailable(`does not answer (${messageOf(error)})`);
	});
	if (info.Swarm?.ControlAvailable !== true) throw unavailable('is no manager of a swarm');
	if (!knowsJobs(version.ApiVersion))
		throw unavailable(`speaks API ${version.ApiVersion}, which knows no jobs (Docker 20.10 is the first that does)`);
	return swarmApi(docker);
}

/** Whether an engine of this API has replicated jobs; versions count as 1.9, 1.10. */
export function knowsJobs(apiVersion: string): boolean {
	const [major = 0, minor = 0] = apiVersion.split('.').map(Number);
	return major > 1 || minor >= LEAST_MINOR;
}

/** The same of the docker command's own endpoint, or null where that is none. */
export const findOwnManager = (): Promise<SwarmApi | null> => findManager(null, OWN_WITHIN_MS).catch(() => null);

/** Opens a swarm to simulate on. Throws as `findManager`, and where no node takes tasks. */
export async function openSwarm({ context, atOnce, jobs, ...rest }: OnSwarm): Promise<SwarmPool> {
	return swarmPoolOn(await findManager(context), jobs, { ...rest, atOnce });
}

/** The same on a manager that is known. */
export async function swarmPoolOn(
	api: SwarmApi,
	jobs: number,
	{ atOnce, ...options }: Omit<SwarmPoolOptions, 'program' | 'labels' | 'atOnce'> & { atOnce: number | null },
): Promise<SwarmPool> {
	const active = (await api.nodes()).filter(({ isActive }) => isActive);
	const cpus = active.reduce((sum, node) => sum + node.cpus, 0);
	if (cpus === 0)
		throw new VipdrillError('ENGINE_UNAVAILABLE', 'no node of the swarm takes tasks; see `docker node ls` on the manager');
	const pool = { ...options, atOnce: atOnce ?? cpus, program: await bundleAgent('task'), labels: ownerLabel(thisOwner()) };
	return new SwarmPool(api, pool, new SimPool(jobs, options.signal));
}
