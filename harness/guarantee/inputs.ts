import { confOf } from '../cluster/host-keepalived.ts';
import type { ClusterSpec, HostSpec } from '../cluster/spec.ts';
import { priorityWhenWell } from '../cluster/theory.ts';
import { blocksOf } from '../keepalived/model.ts';
import { clusterModel, type HostModel } from '../labs/sim/cluster-model.ts';
import type { ProxyModel } from '../labs/sim/proxy/proxy-model.ts';
import type { ScriptQuestion, TrackModel } from '../labs/sim/vrrp/track-model.ts';
import type { UnitPolicy } from '../labs/sim/vrrp/unit-file.ts';
import type { WireForm } from '../labs/sim/vrrp/wire.ts';

/** What an instance looks at beside its NIC, as far as it is about this cluster's failures. */
export interface Watch {
	kind: TrackModel['kind'];
	name: string;
	weight: number;
	/** What it is taken to ask; processes by their name. */
	asks: ScriptQuestion | 'other-process';
	intervalMs: number;
	fall: number;
}

/** A host's vrrp_instance for the floating IP, as its file has it. Times in milliseconds. */
export interface InstanceInput {
	name: string;
	version: 2 | 3;
	/** Without weights. */
	priority: number;
	/** The least effective priority among the others of its sync group; null without a group. */
	groupPriority: number | null;
	advertIntMs: number;
	downTimerAdverts: number;
	preempt: boolean;
	preemptDelayMs: number;
	startupDelayMs: number;
	watches: Watch[];
	/** The floating IP as its virtual_ipaddress has it, with its prefix. */
	vipWritten: string;
	/** What is the same in each of its packets; has the password. */
	form: WireForm;
	peers: readonly string[] | null;
}

/** A host's HAProxy before the hosts that serve. Times in milliseconds. */
interface ProxyInput {
	/** The hosts that it hands requests to, by name. */
	servers: string[];
	/** How long a request waits for a host that is dead; null for ever. */
	connectMs: number | null;
	/** From a host's death until it is asked no more, at least and at most; null where its servers are not checked. */
	leftOutMs: { min: number; max: number } | null;
}

export interface HostInput {
	name: string;
	address: string;
	interface: string;
	/** Swarm may give it tasks. */
	isActive: boolean;
	instance: InstanceInput | null;
	/** Its HAProxy; null where it has none that can be read, or one that asks no other server where one fails. */
	proxy: ProxyInput | null;
	/** What systemd does when its keepalived has ended. */
	unit: { restart: UnitPolicy['restart']; delayMs: number; deletesVip: boolean };
}

/** All that theory reads of a cluster, as plain data: each part can be put into another cluster's. */
export interface Inputs {
	vip: string;
	subnet: string;
	hosts: HostInput[];
	publishMode: 'ingress' | 'host';
	/** Null for a task on each active host. */
	replicas: number | null;
	publishedPort: number;
	/** Swarm's restart_policy.delay. */
	restartDelayMs: number;
	/** Swarm's ingress network is the customers' own: no answer finds its way back to them. */
	overlaps: boolean;
	composeFile: string | null;
	serviceName: string;
}

/** Reads what theory needs. */
export function inputsOf(spec: ClusterSpec): Inputs {
	const model = clusterModel(spec);
	const { service } = spec;
	return {
		...{ vip: spec.vip, subnet: spec.network.subnet, hosts: model.hosts.map((host) => hostInput(host, spec)) },
		...{ publishMode: service.publishMode, publishedPort: service.publishedPort, replicas: service.replicas },
		restartDelayMs: model.service.restartDelayUs / 1000,
		overlaps: model.service.overlaps,
		...{ composeFile: service.composeFile, serviceName: service.serviceName },
	};
}

function hostInput({ spec: host, instances, policy, proxy }: HostModel, { vip, hosts }: ClusterSpec): HostInput {
	return {
		...{ name: host.name, address: host.address, interface: host.interface, isActive: host.availability === 'active' },
		instance: instanceInput(host, instances, vip),
		proxy: proxy?.redispatches ? proxyInput(proxy, hosts) : null,
		unit: { restart: policy.restart, delayMs: policy.delayUs / 1000, deletesVip: policy.deletes.includes(vip) },
	};
}

function proxyInput({ servers, connectUs, checkUs }: ProxyModel, hosts: readonly HostSpec[]): ProxyInput {
	const connectMs = connectUs === null ? null : connectUs / 1000;
	// A check of a dead host takes so long, and the next begins an interval after it has failed (check.c, tcpcheck.c).
	const leftOut = servers.map(({ interUs, fall }) => {
		const failingUs = checkUs === null ? interUs : Math.min(interUs, connectUs ?? interUs);
		const min = (fall * failingUs + (fall - 1) * interUs) / 1000;
		return { min, max: min + interUs / 1000 };
	});
	const isChecked = servers.every((server) => server.isChecked);
	return {
		servers: servers.flatMap(({ host }) => hosts[host]?.name ?? []),
		connectMs,
		leftOutMs: isChecked
			? { min: Math.min(...leftOut.map(({ min }) => min)), max: Math.max(...leftOut.map(({ max }) => max)) }
			: null,
	};
}

function instanceInput(host: HostSpec, models: HostModel['instances'], vip: string): InstanceInput | null {
	const specs = host.keepalived?.instances ?? [];
	const spec = specs.find(({ virtualIpAddresses }) => virtualIpAddresses.includes(vip));
	const model = models.find(({ name }) => name === spec?.name);
	if (!spec || !model) return null;
	const others = specs.filter((other) => other !== spec && spec.syncGroup !== null && other.syncGroup === spec.syncGroup);
	// What puts one of a group into FAULT puts all.
	const theirs = models.filter(({ name }) => others.some((other) => other.name === name)).flatMap(({ tracks }) => tracks);
	return {
		...{ name: spec.name, version: spec.version, priority: spec.priority, advertIntMs: spec.advertIntMs },
		groupPriority: others.length === 0 ? null : Math.min(...others.map(priorityWhenWell)),
		downTimerAdverts: spec.downTimerAdverts,
		preempt: spec.preempt,
		preemptDelayMs: spec.preemptDelayMs,
		startupDelayMs: model.startupDelayUs / 1000,
		watches: [...model.tracks, ...theirs.filter(({ weight }) => weight === 0)].map(watchOf),
		vipWritten: vipWritten(host, spec.name, vip),
		form: model.form,
		peers: model.peers,
	};
}

/** keepalived takes an address without a prefix for a /32. */
function vipWritten(host: HostSpec, instance: string, vip: string): string {
	const block = blocksOf(confOf(host)?.model, 'vrrp_instance').find(({ names }) => names[0] === instance);
	const written = (block?.lists.virtual_ipaddress ?? []).map(({ values }) => String(values[0]));
	const found = written.find((one) => one === vip || one.startsWith(`${vip}/`)) ?? vip;
	return found.includes('/') ? found : `${found}/32`;
}

function watchOf({ kind, name, weight, script, process }: TrackModel): Watch {
	const isDockerd = kind === 'process' && (process ?? name).split('/').at(-1) === 'dockerd';
	return {
		...{ kind, name, weight },
		asks: kind === 'process' ? (isDockerd ? 'dockerd' : 'other-process') : (script?.asks ?? 'unknown'),
		intervalMs: (script?.intervalUs ?? 0) / 1000,
		fall: script?.fall ?? 1,
	};
}
