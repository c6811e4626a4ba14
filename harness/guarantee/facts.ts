import { allFirstByPriority, type Candidate, masterDownIntervalMs, priorityWhenWell, skewTimeMs } from '../cluster/theory.ts';
import { mismatch } from '../labs/sim/vrrp/wire.ts';
import type { HostInput, Inputs, InstanceInput, Watch } from './inputs.ts';

/** A host that runs VRRP for the floating IP. Times in milliseconds. */
export interface Elector {
	name: string;
	address: string;
	interface: string;
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
	unit: HostInput['unit'];
}

/** What theory makes of its inputs. */
export interface Facts {
	inputs: Inputs;
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
	/** Whether each host that may own the floating IP has a HAProxy that hands requests to another host's task where one fails. */
	isProxied: boolean;
}

/** Works out priorities, timers, the owner, and who hears whom. */
export function factsOf(inputs: Inputs): Facts {
	const { hosts, replicas } = inputs;
	const electors = hosts.flatMap((host) => (host.instance ? [electorOf(host, host.instance)] : []));
	const active = hosts.filter(({ isActive }) => isActive);
	const candidates = electors.map(({ name, address, priority, preempt }) => ({ name, address, priority, preempt }));
	// A port of the host itself is taken by the first task there, so that many tasks are one on each host.
	const isOnEach = replicas === null || (inputs.publishMode === 'host' && replicas >= active.length);
	const owner = allFirstByPriority(candidates)[0];
	return {
		inputs,
		electors,
		candidates,
		owner: electors.find(({ name }) => name === owner) ?? null,
		splits: splitsOf(hosts),
		tasks: replicas ?? active.length,
		hasTaskEach: isOnEach && electors.every(({ name }) => active.some((host) => host.name === name)),
		isProxied: electors.every(({ name }) => hosts.some((host) => host.name === name && serversOf(host, active) >= 2)),
	};
}

/** How many hosts with a task a host's HAProxy hands requests to. */
const serversOf = ({ proxy }: HostInput, active: readonly HostInput[]): number =>
	(proxy?.servers ?? []).filter((name) => active.some((host) => host.name === name)).length;

function electorOf(host: HostInput, instance: InstanceInput): Elector {
	const { advertIntMs, version, downTimerAdverts, watches, groupPriority } = instance;
	const own = priorityWhenWell({ priority: instance.priority, tracks: watches });
	const priority = groupPriority === null ? own : Math.min(own, groupPriority);
	const timers = { version, priority, advertIntMs, downTimerAdverts };
	return {
		...{ name: host.name, address: host.address, interface: host.interface, instanceName: instance.name },
		...{ priority, version, advertIntMs, watches, vipWritten: instance.vipWritten, unit: host.unit },
		masterDownIntervalMs: masterDownIntervalMs(timers),
		skewMs: skewTimeMs(timers),
		preempt: instance.preempt,
		preemptDelayMs: instance.preemptDelayMs,
		startupDelayMs: instance.startupDelayMs,
	};
}

/** Pairs of hosts of which one passes over the other's advertisements: each of them then is its own master. */
function splitsOf(hosts: readonly HostInput[]): string[] {
	const all = hosts.flatMap(({ name, address, instance }) => (instance ? [{ name, address, instance }] : []));
	return all.flatMap((one, i) =>
		all.slice(i + 1).flatMap((other) => {
			const why = whySplit(one, other);
			return why === null ? [] : [`${one.name} and ${other.name} do not hear each other: ${why}`];
		}),
	);
}

type Speaker = Pick<HostInput, 'name' | 'address'> & { instance: InstanceInput };

function whySplit(one: Speaker, other: Speaker): string | null {
	const [mine, theirs] = [one.instance.form, other.instance.form];
	if (mine.vrid !== theirs.vrid) return `virtual_router_id is ${mine.vrid} here and ${theirs.vrid} there`;
	// mismatch() names the field alone, so no password is told.
	const why = mismatch(mine, theirs) ?? mismatch(theirs, mine);
	if (why !== null) return `the ${why} of their advertisements differs`;
	const pairs: [Speaker, Speaker][] = [
		[one, other],
		[other, one],
	];
	const deaf = pairs.find(([from, to]) => from.instance.peers && !from.instance.peers.includes(to.address));
	return deaf ? `${deaf[0].name} does not list ${deaf[1].address} in unicast_peer` : null;
}

/** The hosts that may own the floating IP, without one. */
export const others = ({ electors }: Facts, without: string): Elector[] => electors.filter(({ name }) => name !== without);
