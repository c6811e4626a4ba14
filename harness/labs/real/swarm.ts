import { stringify } from 'yaml';
import { VipdrillError } from '../../base/errors.ts';
import { inUrl } from '../../base/ip.ts';
import { knownSecrets } from '../../base/known-secrets.ts';
import { until } from '../../base/until.ts';
import { nodesOf } from '../../cluster/nodes.ts';
import type { HostSpec } from '../../cluster/spec.ts';
import type { Machines } from './machines.ts';

/** Port of the swarm's management plane (docs.docker.com, "Swarm mode overlay network security model"). */
const SWARM_PORT = 2377;

/** Of a rolling update, task after task; the orchestrator watches each for 5 s (swarmkit's default monitor period). */
const UPDATED_WITHIN_MS = 120_000;

/** Where a host's swarm traffic goes: the NIC on the segment that the swarm has, by default the customers'. */
function swarmNic({ spec }: Machines, host: HostSpec): { interface: string; address: string } {
	return host.nics.find(({ network }) => network === spec.swarm.network) ?? host;
}

const advertiseOf = (lab: Machines, host: HostSpec) =>
	swarmNic(lab, host)[lab.spec.swarm.advertise === 'interface' ? 'interface' : 'address'];

/** Makes the hosts a swarm: the first initialises it, the others join in parallel with the token of their role. */
export async function formSwarm(lab: Machines): Promise<void> {
	const [first, ...others] = nodesOf(lab.spec);
	if (!first) throw new VipdrillError('LAB_FAILED', 'a cluster without hosts cannot form a swarm');
	const pool = lab.spec.swarm.defaultAddressPool;
	await lab.inner(first).swarmInit({
		ListenAddr: `0.0.0.0:${SWARM_PORT}`,
		AdvertiseAddr: advertiseOf(lab, first),
		Availability: first.availability,
		...(pool && { DefaultAddrPool: [pool], SubnetSize: 24 }),
	});
	const { JoinTokens: tokens } = (await lab.inner(first).swarmInspect()) as { JoinTokens: { Manager: string; Worker: string } };
	knownSecrets.add(tokens.Manager, tokens.Worker);
	await Promise.all(
		others.map((host) =>
			lab.inner(host).swarmJoin({
				ListenAddr: `0.0.0.0:${SWARM_PORT}`,
				AdvertiseAddr: advertiseOf(lab, host),
				Availability: host.availability,
				RemoteAddrs: [`${swarmNic(lab, first).address}:${SWARM_PORT}`],
				JoinToken: host.role === 'manager' ? tokens.Manager : tokens.Worker,
			}),
		),
	);
}

/** Deploys the stack as the user would, with `docker stack deploy`; images are not resolved, for there is no registry. */
export async function deployStack(lab: Machines, compose: Record<string, unknown>): Promise<void> {
	const [first] = nodesOf(lab.spec);
	const command = ['docker', 'stack', 'deploy', '--resolve-image', 'never', '--compose-file', '-', lab.spec.service.stackName];
	await lab.exec(first?.name ?? '', command, { input: stringify(compose), timeoutMs: 60_000 });
}

/** The probed service's name in the swarm: `docker stack deploy` puts the stack's before it. */
export const swarmServiceName = ({ spec: { service } }: Machines): string => `${service.stackName}_${service.serviceName}`;

/** Replaces the service's tasks, which the scheduler then spreads anew, as `docker service update --force` does; waits until the update is complete. */
export async function updateService(lab: Machines, signal: AbortSignal): Promise<void> {
	const name = swarmServiceName(lab);
	const first = nodesOf(lab.spec)[0]?.name ?? '';
	await lab.exec(first, ['docker', 'service', 'update', '--force', '--detach', '--quiet', name]);
	const state = async () => {
		const service = (await lab.inner(first).getService(name).inspect()) as { UpdateStatus?: { State: string } };
		return service.UpdateStatus?.State;
	};
	const isComplete = async () => ((await state()) === 'completed' ? true : undefined);
	await until('the service update is complete', isComplete, { timeoutMs: UPDATED_WITHIN_MS, intervalMs: 500, signal });
}

/** The workload's address on the VIP. */
export const vipUrl = ({ spec: { service } }: Machines, vip: string): string =>
	`http://${inUrl(vip)}:${service.port}${service.path}`;

/** The workload's address on a host's own IP. */
export const pageUrl = (lab: Machines, address: string): string =>
	`http://${inUrl(address)}:${lab.spec.service.publishedPort}${lab.spec.service.path}`;

/** The published port of every host that should answer: in ingress mode every one, else those that may run a task. */
export function everyPage(lab: Machines): string[] {
	const hosts = nodesOf(lab.spec).filter((host) => host.availability === 'active' || lab.spec.service.publishMode === 'ingress');
	return hosts.map((host) => pageUrl(lab, host.address));
}
