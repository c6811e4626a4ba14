import { canonicalIp } from '../base/ip.ts';
import { type Block, blocksOf, type Entry, flagOf, type KeepalivedModel, merged, numberOf, settingOf, wordOf } from './model.ts';
import { roundAdvertIntUs } from './numbers.ts';
import type { Place } from './place.ts';
import { groupOf, readTracks, type TrackSpec } from './tracks.ts';

/** A vrrp_instance as keepalived would run it: defaults applied (see keepalived's vrrp_parser.c and vrrp.h). */
export interface VrrpInstanceSpec {
	name: string;
	line: number;
	interface: string;
	/** The initial state; null where the file names none. */
	state: 'MASTER' | 'BACKUP' | null;
	virtualRouterId: number;
	/** 1–255, after keepalived's defaults (255 for `state MASTER`, else 100). */
	priority: number;
	version: 2 | 3;
	/** Advertisement interval, milliseconds. */
	advertIntMs: number;
	downTimerAdverts: number;
	preempt: boolean;
	preemptDelayMs: number;
	/** The family of its packets: that of its first address. */
	family: 4 | 6;
	/** The addresses that it advertises, without prefix, as the kernel prints them. */
	virtualIpAddresses: string[];
	/** Those that it holds beside them and does not advertise, of either family: virtual_ipaddress_excluded. */
	excludedIpAddresses: string[];
	/** The NICs that its addresses are put on; its own where a line names none. */
	addressInterfaces: string[];
	/** How often a MASTER repeats its gratuitous ARP; 0 for not at all. */
	garpMasterRefreshMs: number;
	/** A MASTER that hears a higher priority advertises once more before it lets go. */
	higherPrioSendAdvert: boolean;
	authType: 'PASS' | 'AH' | null;
	unicastPeers: string[];
	/** The vrrp_sync_group that lists it; null without. */
	syncGroup: string | null;
	/** What else than its NIC decides whether it is fit, its sync group's included. */
	tracks: TrackSpec[];
}

/** An instance, and where what a problem about it should name stands. */
export interface ReadInstance {
	spec: VrrpInstanceSpec;
	block: Block;
	places: {
		interface: Place;
		/** Of the first address, or of the instance where it has none. */
		addresses: Place;
	};
}

/**
 * Every vrrp_instance that can run, as keepalived would run it (vrrp_parser.c, vrrp_complete_instance() in vrrp.c): defaults and global_defs applied,
 * advert_int rounded, what does not go together cleared. One without virtual_router_id or interface is in `incomplete`.
 */
export function readInstances(model: KeepalivedModel): {
	instances: ReadInstance[];
	incomplete: { block: Block; lacks: ('virtual_router_id' | 'interface')[] }[];
} {
	const globals = merged(model, 'global_defs');
	const instances: ReadInstance[] = [];
	const incomplete: { block: Block; lacks: ('virtual_router_id' | 'interface')[] }[] = [];
	for (const block of blocksOf(model, 'vrrp_instance')) {
		const lacks = (['virtual_router_id', 'interface'] as const).filter((keyword) => !settingOf(block, keyword));
		if (lacks.length > 0) incomplete.push({ block, lacks });
		else instances.push(readInstance(model, globals, block));
	}
	return { instances, incomplete };
}

function readInstance(model: KeepalivedModel, globals: Block, block: Block): ReadInstance {
	const name = block.names[0] ?? '';
	const { virtual_ipaddress: listed = [], virtual_ipaddress_excluded: excluded = [], unicast_peer: peers = [] } = block.lists;
	const family = familyOf(block);
	// keepalived drops an address of the other family (alloc_vrrp_vip() of vrrp_data.c), but not one that is excluded.
	const advertised = listed.filter((entry) => addressOf(entry).includes(':') === (family === 6));
	const held = [...advertised, ...excluded];
	const nic = wordOf(block, 'interface') ?? '';
	const spec: VrrpInstanceSpec = {
		name,
		line: block.at.line,
		interface: nic,
		virtualRouterId: numberOf(block, 'virtual_router_id') ?? 0,
		...running(block, globals, family),
		family,
		virtualIpAddresses: advertised.map(addressOf),
		excludedIpAddresses: excluded.map(addressOf),
		addressInterfaces: nicsOf(held, nic),
		unicastPeers: peers.map(addressOf),
		syncGroup: groupOf(model, name),
		tracks: [...readTracks(model, name), ...addressTracks(held, nic)],
	};
	const places = { interface: settingOf(block, 'interface')?.at ?? block.at, addresses: listed[0]?.at ?? block.at };
	return { spec, block, places };
}

