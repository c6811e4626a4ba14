import { Values } from '../../../cluster/conf-values.ts';
import { parseIpv4 } from '../../../cluster/ipv4.ts';
import { type ConfStatement, type KeepalivedConf, parseKeepalivedConf } from '../../../cluster/keepalived-conf.ts';
import type { HostSpec, KeepalivedSpec, VrrpInstanceSpec } from '../../../cluster/spec.ts';
import { type VrrpTimers, vrrpTimers } from './timers.ts';
import { readScripts, type TrackModel } from './track-model.ts';
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
	/** Addresses of the unicast peers; null for multicast. */
	peers: readonly string[] | null;
	garp: GarpModel;
	lowerPrioNoAdvert: boolean;
	higherPrioSendAdvert: boolean;
	startupDelayUs: number;
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

/** Reads of a host's keepalived.conf what running it needs beyond its typed spec (vrrp_parser.c, global_parser.c). */
export function instanceModels(host: HostSpec, keepalived: KeepalivedSpec): InstanceModel[] {
	const conf = parseKeepalivedConf(keepalived.file, keepalived.text);
	const scripts = readScripts(conf, host);
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
		peers: spec.unicastPeers.length > 0 ? spec.unicastPeers : null,
		garp: garpModel(conf, spec),
		lowerPrioNoAdvert: lowerPrioNoAdvert(conf, spec),
		higherPrioSendAdvert: spec.higherPrioSendAdvert,
		startupDelayUs: globals(conf).secondsUs('vrrp_startup_delay', 0, 1200) ?? 0,
		tracks: spec.tracks.map((track) => ({ ...track, script: scripts.get(track.name) ?? null })),
	}));
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
	};
}

function garpModel(conf: KeepalivedConf, spec: VrrpInstanceSpec): GarpModel {
	const [mine, all] = [own(conf, spec), globals(conf)];
	const whole = (keyword: string, max: number) => mine.whole(keyword, 0, max) ?? all.whole(`vrrp_${keyword}`, 0, max);
	const repeat = whole('garp_master_repeat', 255) ?? GARP_REPEAT;
	const delayS = whole('garp_master_delay', DAY_S) ?? GARP_DELAY_S;
	return {
		repeat,
		delayUs: delayS * 1_000_000,
		refreshUs: spec.garpMasterRefreshMs * 1000,
		refreshRepeat: whole('garp_master_refresh_repeat', 255) ?? GARP_REFRESH_REPEAT,
		lowerPrioRepeat: whole('garp_lower_prio_repeat', 255) ?? repeat,
		lowerPrioDelayUs: (whole('garp_lower_prio_delay', DAY_S) ?? delayS) * 1_000_000,
	};
}

/** `vrrp_strict` turns it on where the instance says nothing. */
function lowerPrioNoAdvert(conf: KeepalivedConf, spec: VrrpInstanceSpec): boolean {
	const [mine, all] = [own(conf, spec), globals(conf)];
	const strict = mine.flag('strict_mode') ?? all.flag('vrrp_strict') ?? false;
	return mine.flag('lower_prio_no_advert') ?? all.flag('vrrp_lower_prio_no_advert') ?? strict;
}
