import { hasSwarm, nodesOf } from '../../cluster/nodes.ts';
import type { ClusterSpec } from '../../cluster/spec.ts';
import { candidates, preemptor } from '../../cluster/theory.ts';
import type { Client } from '../../timeline/requests.ts';
import type { ObservedState } from './observed-state.ts';

/**
 * The rule of health, for real hosts and simulated ones: within PAGES_WITHIN_MS a customer has had an answer of every page (`pagesAsked`), and then,
 * within HEALTHY_WITHIN_MS, nothing ails the cluster for HELD_MS at a time. Health has to hold, because the moment the VIP arrives the former owner may
 * still be letting go of it.
 */
export const PAGES_WITHIN_MS = 90_000;
export const HEALTHY_WITHIN_MS = 120_000;
export const HELD_MS = 1000;

/**
 * The addresses on whose published port a customer must get an answer. On the segment: every node's, in host mode the active ones', and the VIP.
 * Behind a router, which has an ARP entry of its own: the VIP.
 */
export function pagesAsked(spec: ClusterSpec, publishMode: 'ingress' | 'host', client: Client): string[] {
	if (client === 'routed') return [spec.vip];
	const nodes = nodesOf(spec);
	const hosts = publishMode === 'host' ? nodes.filter((host) => host.availability === 'active') : nodes;
	return [...hosts.map(({ address }) => address), spec.vip];
}

/**
 * What keeps the cluster from being as it should: every machine up, every node ready (managers reachable), a leader, every task running, each VIP with
 * exactly one host — the one with the highest priority, unless that one does not preempt. In ingress mode, every host's IPVS table lists the
 * running tasks and no others. Empty when healthy.
 */
export function ailments(spec: ClusterSpec, seen: ObservedState, publishMode: 'ingress' | 'host'): string[] {
	const found: string[] = [...seen.down].map((host) => `${host} is down`);
	for (const host of nodesOf(spec)) {
		const node = seen.nodes.get(host.name);
		if (node?.state !== 'ready') found.push(`node ${host.name} is ${node?.state ?? 'not in the swarm'}`);
		else if (host.role === 'manager' && node.reachability !== 'reachable')
			found.push(`manager ${host.name} is ${node.reachability}`);
	}
	// A manager that has just won an election says for a moment that nobody leads.
	if (hasSwarm(spec) && (!seen.leader?.node || seen.leaderDied)) found.push('the swarm has no leader');
	const wanted = publishMode === 'host' || spec.service.replicas === null ? activeHosts(spec) : spec.service.replicas;
	const running = [...seen.tasks.values()].filter((task) => task.desiredState === 'running' && task.state === 'running').length;
	if (running < wanted) found.push(`${running} of ${wanted} tasks run`);
	return [...found, ...(publishMode === 'ingress' ? meshAilments(spec, seen) : []), ...vipAilments(spec, seen)];
}

/** The active hosts that no task runs on although there are enough tasks for all: a host's return does not move tasks back to it. */
export function hostsWithoutTask(spec: ClusterSpec, seen: ObservedState): string[] {
	const { replicas } = spec.service;
	const active = nodesOf(spec)
		.filter((host) => host.availability === 'active')
		.map(({ name }) => name);
	if (replicas === null || replicas < active.length) return [];
	const running = [...seen.tasks.values()].filter((task) => task.desiredState === 'running' && task.state === 'running');
	return active.filter((host) => !running.some((task) => task.node === host));
}

const activeHosts = (spec: ClusterSpec) => nodesOf(spec).filter((host) => host.availability === 'active').length;

function meshAilments(spec: ClusterSpec, seen: ObservedState): string[] {
	const isRunning = (id: string) => {
		const task = seen.tasks.get(id);
		return task?.desiredState === 'running' && task.state === 'running';
	};
	const running = [...seen.addresses].filter(([, { task }]) => isRunning(task)).map(([address]) => address);
	return nodesOf(spec).flatMap(({ name }) => {
		const table = [...seen.backends.values()].filter(({ host, change }) => host === name && change === 'added');
		const listed = new Set(table.map(({ address }) => address));
		const lacking = running.filter((address) => !listed.has(address));
		const stale = [...listed].filter((address) => !running.includes(address));
		return [
			...(lacking.length > 0 ? [`${name} does not list ${lacking.join(', ')} in its IPVS table`] : []),
			...(stale.length > 0 ? [`${name} still lists ${stale.join(', ')} in its IPVS table`] : []),
		];
	});
}

function vipAilments(spec: ClusterSpec, seen: ObservedState): string[] {
	return spec.vips.flatMap((vip) => {
		const what = vip === spec.vip ? 'the VIP' : `the VIP ${vip}`;
		const owners = [...seen.ownersOf(vip)];
		if (owners.length === 0) return [`nobody holds ${what}`];
		if (owners.length > 1) return [`${owners.join(' and ')} hold ${what}`];
		const heir = preemptor(candidates(spec, vip), owners[0] ?? '');
		return heir === null ? [] : [`${owners[0]} holds ${what}, not yet ${heir}`];
	});
}
