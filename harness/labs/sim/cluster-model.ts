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
	/** Number of the host that holds the VIP as a trial begins; -1 where none can. */
	owner: number;
	/** Number of the host that is MASTER then, by VRID. */
	masters: ReadonlyMap<number, number>;
}

/** Reads a cluster for the simulator; `owner`: who holds the floating IP, where it is not the host that VRRP elects. */
export function clusterModel(spec: ClusterSpec, owner = nextInLine(spec)): ClusterModel {
	const hosts = spec.hosts.map((host) => ({
		spec: host,
		instances: host.keepalived ? instanceModels(host, host.keepalived) : [],
		policy: unitPolicy(host),
	}));
	const number = spec.hosts.findIndex(({ name }) => name === owner);
	const masters = electedMasters(hosts);
	for (const { form } of hosts[number]?.instances ?? []) if (form.addresses.includes(spec.vip)) masters.set(form.vrid, number);
	return { spec, hosts, masters, owner: number };
}

/** The number of the machine with the highest priority of each VRID, on a tie the higher address. */
function electedMasters(hosts: readonly HostModel[]): Map<number, number> {
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
