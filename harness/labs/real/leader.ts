import { VipdrillError } from '../../base/errors.ts';
import { until } from '../../base/until.ts';
import type { LiveCluster } from './live-cluster.ts';

/** Raft elects within 20 ticks of a second (swarmkit, election timeout 10 ticks), and a promotion renews certificates. */
const MOVED_WITHIN_MS = 90_000;

/** Has the swarm led by a host that does not hold the VIP: Swarm hands leadership on only from a manager that is demoted. Throws WAIT_TIMED_OUT where that fails. */
export async function moveLeaderApart(
	{ lab, observer }: Pick<LiveCluster, 'lab' | 'observer'>,
	signal: AbortSignal,
): Promise<void> {
	const { seen } = observer;
	const leader = await until(
		'the swarm has a leader',
		async () => seen.leader?.node ?? undefined,
		{
			timeoutMs: MOVED_WITHIN_MS,
			signal,
		},
		() =>
			`managers as they were last seen: ${[...seen.nodes.values()].map(({ node, reachability }) => `${node} ${reachability}`).join(', ')}`,
	);
	if (!seen.owners.has(leader)) return;
	const other = lab.spec.hosts.find(({ name, role }) => role === 'manager' && name !== leader)?.name;
	if (!other) throw new VipdrillError('LAB_FAILED', `${leader} leads the swarm, and there is no other manager to move that to`);
	const node = (state: string) => lab.exec(other, ['docker', 'node', state, leader]);
	await node('demote');
	const isDemoted = async () => {
		const nodes = await lab.exec(other, ['docker', 'node', 'ls', '--format', '{{.Hostname}} {{.ManagerStatus}}']);
		return nodes.includes('Leader') && !nodes.includes(`${leader} Leader`) ? true : undefined;
	};
	await until('another manager leads the swarm', isDemoted, { timeoutMs: MOVED_WITHIN_MS, intervalMs: 500, signal });
	await until('the former leader is a manager again', async () => (await node('promote')) && true, {
		timeoutMs: MOVED_WITHIN_MS,
		intervalMs: 500,
		signal,
	});
	const isApart = async () => {
		const { node: now } = seen.leader ?? {};
		return now && !seen.owners.has(now) && seen.nodes.get(leader)?.reachability === 'reachable' ? true : undefined;
	};
	await until('the swarm is led by a host without the VIP', isApart, { timeoutMs: MOVED_WITHIN_MS, signal });
}
