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
	/** Number of the host that is MASTER when all is well, by VRID. */
	masters: ReadonlyMap<number, number>;
}

/** Reads a cluster for the simulator. */
export function clusterModel(spec: ClusterSpec): ClusterModel {
	const hosts = spec.hosts.map((host) => ({
		spec: host,
		instances: host.keepalived ? instanceModels(host, host.keepalived) : [],
		policy: unitPolicy(host),
	}));
	const name = nextInLine(spec);
	return { spec, hosts, masters: rightfulMasters(hosts), rightful: spec.hosts.findIndex((host) => host.name === name) };
}

/** The number of the machine with the highest priority of each VRID, on a tie the higher address. */
function rightfulMasters(hosts: readonly HostModel[]): Map<number, number> {
	const best = new Map<number, { number: number; priority: number; address: number }>();
	for (const [number, { instances }] of hosts.entries()) {
		for (const { form, priority, address } of instances) {
			const other = best.get(form.vrid);
			if (!other || priority > other.priority || (priority === other.priority && address > other.address))
				best.set(form.vrid, { number, priority, address });
		}
	}
	return new Map([...best].map(([vrid, { number }]) => [vrid, number]));
}
