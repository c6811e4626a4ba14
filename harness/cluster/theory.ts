import { parseIpv4 } from '../base/ipv4.ts';
import type { ClusterSpec, HostSpec, VrrpInstanceSpec } from './spec.ts';

/** Microseconds in a second and in a centisecond: TIMER_HZ and TIMER_CENTI_HZ of keepalived's lib/timer.h. */
const TIMER_HZ = 1_000_000;
const TIMER_CENTI_HZ = 10_000;

type Timers = Pick<VrrpInstanceSpec, 'version' | 'priority' | 'advertIntMs' | 'downTimerAdverts'>;

/**
 * Skew_Time in milliseconds, exact to the microsecond: how long a graceful stop takes, and what sets the backups apart.
 * RFC 3768 and RFC 5798 §6.1, truncated as VRRP_TIMER_SKEW_CALC of keepalived's include/vrrp.h; v2 skews by up to 1 s whatever the interval.
 */
export function skewTimeMs(instance: Timers): number {
	return skewTimeUs(instance) / 1000;
}

/** Master_Down_Interval in milliseconds, exact to the microsecond: VRRP_MS_DOWN_TIMER of keepalived's include/vrrp.h; RFC 3768 and RFC 5798 §6.1. */
export function masterDownIntervalMs(instance: Timers): number {
	return (instance.downTimerAdverts * advertIntUs(instance) + skewTimeUs(instance)) / 1000;
}

/** How long this instance takes to notice a crash, in milliseconds: from MDI − interval (just before the next advert) to MDI (just after one). */
export function takeoverBoundsMs(instance: Timers): { minMs: number; maxMs: number } {
	const downUs = instance.downTimerAdverts * advertIntUs(instance) + skewTimeUs(instance);
	return { minMs: (downUs - advertIntUs(instance)) / 1000, maxMs: downUs / 1000 };
}

/**
 * The instance of a host that holds an address, with the priority that it has while all that it tracks is well; null where the host has none. Of a sync
 * group it is the least of its members': none becomes MASTER before the slowest of them would.
 */
export function instanceForVip(host: HostSpec, vip: string): VrrpInstanceSpec | null {
	const instance = host.keepalived?.instances.find((one) => heldBy(one).includes(vip));
	if (!instance) return null;
	const { syncGroup } = instance;
	const members = host.keepalived?.instances.filter((other) => syncGroup !== null && other.syncGroup === syncGroup) ?? [];
	return { ...instance, priority: Math.min(...[instance, ...members].map(priorityWhenWell)) };
}

/** Every address that an instance puts on a NIC while it is MASTER. */
export const heldBy = ({
	virtualIpAddresses,
	excludedIpAddresses,
}: Pick<VrrpInstanceSpec, 'virtualIpAddresses' | 'excludedIpAddresses'>): string[] => [
	...virtualIpAddresses,
	...excludedIpAddresses,
];

/** Positive weights count while their script, process or interface is well, up to 254; 255 stays (vrrp_set_effective_priority() of keepalived's vrrp_track.c). */
export function priorityWhenWell({
	priority,
	tracks,
}: {
	priority: number;
	tracks: readonly Pick<VrrpInstanceSpec['tracks'][number], 'kind' | 'weight'>[];
}): number {
	if (priority === 255) return priority;
	const gains = tracks.flatMap(({ kind, weight }) => (kind !== 'file' && weight > 0 ? [weight] : []));
	return Math.min(
		254,
		gains.reduce((sum, weight) => sum + weight, priority),
	);
}

/** A host as far as VRRP elects it for the VIP; one without a priority is no candidate. `preempt` null: not recorded, and then taken for keepalived's default. */
export interface Candidate {
	name: string;
	address: string;
	priority: number | null;
	preempt: boolean | null;
}

/** A host's IPv4 address on a NIC, which decides between equal priorities; that of the customers' segment where the NIC is unknown. */
export const addressOn = ({ address, nics }: HostSpec, nic: string): string =>
	nics.find((one) => one.interface === nic)?.address ?? address;

/** Every host as a candidate for a floating IP, by default the one that customers ask. */
export function candidates({ hosts, vip: asked }: ClusterSpec, vip = asked): Candidate[] {
	return hosts.map((host) => {
		const instance = instanceForVip(host, vip);
		const address = instance ? addressOn(host, instance.interface) : host.address;
		return { name: host.name, address, priority: instance?.priority ?? null, preempt: instance?.preempt ?? null };
	});
}

/** Name of the host that VRRP should elect for the VIP that customers ask among all but `without`: highest priority, on a tie the higher address; null if none is left. */
export function nextInLine(spec: ClusterSpec, without: readonly string[] = []): string | null {
	return byPriority(candidates(spec), without)[0]?.name ?? null;
}

/** Everyone who may be elected among all but `without`: of those with the highest priority it is the first to notice, or, at the same moment, the higher address. */
export function allFirstByPriority(hosts: readonly Candidate[], without: readonly string[] = []): string[] {
	const line = byPriority(hosts, without);
	return line.filter(({ priority }) => priority === line[0]?.priority).map(({ name }) => name);
}

/**
 * Who takes the VIP from this owner once all hosts are sound; null where the owner keeps it: no other has a higher priority (an equal one does not
 * preempt, RFC 5798 §6.4.2), or the one that has may not.
 */
export function preemptor(hosts: readonly Candidate[], owner: string): string | null {
	const [first] = byPriority(hosts);
	if (!first || first.preempt === false) return null;
	const held = hosts.find(({ name }) => name === owner)?.priority ?? 0;
	return (first.priority ?? 0) > held ? first.name : null;
}

/** Who holds the VIP in the end, whoever held it before; null where that depends on who did. */
export function rightfulOwner(hosts: readonly Candidate[]): string | null {
	const [first, second] = byPriority(hosts);
	if (!first) return null;
	// Whom the second has to give way to, everybody has.
	return !second || preemptor(hosts, second.name) !== null ? first.name : null;
}

function byPriority(hosts: readonly Candidate[], without: readonly string[] = []): Candidate[] {
	return hosts
		.filter(({ name, priority }) => priority !== null && !without.includes(name))
		.sort((a, b) => (b.priority ?? 0) - (a.priority ?? 0) || (parseIpv4(b.address) ?? 0) - (parseIpv4(a.address) ?? 0));
}

function skewTimeUs(instance: Timers): number {
	const steps = 256 - instance.priority;
	if (instance.version === 2) return Math.floor((steps * TIMER_HZ) / 256);
	return Math.floor((steps * Math.floor(advertIntUs(instance) / TIMER_CENTI_HZ) * 625) / 16);
}

function advertIntUs(instance: Timers): number {
	return Math.round(instance.advertIntMs * 1000);
}
