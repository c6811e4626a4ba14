import type { HostSpec } from '../../../cluster/spec.ts';

/** What systemd does when keepalived has ended: systemd.service(5), `Restart=`, `RestartSec=` and `ExecStopPost=`. */
export interface UnitPolicy {
	/** `always`: also after an orderly end that nobody asked for; `on-failure`: after a signal or a bad exit. */
	restart: 'no' | 'on-failure' | 'always';
	delayUs: number;
	/** Addresses that an ExecStopPost deletes from the NIC. */
	deletes: string[];
}

/** systemd's RestartSec= by default. */
const RESTART_US = 100_000;
const UNIT_US: Record<string, number> = { us: 1, ms: 1000, s: 1_000_000, min: 60_000_000 };

/** Whether a file of the host says something of keepalived's unit. */
export const isKeepalivedUnit = (target: string) => /\/keepalived\.service(\.d\/[^/]+\.conf)?$/.test(target);

/** Reads the policy from the host's drop-ins of keepalived.service. Without any: Debian's unit, which has no `Restart=`. */
export function unitPolicy(host: Pick<HostSpec, 'files'>): UnitPolicy {
	const dropIns = host.files.filter(({ target }) => isKeepalivedUnit(target));
	const lines = dropIns.flatMap(({ text }) => text.split('\n')).map((line) => line.trim());
	const last = (key: string) => lines.findLast((line) => line.startsWith(`${key}=`))?.slice(key.length + 1);
	const restart = last('Restart');
	return {
		restart: restart === 'always' ? 'always' : restart === undefined || restart === 'no' ? 'no' : 'on-failure',
		delayUs: spanUs(last('RestartSec')),
		deletes: lines.flatMap((line) => /^ExecStopPost=.*\bip a\S* del\S* ([\d.]+)/.exec(line)?.[1] ?? []),
	};
}

/** A time span of systemd's (systemd.time(7)) of one term; a bare number is seconds. */
function spanUs(text: string | undefined): number {
	const match = /^(\d+(?:\.\d+)?)\s*(us|ms|s|min)?$/.exec(text ?? '');
	return match ? Math.round(Number(match[1]) * (UNIT_US[match[2] ?? 's'] ?? 0)) : RESTART_US;
}
