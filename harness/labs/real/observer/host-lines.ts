import type { HostLog, UnitState, VrrpState } from '../../../timeline/event.ts';
import { type IpvsEntry, parseIpvsTable } from './ipvs-table.ts';

/** What a line of a host's watch says (see images/host/watch and watch-mesh); null where it says nothing of interest. */
export type HostLine =
	| { kind: 'address'; added: boolean; snapshot: boolean; address: string; epochMs: number }
	| { kind: 'vrrp'; instance: string; state: VrrpState['state']; epochMs: number }
	| { kind: 'unit'; unit: UnitState['unit']; state: UnitState['state']; epochMs: number }
	/** A part of the watch has ended by itself: what it would have told is missing from then on. */
	| { kind: 'ended'; part: string }
	| { kind: 'ipvs'; table: IpvsEntry[]; lookedBeforeMs: number; epochMs: number };

/**
 * `ip -o -ts monitor address`: `[2026-11-23T10:15:00.123456] [Deleted ]2: ens18 inet 10.0.0.200/32 …`, in UTC, IPv6 as `inet6`; the watch marks what
 * was there before. What is on the loopback device, nobody outside is answered for. Up to iproute2 6.1 the stamp of an event that a filter drops stands
 * before the next one's.
 */
const ADDRESS = /^(?:\[\S+\]\s+)*\[(\S+)\]\s+(?:(Deleted|snapshot) )?\d+:\s+(?!lo\s)\S+\s+inet6?\s+([\da-f.:]+)/;
/** keepalived's log (vrrp_scheduler.c, vrrp.c): `(VI_1) Entering MASTER STATE`. */
const STATE = /^\((.+?)\) Entering (MASTER|BACKUP|FAULT) STATE/;

/** What systemd says of a unit (its catalog and src/core/unit.c): `Started docker.service - …`, `docker.service: Failed with result 'signal'.` */
const UNIT_STATES: readonly (readonly [RegExp, UnitState['state']])[] = [
	[/^Starting /, 'activating'],
	[/^Started /, 'active'],
	[/^Stopping /, 'deactivating'],
	[/^Stopped |: Deactivated successfully/, 'inactive'],
	[/: Failed with result/, 'failed'],
];

/** The ingress IPVS table, with the times of two looks in seconds: `ipvs 1795428900.023456 1795428900.123456 FWM 00000100 rr -> …`. */
const IPVS = /^ipvs (\d+\.\d+) (\d+\.\d+)(.*)$/;

/** Reads one line of a host's watch. A line of no known format gives null. Throws SyntaxError at a torn one of the journal. */
export function readHostLine(line: string): HostLine | null {
	if (line.startsWith('{')) return readJournalLine(line);
	const part = /^ended (.+)$/.exec(line)?.[1];
	return part !== undefined ? { kind: 'ended', part } : (readIpvsLine(line) ?? readAddressLine(line));
}

function readIpvsLine(line: string): HostLine | null {
	const match = IPVS.exec(line);
	if (!match) return null;
	const [, before, now, table = ''] = match;
	return { kind: 'ipvs', table: parseIpvsTable(table), lookedBeforeMs: Number(before) * 1000, epochMs: Number(now) * 1000 };
}

function readAddressLine(line: string): HostLine | null {
	const match = ADDRESS.exec(line);
	if (!match) return null;
	const [, stamp = '', mark, address = ''] = match;
	return { kind: 'address', added: mark !== 'Deleted', snapshot: mark === 'snapshot', address, epochMs: epochMsOf(stamp) };
}

/** Date keeps milliseconds only; the microseconds are added by hand. */
export function epochMsOf(stamp: string): number {
	const [seconds = '', fraction = '0'] = stamp.split('.');
	return Date.parse(`${seconds}Z`) + Number(`0.${fraction}`) * 1000;
}

interface JournalEntry {
	MESSAGE?: unknown;
	/** Of what systemd says of a unit. */
	UNIT?: string;
	/** Of what a unit's processes say themselves. */
	_SYSTEMD_UNIT?: string;
	__REALTIME_TIMESTAMP?: string;
}

/** What of a line of the journal is for people: whose it is, and its words. Null for any other line. */
export function readLogLine(line: string): { unit: HostLog['unit']; text: string; epochMs: number } | null {
	if (!line.startsWith('{')) return null;
	const { MESSAGE: text, UNIT, _SYSTEMD_UNIT, __REALTIME_TIMESTAMP } = JSON.parse(line) as JournalEntry;
	const unit = (UNIT ?? _SYSTEMD_UNIT)?.replace('.service', '');
	if (typeof text !== 'string' || (unit !== 'docker' && unit !== 'keepalived')) return null;
	return { unit, text, epochMs: Number(__REALTIME_TIMESTAMP) / 1000 };
}

function readJournalLine(line: string): HostLine | null {
	const entry = JSON.parse(line) as JournalEntry;
	const { MESSAGE: message } = entry;
	if (typeof message !== 'string' || entry._SYSTEMD_UNIT === 'docker.service') return null;
	const epochMs = Number(entry.__REALTIME_TIMESTAMP) / 1000;
	const match = STATE.exec(message);
	if (match) return { kind: 'vrrp', instance: match[1] ?? '', state: match[2] as VrrpState['state'], epochMs };
	const unit = entry.UNIT?.replace('.service', '');
	const state = UNIT_STATES.find(([pattern]) => pattern.test(message))?.[1];
	return (unit === 'docker' || unit === 'keepalived') && state ? { kind: 'unit', unit, state, epochMs } : null;
}
