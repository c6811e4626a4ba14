import type { ClusterSpec, HostSpec } from '../../cluster/spec.ts';
import { electedMasters, type Standing } from './election.ts';
import { type ProxyModel, proxyModel } from './proxy/proxy-model.ts';
import { type ServiceModel, serviceModel } from './swarm/service-model.ts';
import { type InstanceModel, instanceModels } from './vrrp/model.ts';
import { ALL_WELL, fitnessOf } from './vrrp/tracker.ts';
import { type UnitPolicy, unitPolicy } from './vrrp/unit-file.ts';

/** A host as the simulator runs it. */
export interface HostModel {
	spec: HostSpec;
	instances: InstanceModel[];
	policy: UnitPolicy;
	/** Its HAProxy before the hosts that serve; null without. */
	proxy: ProxyModel | null;
}

/** A cluster, read once and simulated many times. */
export interface ClusterModel {
	spec: ClusterSpec;
	hosts: HostModel[];
	service: ServiceModel;
	/** Number of the host that is to hold the VIP as a trial begins: who was asked for, or else whom VRRP elects where all checks are good; -1 where none can. */
	owner: number;
	/** Whether that host was asked for. */
	isAsked: boolean;
}

/** Reads a cluster for the simulator; `owner`: who holds the floating IP, where it is not the host that VRRP elects. */
export function clusterModel(spec: ClusterSpec, owner?: string): ClusterModel {
	const hosts = spec.hosts.map((host) => ({
		spec: host,
		instances: host.keepalived ? instanceModels(host, host.keepalived, spec.versions.keepalived) : [],
		policy: unitPolicy(host),
		proxy: proxyModel(host, spec),
	}));
	const asked = spec.hosts.findIndex(({ name }) => name === owner);
	return { spec, hosts, service: serviceModel(spec), owner: asked < 0 ? elected(spec.vip, hosts) : asked, isAsked: asked >= 0 };
}

/** Whom VRRP elects for an address where all that the hosts track is well; -1 where none can. */
function elected(address: string, hosts: readonly HostModel[]): number {
	const standings = hosts.flatMap(({ instances }, host) =>
		instances.map((model) => ({ host, model, ...fitnessOf(model, ALL_WELL) })),
	);
	const masters = electedMasters(standings);
	const holds = ({ host, model: { held, form } }: Standing) => held.includes(address) && masters.get(form.router) === host;
	return standings.find(holds)?.host ?? -1;
}
