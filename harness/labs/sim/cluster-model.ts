import type { ClusterSpec, HostSpec } from '../../cluster/spec.ts';
import { nextInLine } from '../../cluster/theory.ts';
import { type InstanceModel, instanceModels } from './vrrp/model.ts';
import { type UnitPolicy, unitPolicy } from './vrrp/unit-file.ts';

/** A host as the simulator runs it. */
export interface HostModel {
	spec: HostSpec;
	instances: InstanceModel[];
	policy: UnitPolicy;
}

/** A cluster, read once and simulated many times. */
export interface ClusterModel {
	spec: ClusterSpec;
	hosts: HostModel[];
	/** Number of the host that holds the VIP when all is well; -1 where none can. */
	rightful: number;
}

/** Reads a cluster for the simulator. */
export function clusterModel(spec: ClusterSpec): ClusterModel {
	const hosts = spec.hosts.map((host) => ({
		spec: host,
		instances: host.keepalived ? instanceModels(host, host.keepalived) : [],
		policy: unitPolicy(host),
	}));
	const name = nextInLine(spec);
	return { spec, hosts, rightful: spec.hosts.findIndex((host) => host.name === name) };
}
