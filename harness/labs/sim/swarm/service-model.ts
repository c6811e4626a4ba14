import { formatIpv4, overlap, parseSubnet } from '../../../cluster/ipv4.ts';
import type { ClusterSpec } from '../../../cluster/spec.ts';
import { parseDurationMs } from '../../../units.ts';

/** The service that customers reach, as the simulator runs it. */
export interface ServiceModel {
	name: string;
	publishMode: 'ingress' | 'host';
	/** Null for a global one. */
	replicas: number | null;
	restartDelayUs: number;
	/** Numbers of the nodes that are drained from the start. */
	drained: number[];
	/** The n-th task's address in the ingress network, from 1. */
	addressOf(task: number): string;
	/** Whether the ingress network overlaps the segment: then no answer finds its way back to a customer on it. */
	overlaps: boolean;
}

/** swarmkit's restart.go: Swarm's default delay. */
const RESTART_DELAY_US = 5_000_000;
/** The first pool and subnet size of Docker's swarm (docker swarm init --default-addr-pool): the ingress network is its first /24. */
const DEFAULT_POOL = '10.0.0.0/8';
const INGRESS_SIZE = 256;
/** Network, gateway, and an ingress end point a node. */
const FIRST_TASK = 4;

/** Reads the service out of a cluster. */
export function serviceModel(spec: ClusterSpec): ServiceModel {
	const { service, swarm, network, hosts } = spec;
	const pool = parseSubnet(swarm.defaultAddressPool ?? DEFAULT_POOL);
	const first = pool?.network ?? 0;
	const segment = parseSubnet(network.subnet);
	const ingress = { network: first, broadcast: first + INGRESS_SIZE - 1, prefix: 24 };
	return {
		name: service.serviceName,
		publishMode: service.publishMode,
		// As the Docker lab does: a port of each host needs a task on each.
		replicas: service.publishMode === 'host' ? null : service.replicas,
		restartDelayUs: restartDelayUs(spec),
		drained: [...hosts.entries()].filter(([, host]) => host.availability === 'drain').map(([number]) => number),
		addressOf: (task) => formatIpv4(first + FIRST_TASK + hosts.length + (task % (INGRESS_SIZE - FIRST_TASK - hosts.length - 1))),
		overlaps: service.publishMode === 'ingress' && segment !== null && overlap(segment, ingress),
	};
}

/** `deploy.restart_policy.delay` of the compose file. */
function restartDelayUs({ service }: ClusterSpec): number {
	const services = service.compose.services as Record<string, { deploy?: { restart_policy?: { delay?: string } } }> | undefined;
	const delay = services?.[service.serviceName]?.deploy?.restart_policy?.delay;
	return delay === undefined ? RESTART_DELAY_US : Math.round(parseDurationMs(delay) * 1000);
}
