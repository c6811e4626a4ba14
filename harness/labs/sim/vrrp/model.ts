import { parseIpv4 } from '../../../base/ipv4.ts';
import { Values } from '../../../cluster/conf-values.ts';
import { type ConfStatement, type KeepalivedConf, parseKeepalivedConf } from '../../../cluster/keepalived-conf.ts';
import type { HostSpec, KeepalivedSpec, VrrpInstanceSpec } from '../../../cluster/spec.ts';
import { type VrrpTimers, vrrpTimers } from './timers.ts';
import { readProcesses, readScripts, type TrackModel } from './track-model.ts';
import type { WireForm } from './wire.ts';

/** A vrrp_instance as the simulator runs it, all times in whole microseconds. */
export interface InstanceModel {
	name: string;
	form: WireForm;
	/** The host's address on the segment, as a number. */
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
const DAY_S = 86_400;
/** The field for the password in a v2 packet. */
const AUTH_BYTES = 8;

/** Which keepalived is simulated where cluster.yaml names none: the one of Debian 12. */
export const SIMULATED_KEEPALIVED = '2.2.7';

/**
 * Reads of a host's keepalived.conf what running it needs beyond its typed spec (vrrp_parser.c, global_parser.c). `version`: of keepalived, or its
 * beginning; null for the one that is simulated by default.
 */
export function instanceModels(host: HostSpec, keepalived: KeepalivedSpec, version: string | null): InstanceModel[] {
	const isSince = (since: readonly number[]) => isAtLeast(version ?? SIMULATED_KEEPALIVED, since);
	const conf = parseKeepalivedConf(keepalived.file, keepalived.text);
	const scripts = readScripts(conf, host);
	const processes = readProcesses(conf);
	return keepalived.instances.map((spec) => ({
		name: spec.name,
		form: wireForm(conf, spec),
		timers: vrrpTimers({ ...spec, masterAdvertUs: Math.round(spec.advertIntMs * 1000) }),
		address: parseIpv4(host.address) ?? 0,
		priority: spec.priority,
		downTimerAdverts: spec.downTimerAdverts,
		preempt: spec.preempt,
		preemptDelayUs: spec.preemptDelayMs * 1000,
		isOwner: spec.priority === 255 && spec.state !== 'BACKUP',
		isAddressOwner: spec.priority === 255,
		cedes: spec.priority === 255 && !isSince([2, 3, 3]),
		group: spec.syncGroup,
		peers: spec.unicastPeers.length > 0 ? spec.unicastPeers : null,
		isDeafInDelay: isSince([2, 3, 3]),
		garp: { ...garpModel(conf, spec), refreshHasTimer: isSince([2, 3, 2]) },
		lowerPrioNoAdvert: lowerPrioNoAdvert(conf, spec),
		higherPrioSendAdvert: spec.higherPrioSendAdvert,
		startupDelayUs: globals(conf).secondsUs('vrrp_startup_delay', 0.001, 4294) ?? 0,
		tracks: spec.tracks.map((track) => ({
			...track,
			script: track.kind === 'script' ? (scripts.get(track.name) ?? null) : null,
			process: track.kind === 'process' ? (processes.get(track.name) ?? null) : null,
		})),
	}));
}

/** Whether a version, or one that begins so, is one of these or later. */
function isAtLeast(version: string, since: readonly number[]): boolean {
	const parts = version.split('.').map((part) => Number.parseInt(part, 10));
	for (const [i, wanted] of since.entries()) {
		const part = parts[i] ?? Number.POSITIVE_INFINITY;
		if (part !== wanted) return part > wanted;
	}
	return true;
}

const globals = (conf: KeepalivedConf) =>
	new Values(
		conf.file,
		'global_defs',
		conf.statements.filter(({ keyword }) => keyword === 'global_defs').flatMap(({ block }) => block ?? []),
		[],
	);

function own(conf: KeepalivedConf, spec: VrrpInstanceSpec): Values {
	const isIt = ({ keyword, args }: ConfStatement) => keyword === 'vrrp_instance' && args[0] === spec.name;
	return new Values(conf.file, spec.name, conf.statements.find(isIt)?.block ?? [], []);
}

function wireForm(conf: KeepalivedConf, spec: VrrpInstanceSpec): WireForm {
	const password = own(conf, spec)
		.entries('authentication')
		.findLast(({ keyword }) => keyword === 'auth_pass')?.args[0];
	return {
		vrid: spec.virtualRouterId,
		version: spec.version,
		intervalUs: Math.round(spec.advertIntMs * 1000),
		auth: spec.authType === null ? '' : `${spec.authType}:${(password ?? '').slice(0, AUTH_BYTES)}`,
		addresses: spec.virtualIpAddresses,
		unicast: spec.unicastPeers.length > 0,
		sources: checksSource(conf, spec) ? spec.unicastPeers.map((peer) => parseIpv4(peer) ?? 0) : null,
	};
}

/** An instance may ask that a unicast packet come from one of its peers; by default it takes whatever reaches it. */
function checksSource(conf: KeepalivedConf, spec: VrrpInstanceSpec): boolean {
	if (spec.unicastPeers.length === 0) return false;
	return own(conf, spec).flag('check_unicast_src') ?? globals(conf).flag('vrrp_check_unicast_src') ?? false;
}

function isStrict(conf: KeepalivedConf, spec: VrrpInstanceSpec): boolean {
	return own(conf, spec).flag('strict_mode') ?? globals(conf).flag('vrrp_strict') ?? false;
}

/** Strict mode sends none at lower advertisements. Their number is the one of global_defs, not the instance's own `garp_master_repeat`. */
function garpModel(conf: KeepalivedConf, spec: VrrpInstanceSpec): Omit<GarpModel, 'refreshHasTimer'> {
	const [mine, all] = [own(conf, spec), globals(conf)];
	const global = (keyword: string, max: number) => all.whole(`vrrp_${keyword}`, 0, max);
	const whole = (keyword: string, max: number) => mine.whole(keyword, 0, max) ?? global(keyword, max);
	const strict = isStrict(conf, spec);
	const lowerRepeat = whole('garp_lower_prio_repeat', 255) ?? global('garp_master_repeat', 255) ?? GARP_REPEAT;
	const lowerDelayS = whole('garp_lower_prio_delay', DAY_S) ?? global('garp_master_delay', DAY_S) ?? GARP_DELAY_S;
	return {
		repeat: whole('garp_master_repeat', 255) ?? GARP_REPEAT,
		delayUs: (whole('garp_master_delay', DAY_S) ?? GARP_DELAY_S) * 1_000_000,
		refreshUs: spec.garpMasterRefreshMs * 1000,
		refreshRepeat: whole('garp_master_refresh_repeat', 255) ?? GARP_REFRESH_REPEAT,
		lowerPrioRepeat: strict ? 0 : lowerRepeat,
		lowerPrioDelayUs: strict ? 0 : lowerDelayS * 1_000_000,
	};
}

/** `vrrp_strict` turns it on, whatever the instance says. */
function lowerPrioNoAdvert(conf: KeepalivedConf, spec: VrrpInstanceSpec): boolean {
	if (isStrict(conf, spec)) return true;
	return own(conf, spec).flag('lower_prio_no_advert') ?? globals(conf).flag('vrrp_lower_prio_no_advert') ?? false;
}
