import { parseIpv4 } from '../../../base/ipv4.ts';
import { readConf } from '../../../cluster/host-keepalived.ts';
import type { HostSpec, KeepalivedSpec, VrrpInstanceSpec } from '../../../cluster/spec.ts';
import { addressOn, heldBy } from '../../../cluster/theory.ts';
import { type Block, blocksOf, flagOf, type KeepalivedModel, merged, numberOf, wordOf } from '../../../keepalived/model.ts';
import { DEFAULT_KEEPALIVED, isAtLeast } from '../../../keepalived/versions.ts';
import { type VrrpTimers, vrrpTimers } from './timers.ts';
import { readProcesses, readScripts, type TrackModel } from './track-model.ts';
import { routerOf, type WireForm } from './wire.ts';

/** A vrrp_instance as the simulator runs it, all times in whole microseconds. */
export interface InstanceModel {
	name: string;
	form: WireForm;
	/** Every address that it holds as MASTER, those that it does not advertise too. */
	held: readonly string[];
	/** The NIC that it runs on. */
	nic: string;
	/** The host's address on its NIC's segment, as a number. */
	address: number;
	priority: number;
	downTimerAdverts: number;
	preempt: boolean;
	preemptDelayUs: number;
	/** Priority 255 and `state MASTER`: it waits for nobody. */
	isOwner: boolean;
	/** Priority 255: nothing changes it. */
	isAddressOwner: boolean;
	/** An address owner that hears of another goes down to 254, before keepalived 2.3.3; since, the one with the lower address gives way as it is. */
	cedes: boolean;
	/** Its vrrp_sync_group; null without. */
	group: string | null;
	/** Addresses of the unicast peers; null for multicast. */
	peers: readonly string[] | null;
	garp: GarpModel;
	lowerPrioNoAdvert: boolean;
	higherPrioSendAdvert: boolean;
	startupDelayUs: number;
	/** It reads no packet while `vrrp_startup_delay` lasts: so since keepalived 2.3.3. */
	isDeafInDelay: boolean;
	/** Skew_Time and Master_Down_Interval with its own priority and interval. */
	timers: VrrpTimers;
	tracks: TrackModel[];
}

/** When gratuitous ARP is sent: on becoming MASTER, so much later again, and ever so often after that (0: never). */
interface GarpModel {
	repeat: number;
	delayUs: number;
	refreshUs: number;
	refreshRepeat: number;
	/** The refresh has a timer of its own, since keepalived 2.3.2; before, it is looked at when an advertisement is due. */
	refreshHasTimer: boolean;
	lowerPrioRepeat: number;
	lowerPrioDelayUs: number;
}

/** keepalived's defaults (VRRP_GARP_REP, VRRP_GARP_DELAY and VRRP_GARP_REFRESH_REP of include/vrrp.h). */
const GARP_REPEAT = 5;
const GARP_DELAY_S = 5;
const GARP_REFRESH_REPEAT = 1;
/** The field for the password in a v2 packet. */
const AUTH_BYTES = 8;

/**
 * Reads of a host's keepalived.conf what running it needs beyond its typed spec (vrrp_parser.c, global_parser.c). `version`: of keepalived, or its
 * beginning; null for the one that is simulated by default.
 */
export function instanceModels(host: HostSpec, keepalived: KeepalivedSpec, version: string | null): InstanceModel[] {
	const isSince = (since: string) => isAtLeast(version ?? DEFAULT_KEEPALIVED, since);
	const { model: conf } = readConf(host, keepalived, version);
	const scripts = readScripts(conf, host);
	const processes = readProcesses(conf);
	return keepalived.instances.map((spec) => ({
		name: spec.name,
		form: wireForm(conf, spec, segmentOf(host, spec.interface), checksAddresses(version)),
		held: heldBy(spec),
		nic: spec.interface,
		timers: vrrpTimers({ ...spec, masterAdvertUs: Math.round(spec.advertIntMs * 1000) }),
		address: parseIpv4(addressOn(host, spec.interface)) ?? 0,
		priority: spec.priority,
		downTimerAdverts: spec.downTimerAdverts,
		preempt: spec.preempt,
		preemptDelayUs: spec.preemptDelayMs * 1000,
		isOwner: spec.priority === 255 && spec.state !== 'BACKUP',
		isAddressOwner: spec.priority === 255,
		cedes: spec.priority === 255 && !isSince('2.3.3'),
		group: spec.syncGroup,
		peers: spec.unicastPeers.length > 0 ? spec.unicastPeers : null,
		isDeafInDelay: isSince('2.3.3'),
		garp: { ...garpModel(conf, spec), refreshHasTimer: isSince('2.3.2') },
		lowerPrioNoAdvert: lowerPrioNoAdvert(conf, spec),
		higherPrioSendAdvert: spec.higherPrioSendAdvert,
		startupDelayUs: Math.round((numberOf(globals(conf), 'vrrp_startup_delay') ?? 0) * 1_000_000),
		tracks: spec.tracks.map((track) => ({
			...track,
			script: track.kind === 'script' ? (scripts.get(track.name) ?? null) : null,
			process: track.kind === 'process' ? (processes.get(track.name) ?? null) : null,
		})),
	}));
}