/** Everything that depends on each other: state, priority, version, timers, preemption, authentication. */
function running(block: Block, globals: Block, family: 4 | 6) {
	const strict = flagOf(block, 'strict_mode') ?? flagOf(globals, 'vrrp_strict') ?? false;
	// IPv6 has version 3 unless the instance says 2, which strict mode does not let it.
	const byDefault = family === 6 ? 3 : numberOf(globals, 'vrrp_version');
	const asked = strict && family === 6 ? 3 : (numberOf(block, 'version') ?? byDefault);
	const version = asked === 3 ? 3 : 2;
	const written = stateOf(block);
	const priority = numberOf(block, 'priority') ?? (written === 'MASTER' ? 255 : 100);
	const owner: 'MASTER' | 'BACKUP' = priority === 255 ? 'MASTER' : 'BACKUP';
	const initial = written === null || strict ? owner : written;
	// keepalived clears nopreempt and preempt_delay of an instance that starts as MASTER, preempt_delay also beside nopreempt.
	const preempt = initial === 'MASTER' || priority === 255 || !isNoPreempt(block);
	const delayMs = Math.round((numberOf(block, 'preempt_delay') ?? 0) * 1_000_000) / 1000;
	const adverts = numberOf(block, 'down_timer_adverts') ?? numberOf(globals, 'vrrp_down_timer_adverts') ?? 3;
	const advertIntUs = Math.round((numberOf(block, 'advert_int') ?? 1) * 1_000_000);
	return {
		state: written === null ? null : initial,
		priority,
		version,
		advertIntMs: roundAdvertIntUs(advertIntUs, version) / 1000,
		downTimerAdverts: strict ? 3 : adverts,
		preempt,
		preemptDelayMs: initial === 'MASTER' || !preempt || strict ? 0 : delayMs,
		garpMasterRefreshMs: (numberOf(block, 'garp_master_refresh') ?? numberOf(globals, 'vrrp_garp_master_refresh') ?? 0) * 1000,
		higherPrioSendAdvert:
			!strict && (flagOf(block, 'higher_prio_send_advert') ?? flagOf(globals, 'vrrp_higher_prio_send_advert') ?? false),
		authType: strict || version === 3 ? null : authTypeOf(block),
	} as const;
}

/** Case sensitive, as in keepalived: `master` is BACKUP; and once MASTER, a later BACKUP is ignored. */
function stateOf(block: Block): 'MASTER' | 'BACKUP' | null {
	const written = block.settings.filter(({ keyword }) => keyword === 'state').map(({ values }) => values[0]);
	if (written.length === 0) return null;
	return written.includes('MASTER') ? 'MASTER' : 'BACKUP';
}

const isNoPreempt = ({ settings }: Block) =>
	settings.findLast(({ keyword }) => keyword === 'nopreempt' || keyword === 'preempt')?.keyword === 'nopreempt';

/** Null without a password too: keepalived then ignores the type. */
function authTypeOf(block: Block): 'PASS' | 'AH' | null {
	const authentication = merged(block, 'authentication');
	const type = wordOf(authentication, 'auth_type');
	if (!wordOf(authentication, 'auth_pass')) return null;
	return type === 'PASS' || type === 'AH' ? type : null;
}

const addressOf = ({ values }: Entry) => canonicalIp(String(values[0]).split('/')[0] ?? '');

/** That of the first address, source or peer (alloc_vrrp_vip() and vrrp_srcip_handler() of keepalived's vrrp_parser.c); IPv4 where there is none. */
function familyOf(block: Block): 4 | 6 {
	const source = wordOf(block, 'unicast_src_ip') ?? wordOf(block, 'mcast_src_ip');
	const { virtual_ipaddress: addresses = [], unicast_peer: peers = [] } = block.lists;
	const [first = ''] = [...addresses.map(addressOf), ...(source === undefined ? [] : [source]), ...peers.map(addressOf)];
	return first.includes(':') ? 6 : 4;
}

/** The NIC of an address is tracked as the instance's own is, unless it says no_track (vrrp_complete_instance() of vrrp.c, TRACK_ADDR). */
function addressTracks(entries: readonly Entry[], own: string): TrackSpec[] {
	const names = entries.flatMap(({ options: { dev, no_track: untracked } }) =>
		typeof dev === 'string' && dev !== own && untracked === undefined ? [dev] : [],
	);
	return [...new Set(names)].map((name) => ({ kind: 'interface', name, weight: 0 }));
}

function nicsOf(entries: readonly Entry[], own: string): string[] {
	return [...new Set(entries.map(({ options }) => (typeof options.dev === 'string' ? options.dev : own)))];
}
