import { didYouMean } from '../base/did-you-mean.ts';
import { hasSwarm } from '../cluster/nodes.ts';
import { notifiesMaster } from '../cluster/notifies.ts';
import type { ClusterSpec } from '../cluster/spec.ts';
import { instanceForVip } from '../cluster/theory.ts';
import { namedTargets } from './describe-fault.ts';
import type { DrillProblem } from './drill-problem.ts';
import { descriptorOf, type Fault } from './faults/index.ts';
import { probeProblems } from './probes-asked.ts';
import type { DrillSpec } from './spec.ts';
import type { Target } from './target.ts';

/** What of a drill a cluster has not: hosts by name, places in line for the VIP, floating IPs by their number, and probes. */
export function hostProblems(drill: DrillSpec, spec: ClusterSpec): DrillProblem[] {
	const ofFaults = drill.faults.flatMap(({ inject }, index) => {
		const targets = Object.entries(namedTargets(inject));
		const isForSwarm = descriptorOf(inject).needsSwarm && !hasSwarm(spec);
		const noSwarm = isForSwarm ? [{ field: `faults[${index}].inject`, value: inject.kind, ...lacksSwarm(spec) }] : [];
		return [
			...noSwarm,
			...unitProblems(inject, index, spec),
			...strangerProblems(inject, index, spec),
			...providerProblems(inject, index, spec),
			...segmentProblems(inject, index, spec),
			...targets.flatMap(([name, target]) => targetProblems(`faults[${index}].inject.${name}`, target, spec)),
		];
	});
	return [...ofFaults, ...probeProblems(drill, spec)];
}

/** A service that no host has can be stopped nowhere. */
function unitProblems(inject: Fault, index: number, { name, hosts }: ClusterSpec): DrillProblem[] {
	if (inject.kind !== 'unit-stop') return [];
	const units = [...new Set(hosts.flatMap((host) => host.units))];
	if (units.includes(inject.unit)) return [];
	const problem = `no host of ${name} has this service`;
	const fix = units.length > 0 ? `Write one of ${units.join(', ')}` : 'List it in hosts[].units of cluster.yaml';
	return [{ field: `faults[${index}].inject.unit`, value: inject.unit, problem, fix }];
}

/** A segment that the cluster has, on which a host that is named has a NIC. */
function segmentProblems(inject: Fault, index: number, { name, networks, hosts }: ClusterSpec): DrillProblem[] {
	if (!('network' in inject) || inject.network === null) return [];
	const { network, target } = inject;
	const at = { field: `faults[${index}].inject.network`, value: network };
	const known = networks.map((one) => one.name);
	if (!known.includes(network)) {
		const fix = known.length > 0 ? `Write one of ${known.join(', ')}` : 'List it in networks of cluster.yaml, or leave it out';
		return [{ ...at, problem: `${name} has no such segment`, fix }];
	}
	const host = hosts.find((one) => target.kind === 'host' && one.name === target.name);
	if (!host || host.nics.some((nic) => nic.network === network)) return [];
	return [{ ...at, problem: `${host.name} has no NIC on it`, fix: 'List one in its nics in cluster.yaml, or hit another host' }];
}

/** What refuses a kind of fault at its place in the drill. */
const refusalOf =
	(kind: Fault['kind'], index: number) =>
	(problem: string, fix: string): DrillProblem[] => [{ field: `faults[${index}].inject`, value: kind, problem, fix }];

/** A stranger comes to the customers' segment, and speaks IPv4: ARP for the VIP, or VRRP. */
function strangerProblems({ kind }: Fault, index: number, { name, vip, hosts }: ClusterSpec): DrillProblem[] {
	if (kind !== 'vip-duplicate' && kind !== 'vrid-conflict') return [];
	const refuse = refusalOf(kind, index);
	if (vip.includes(':'))
		return refuse(
			`the first floating IP of ${name} is IPv6, and the stranger speaks IPv4`,
			'Run it on a cluster whose first is IPv4',
		);
	if (kind === 'vip-duplicate') return [];
	const routers = hosts.flatMap((host) => {
		const instance = instanceForVip(host, vip);
		return instance ? [{ host, nic: instance.interface }] : [];
	});
	if (routers.length === 0)
		return refuse(`no host of ${name} has a vrrp_instance for the floating IP`, 'Run it on a cluster with one');
	const apart = routers.find(({ host, nic }) => host.nics.some((one) => one.interface === nic));
	if (!apart) return [];
	const problem = `${apart.host.name} speaks VRRP for the floating IP on ${apart.nic}, and the stranger comes to the customers' segment`;
	return refuse(problem, "Run it on a cluster with VRRP on the customers' segment");
}

/** A provider's network moves the floating IP when it is told, and by IPv4 alone here. */
function providerProblems({ kind }: Fault, index: number, { name, vip, hosts, versions }: ClusterSpec): DrillProblem[] {
	if (kind !== 'provider-floating-ip') return [];
	const refuse = refusalOf(kind, index);
	if (vip.includes(':'))
		return refuse(
			`the first floating IP of ${name} is IPv6, and the provider delivers IPv4`,
			'Run it on a cluster whose first is IPv4',
		);
	if (hosts.some((host) => notifiesMaster(host, versions.keepalived))) return [];
	const problem = `no host of ${name} tells anybody that it has become MASTER, so a provider’s floating IP would never move`;
	return refuse(problem, 'Add notify_master with a script that calls the API (see docs/faults.md), or leave the drill out');
}

const lacksSwarm = ({ name }: ClusterSpec) => ({
	problem: `${name} has no swarm`,
	fix: 'Run this drill on a cluster with one, or leave it out',
});

function targetProblems(place: string, target: Target, spec: ClusterSpec): DrillProblem[] {
	if (target.kind === 'host') {
		const names = spec.hosts.map(({ name }) => name);
		if (names.includes(target.name)) return [];
		const meant = didYouMean(target.name, names);
		const fix = `${meant === null ? '' : `Did you mean ${meant}? `}The hosts are ${names.join(', ')}`;
		return [{ field: `${place}.name`, value: target.name, problem: `no host of ${spec.name} has this name`, fix }];
	}
	if (target.kind === 'leader' && !hasSwarm(spec)) return [{ field: place, value: 'leader()', ...lacksSwarm(spec) }];
	if (target.kind === 'master') {
		const { vips } = spec;
		if ((target.vip ?? 1) <= vips.length) return [];
		const problem = `${spec.name} has ${vips.length === 1 ? 'one floating IP' : `${vips.length} floating IPs`}`;
		const fix = `Write ${vips.length === 1 ? 'master()' : `a number from 1 to ${vips.length}`}, or run it on a cluster that has more (vip in cluster.yaml)`;
		return [{ field: `${place}.vip`, value: target.vip ?? 1, problem, fix }];
	}
	if (target.kind !== 'backup') return [];
	const candidates = spec.hosts.filter((host) => instanceForVip(host, spec.vip)).length;
	if (target.rank < candidates) return [];
	const problem = `${spec.name} has ${candidates} hosts for the VIP, so nobody is that far behind`;
	const fix = candidates < 2 ? 'Hit another host' : `Write a rank from 1 to ${candidates - 1}`;
	return [{ field: `${place}.rank`, value: target.rank, problem, fix }];
}
