import { readFileSync, readlinkSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { z } from 'zod';

/** The label of everything that belongs to a process's lab, or to its use of a guest; its value is an `Owner` as JSON. */
const OWNER_LABEL = 'vipdrill.owner';

const ownerSchema = z.object({
	/** The machine's name. */
	host: z.string(),
	/** Which boot of that machine it was; empty where the system does not tell. */
	boot: z.string(),
	/** Numbers of processes mean something in there only; empty where there are no such namespaces. */
	pidNamespace: z.string(),
	pid: z.number(),
	/** When the process started, in clock ticks since the boot (proc(5), `starttime`): a number alone is given again. */
	start: z.string(),
	uid: z.number(),
	user: z.string(),
	/** Whether it outlives its process: the lab of `vipdrill up`, which its user ends. */
	kept: z.boolean(),
	/** Whether what its process leaves is kept for its user to look at (`run --keep-on-fail`); absent where it is not. */
	leaves: z.literal(true).optional(),
});

/** Whose something is. */
export type Owner = z.infer<typeof ownerSchema>;

/**
 * What an owner is to this process: itself; `kept` is something its own user keeps until `down`, once `up` is done, or a failed run has left for a look; `dead` a process that is gone; `alive` another
 * process at work, or something that another user keeps; `unknown` where that can't be told from here.
 */
export type Standing = 'self' | 'kept' | 'dead' | 'alive' | 'unknown';

/** This process as an owner. */
export function thisOwner(kept = false): Owner {
	const { uid, username: user } = userInfo();
	const boot = read('/proc/sys/kernel/random/boot_id');
	return {
		host: hostname(),
		boot,
		pidNamespace: pidNamespace(),
		pid: process.pid,
		start: startOf(process.pid) ?? '',
		uid,
		user,
		kept,
	};
}

/** The label that says whose something is. */
export const ownerLabel = (owner: Owner): Record<string, string> => ({ [OWNER_LABEL]: JSON.stringify(owner) });

/** Whose something with these labels is; null where they do not say. */
export function ownerOf(labels: Record<string, string> | undefined): Owner | null {
	try {
		return ownerSchema.parse(JSON.parse(labels?.[OWNER_LABEL] ?? ''));
	} catch {
		return null;
	}
}

/**
 * What an owner is to this process. `runs` says whether what it owns is running: after a boot of this machine nothing is, so something that
 * runs belongs to another machine of the same name.
 */
export function standingOf(owner: Owner | null, runs: boolean, here: Owner = thisOwner()): Standing {
	if (owner === null || owner.host !== here.host) return 'unknown';
	const keptBy = owner.uid === here.uid ? 'kept' : 'alive';
	// What somebody is still bringing up to keep is not there to be taken.
	const isElsewhere = owner.boot === here.boot && owner.pidNamespace === here.pidNamespace && owner.pid !== here.pid;
	if (owner.kept) return isElsewhere && isAlive(owner) ? 'alive' : keptBy;
	if (owner.boot !== here.boot) return runs ? 'unknown' : 'dead';
	if (owner.pidNamespace !== here.pidNamespace) return 'unknown';
	if (owner.pid === here.pid && owner.start === here.start) return 'self';
	if (isAlive(owner)) return 'alive';
	return owner.leaves && runs ? keptBy : 'dead';
}

/** Whether this very process runs, not another one that got its number. */
export function isAlive({ pid, start }: Pick<Owner, 'pid' | 'start'>): boolean {
	return startOf(pid) === start;
}

/** When a process started, as in `Owner`; null where there is none, or only what is left of a dead one. */
export function startOf(pid: number): string | null {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		// The command's name, in brackets, may hold anything; the state is the third field, the start the twenty-second (proc(5)).
		const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
	} catch {
		return process.platform === 'linux' ? null : startElsewhere(pid);
	}
}

/** Systems without /proc do not tell when a process started. */
function startElsewhere(pid: number): string | null {
	try {
		process.kill(pid, 0);
		return '';
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM' ? '' : null;
	}
}

/** An owner for people: `user@host, PID 4711`. */
export function describeOwner(owner: Owner | null): string {
	if (owner === null) return 'an owner that its labels do not name';
	const who = `${owner.user}@${owner.host}`;
	if (owner.kept) return `${who} (vipdrill up)`;
	return `${who}, PID ${owner.pid}${owner.leaves ? ' (run --keep-on-fail)' : ''}`;
}

function read(path: string): string {
	try {
		return readFileSync(path, 'utf8').trim();
	} catch {
		return '';
	}
}

function pidNamespace(): string {
	try {
		return readlinkSync('/proc/self/ns/pid');
	} catch {
		return '';
	}
}
