import { confOf } from '../../cluster/host-keepalived.ts';
import type { ClusterSpec, VrrpInstanceSpec } from '../../cluster/spec.ts';
import { instanceForVip, masterDownIntervalMs } from '../../cluster/theory.ts';
import { blocksOf } from '../../keepalived/model.ts';
import type { Random } from '../../labs/sim/random.ts';
import type { Timers } from './false-moves.ts';

/** Values of the fields of study/sweep/fields.ts. */
export type Settings = Readonly<Record<string, string>>;

/** Seconds. VRRPv3 counts centiseconds. */
const INTERVALS = ['0.05', '0.1', '0.15', '0.2', '0.25', '0.3', '0.4', '0.5', '0.75', '1', '2'];
const ADVERTS = [2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20];
/** Of the hosts in their order of election: high ones have a short Skew_Time, and stay apart. */
const HIGH = [250, 225, 200, 175, 150, 125, 100, 75, 50];
/** What only trials can judge: asked where a goal is about more than takeovers, calm and packets. */
const FURTHER: readonly (readonly [field: string, values: readonly string[]])[] = [
	['preempt_delay', ['10', '30', '60']],
	['garp_master_refresh', ['10', '60']],
	['script.interval', ['1', '2']],
	['script.fall', ['1', '2', '3']],
	['script.rise', ['1', '2', '3']],
];

/** Every combination of the VRRP timers, as settings; the first is the design as it is. */
export function timerSettings(spec: ClusterSpec): Settings[] {
	const own = standingsOf(spec);
	// Where a check's weight decides who owns the address, the priorities were chosen for it.
	const hasWeights = own.some(({ instance }) => instance.tracks.some(({ weight }) => weight !== 0));
	const files = new Set(spec.hosts.flatMap(({ keepalived }) => keepalived?.file ?? []));
	const mayRank = !hasWeights && own.length === files.size && own.every(({ host }) => host.keepalived?.instances.length === 1);
	const ranks: Settings[] = [{}];
	if (mayRank) ranks.push(Object.fromEntries(own.map(({ host }, i) => [`priority@${host.name}`, String(HIGH[i] ?? 1)])));
	return [
		{},
		...INTERVALS.flatMap((interval) =>
			ADVERTS.flatMap((adverts) =>
				ranks.map((rank) => ({
					// Whole seconds are the least that version 2 knows.
					...(Number.isInteger(Number(interval)) ? {} : { version: '3' }),
					advert_int: interval,
					down_timer_adverts: String(adverts),
					...rank,
				})),
			),
		),
	];
}

/** Some of the further fields at random, of those that the cluster has. */
export function furtherSettings(spec: ClusterSpec, random: Random): Settings {
	const hasScripts = spec.hosts.some((host) => blocksOf(confOf(host)?.model, 'vrrp_script').length > 0);
	const chosen = FURTHER.filter(([field]) => hasScripts || !field.startsWith('script.')).flatMap(([field, values]) => {
		const at = random.below(values.length + 1);
		return at === values.length ? [] : [[field, values[at] as string]];
	});
	return Object.fromEntries(chosen);
}

/** Hosts that may own the floating IP, in the order of their election. */
function standingsOf(spec: ClusterSpec) {
	return spec.hosts
		.flatMap((host) => {
			const instance = instanceForVip(host, spec.vip);
			return instance ? [{ host, instance }] : [];
		})
		.toSorted((a, b) => b.instance.priority - a.instance.priority);
}

/** What a cluster with these settings would do, by arithmetic. Null without a backup. */
export function arithmeticOf(
	spec: ClusterSpec,
	settings: Settings,
): (Timers & { nextDownMs: number; packetsPerSecond: number }) | null {
	const own = standingsOf(spec).map(({ host, instance }) => withTimers(instance, settings, host.name));
	const [owner, ...backups] = own;
	if (!owner || backups.length === 0) return null;
	const downMs = backups.map((backup) => masterDownIntervalMs({ ...backup, advertIntMs: owner.advertIntMs }));
	const receivers = Math.max(1, owner.unicastPeers.length);
	const refresh =
		settings.garp_master_refresh === undefined ? owner.garpMasterRefreshMs / 1000 : Number(settings.garp_master_refresh);
	const packetsPerSecond = (receivers * 1000) / owner.advertIntMs + (refresh > 0 ? owner.virtualIpAddresses.length / refresh : 0);
	return { intervalMs: owner.advertIntMs, downMs, nextDownMs: Math.min(...downMs), packetsPerSecond };
}

function withTimers(instance: VrrpInstanceSpec, settings: Settings, host: string): VrrpInstanceSpec {
	const { version, advert_int, down_timer_adverts } = settings;
	const priority = settings[`priority@${host}`];
	return {
		...instance,
		...(version !== undefined && { version: Number(version) as 2 | 3 }),
		...(advert_int !== undefined && { advertIntMs: Number(advert_int) * 1000 }),
		...(down_timer_adverts !== undefined && { downTimerAdverts: Number(down_timer_adverts) }),
		...(priority !== undefined && { priority: Number(priority) }),
	};
}
