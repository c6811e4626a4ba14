import { formatIpv4, overlap, parseSubnet } from '../../../base/ipv4.ts';
import { parseDurationMs } from '../../../base/units.ts';
import type { ClusterSpec } from '../../../cluster/spec.ts';

/** The service that customers reach, as the simulator runs it. */
export interface ServiceModel {
	name: string;
	publishMode: 'ingress' | 'host';
	/** Null for a global one. */
	replicas: number | null;
	restartDelayUs: number;
	/** Between one task of a rolling update and the next. */
	updateDelayUs: number;
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
		restartDelayUs: delayUs(spec, 'restart_policy') ?? RESTART_DELAY_US,
		updateDelayUs: delayUs(spec, 'update_config') ?? 0,
		drained: [...hosts.entries()].filter(([, host]) => host.availability === 'drain').map(([number]) => number),
		addressOf: (task) => formatIpv4(first + FIRST_TASK + hosts.length + (task % (INGRESS_SIZE - FIRST_TASK - hosts.length - 1))),
		overlaps: service.publishMode === 'ingress' && segment !== null && overlap(segment, ingress),
	};
}

/** `delay` of a part of the compose file's `deploy`; null where it is not set. */
function delayUs({ service }: ClusterSpec, part: 'restart_policy' | 'update_config'): number | null {
	const services = service.compose.services as
		| Record<string, { deploy?: Record<string, { delay?: string } | undefined> }>
		| undefined;
	const delay = services?.[service.serviceName]?.deploy?.[part]?.delay;
	return delay === undefined ? null : Math.round(parseDurationMs(delay) * 1000);
}
