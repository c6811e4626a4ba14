import { confOf } from '../cluster/host-keepalived.ts';
import type { ClusterSpec, HostSpec } from '../cluster/spec.ts';
import { type Candidate, candidates, instanceForVip, masterDownIntervalMs, nextInLine, skewTimeMs } from '../cluster/theory.ts';
import { blocksOf } from '../keepalived/model.ts';
import { clusterModel, type HostModel } from '../labs/sim/cluster-model.ts';
import type { InstanceModel } from '../labs/sim/vrrp/model.ts';
import type { ScriptQuestion, TrackModel } from '../labs/sim/vrrp/track-model.ts';
import type { UnitPolicy } from '../labs/sim/vrrp/unit-file.ts';
import { mismatch } from '../labs/sim/vrrp/wire.ts';

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

/** A host that runs VRRP for the floating IP. Times in milliseconds. */
export interface Elector {
	name: string;
	address: string;
	/** While all that it tracks is well. */
	priority: number;
	masterDownIntervalMs: number;
	skewMs: number;
	advertIntMs: number;
	version: 2 | 3;
	preempt: boolean;
	preemptDelayMs: number;
	startupDelayMs: number;
	watches: Watch[];
	instanceName: string;
	/** The floating IP as its virtual_ipaddress has it, with its prefix. */
	vipWritten: string;
	unit: { restart: UnitPolicy['restart']; delayMs: number; deletesVip: boolean };
}

/** What theory needs of a cluster. */
export interface Facts {
	spec: ClusterSpec;
	electors: Elector[];
	candidates: Candidate[];
	/** Who holds the floating IP while all is well. */
	owner: Elector | null;
	/** Why hosts do not take each other's advertisements, one sentence a pair; empty where all do. */
	splits: string[];
	/** Tasks of the service: one a host where it is global. */
	tasks: number;
	/** Whether each host that may own the floating IP has a task of its own. */
	hasTaskEach: boolean;
	/** Swarm's ingress network is the customers' own: no answer finds its way back to them. */
	overlaps: boolean;
	/** Swarm's restart_policy.delay. */
	restartDelayMs: number;
}

/** Reads what theory needs. */
export function factsOf(spec: ClusterSpec): Facts {
	const model = clusterModel(spec);
	const electors = model.hosts.flatMap((host) => electorOf(host, spec.vip) ?? []);
	const active = spec.hosts.filter(({ availability }) => availability === 'active');
	const tasks = model.service.replicas ?? active.length;
	const owner = nextInLine(spec);
	return {
		spec,
		electors,
		candidates: candidates(spec),
		owner: electors.find(({ name }) => name === owner) ?? null,
		splits: splitsOf(model.hosts, spec.vip),
		tasks,
		hasTaskEach: model.service.replicas === null && electors.every(({ name }) => active.some((host) => host.name === name)),
		overlaps: model.service.overlaps,
		restartDelayMs: model.service.restartDelayUs / 1000,
	};
}

function electorOf({ spec: host, instances, policy }: HostModel, vip: string): Elector | null {
	const instance = instanceForVip(host, vip);
	const model = instances.find(({ name }) => name === instance?.name);
	if (!instance || !model) return null;
	const group = instances.filter((other) => other === model || (model.group !== null && other.group === model.group));
	return {
		...{ name: host.name, address: host.address, instanceName: instance.name, vipWritten: vipWritten(host, instance.name, vip) },
		...{ priority: instance.priority, version: instance.version, advertIntMs: instance.advertIntMs },
		masterDownIntervalMs: masterDownIntervalMs(instance),
		skewMs: skewTimeMs(instance),
		preempt: model.preempt,
		preemptDelayMs: model.preemptDelayUs / 1000,
		startupDelayMs: model.startupDelayUs / 1000,
		watches: group.flatMap(({ tracks }) => tracks).map(watchOf),
		unit: { restart: policy.restart, delayMs: policy.delayUs / 1000, deletesVip: policy.deletes.includes(vip) },
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

/** Pairs of hosts of which one passes over the other's advertisements: each of them then is its own master. */
function splitsOf(hosts: readonly HostModel[], vip: string): string[] {
	const all = hosts.flatMap(({ spec, instances }) => {
		const model = instances.find(({ form }) => form.addresses.includes(vip));
		return model ? [{ spec, model }] : [];
	});
	return all.flatMap((one, i) =>
		all.slice(i + 1).flatMap((other) => {
			const why = whySplit(one, other);
			return why === null ? [] : [`${one.spec.name} and ${other.spec.name} do not hear each other: ${why}`];
		}),
	);
}

interface Speaker {
	spec: HostSpec;
	model: InstanceModel;
}

function whySplit(one: Speaker, other: Speaker): string | null {
	const [mine, theirs] = [one.model.form, other.model.form];
	if (mine.vrid !== theirs.vrid) return `virtual_router_id is ${mine.vrid} here and ${theirs.vrid} there`;
	// mismatch() names the field alone, so no password is told.
	const why = mismatch(mine, theirs) ?? mismatch(theirs, mine);
	if (why !== null) return `the ${why} of their advertisements differs`;
	const deaf = [
		[one, other],
		[other, one],
	].find(([from, to]) => from?.model.peers && !from.model.peers.includes(to?.spec.address ?? ''));
	return deaf ? `${deaf[0]?.spec.name} does not list ${deaf[1]?.spec.address} in unicast_peer` : null;
}

/** The hosts that may own the floating IP, without one. */
export const others = ({ electors }: Facts, without: string): Elector[] => electors.filter(({ name }) => name !== without);