const globals = (conf: KeepalivedModel): Block => merged(conf, 'global_defs');

const own = (conf: KeepalivedModel, spec: VrrpInstanceSpec): Block | undefined =>
	blocksOf(conf, 'vrrp_instance').find(({ names }) => names[0] === spec.name);

/** The segment that a NIC of a host is on, by name; null for the customers'. */
const segmentOf = ({ nics }: HostSpec, nic: string) => nics.find((one) => one.interface === nic)?.network ?? null;

/** Whether a keepalived, by its version or the version's beginning, refuses packets that list other addresses (vrrp_check_packet() of vrrp.c): not since 2.3.3. */
export const checksAddresses = (version: string | null): boolean => !isAtLeast(version ?? DEFAULT_KEEPALIVED, '2.3.3');

function wireForm(conf: KeepalivedModel, spec: VrrpInstanceSpec, segment: string | null, isChecking: boolean): WireForm {
	const password = wordOf(merged(own(conf, spec), 'authentication'), 'auth_pass');
	return {
		vrid: spec.virtualRouterId,
		router: routerOf(segment, spec.family, spec.virtualRouterId),
		family: spec.family,
		segment,
		version: spec.version,
		intervalUs: Math.round(spec.advertIntMs * 1000),
		auth: spec.authType === null ? '' : `${spec.authType}:${(password ?? '').slice(0, AUTH_BYTES)}`,
		addresses: spec.virtualIpAddresses,
		checksAddresses: isChecking,
		unicast: spec.unicastPeers.length > 0,
		sources: checksSource(conf, spec) ? spec.unicastPeers.map((peer) => parseIpv4(peer) ?? 0) : null,
	};
}

/** An instance may ask that a unicast packet come from one of its peers; by default it takes whatever reaches it. */
function checksSource(conf: KeepalivedModel, spec: VrrpInstanceSpec): boolean {
	if (spec.unicastPeers.length === 0) return false;
	return flagOf(own(conf, spec), 'check_unicast_src') ?? flagOf(globals(conf), 'vrrp_check_unicast_src') ?? false;
}

function isStrict(conf: KeepalivedModel, spec: VrrpInstanceSpec): boolean {
	return flagOf(own(conf, spec), 'strict_mode') ?? flagOf(globals(conf), 'vrrp_strict') ?? false;
}

/** Strict mode sends none at lower advertisements. Their number is the one of global_defs, not the instance's own `garp_master_repeat`. */
function garpModel(conf: KeepalivedModel, spec: VrrpInstanceSpec): Omit<GarpModel, 'refreshHasTimer'> {
	const [mine, all] = [own(conf, spec), globals(conf)];
	const global = (keyword: string) => numberOf(all, `vrrp_${keyword}`);
	const whole = (keyword: string) => numberOf(mine, keyword) ?? global(keyword);
	const strict = isStrict(conf, spec);
	const lowerRepeat = whole('garp_lower_prio_repeat') ?? global('garp_master_repeat') ?? GARP_REPEAT;
	const lowerDelayS = whole('garp_lower_prio_delay') ?? global('garp_master_delay') ?? GARP_DELAY_S;
	return {
		repeat: whole('garp_master_repeat') ?? GARP_REPEAT,
		delayUs: (whole('garp_master_delay') ?? GARP_DELAY_S) * 1_000_000,
		refreshUs: spec.garpMasterRefreshMs * 1000,
		refreshRepeat: whole('garp_master_refresh_repeat') ?? GARP_REFRESH_REPEAT,
		lowerPrioRepeat: strict ? 0 : lowerRepeat,
		lowerPrioDelayUs: strict ? 0 : lowerDelayS * 1_000_000,
	};
}

/** `vrrp_strict` turns it on, whatever the instance says. */
function lowerPrioNoAdvert(conf: KeepalivedModel, spec: VrrpInstanceSpec): boolean {
	if (isStrict(conf, spec)) return true;
	return flagOf(own(conf, spec), 'lower_prio_no_advert') ?? flagOf(globals(conf), 'vrrp_lower_prio_no_advert') ?? false;
}
