import { existsSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../../base/until.ts';
import { isAlive, startOf } from '../owner.ts';

/**
 * What runs first in the engine's own namespaces, and starts dockerd. `/run` becomes its own, but for the one folder: there other engines of the
 * machine have sockets (containerd's, its shims', plugins'), and dockerd would use them. The network namespace's sysfs is mounted writable first:
 * were a container's the first, which is read-only, the fault injector could not make its own writable. The way out listens on the loopback.
 * A second IPv4 address is there for getaddrinfo(3): a lab's cables have IPv6 addresses, and with AI_ADDRCONFIG glibc (sysdeps/unix/sysv/linux/check_pf.c)
 * then takes no IPv4 address for one of a host that has only 127.0.0.1, so that apt finds no way out while a lab runs.
 * It is the first process of a PID namespace, so whatever ends dockerd ends every container with it, and takes namespaces and mounts along.
 * Arguments: a folder to make the new /run in, the folder of the old one to keep, dockerd and its flags.
 */
const BOOT = `
set -e
mount -n -t tmpfs -o mode=755 run "$1"
mkdir -p "$1\${2#/run}"
mount -n --bind "$2" "$1\${2#/run}"
mount -n --move "$1" /run
mkdir /run/sysfs
mount -n -t sysfs sysfs /run/sysfs
ip link set lo up
ip address add 127.0.0.2/8 dev lo
shift 2
"$@" &
engine=$!
trap 'kill "$engine"' TERM
while kill -0 "$engine" 2> /dev/null; do wait "$engine" || :; done
`;

export interface Isolation {
	/** An empty folder. */
	newRun: string;
	/** The folder below /run that the engine shares with this machine. */
	shared: string;
}

/**
 * The command that runs an engine in namespaces of its own (network, mounts, processes), which end with it. Mounts of the machine still reach it,
 * its own reach nobody.
 */
export const isolated = ({ newRun, shared }: Isolation, engine: readonly string[]): string[] => [
	...['unshare', '--net', '--mount', '--propagation', 'slave', '--pid', '--fork', '--kill-child', '--mount-proc'],
	...['sh', '-c', BOOT, 'vipdrill-engine', newRun, shared, ...engine],
];

/** A process that began such a command. */
export interface Outermost {
	pid: number;
	start: string;
}

/** The outermost process of an engine, as a file says, if that very process lives. */
export function readOutermost(file: string): Outermost | null {
	try {
		const { pid, start } = JSON.parse(readFileSync(file, 'utf8')) as Outermost;
		return isAlive({ pid, start }) ? { pid, start } : null;
	} catch {
		return null;
	}
}

/** Asks an isolated engine to end, and ends it with all that is in it where it does not within the time. */
export async function endIsolated(outermost: Outermost, withinMs: number): Promise<void> {
	const ended = () =>
		until(`the engine has ended`, async () => !isAlive(outermost) || undefined, { timeoutMs: withinMs, intervalMs: 20 });
	// What `unshare` has forked; it takes no signals itself while it waits for that.
	for (const pid of childrenOf(outermost.pid)) signal(pid, 'SIGTERM');
	try {
		await ended();
	} catch {
		if (isAlive(outermost)) signal(outermost.pid, 'SIGKILL');
		await ended();
	}
}

function signal(pid: number, name: NodeJS.Signals): void {
	try {
		process.kill(pid, name);
	} catch (error) {
		// It ended by itself.
		if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
	}
}

function childrenOf(parent: number): number[] {
	const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
	return pids.filter((pid) => parentOf(pid) === parent && startOf(pid) !== null);
}

function parentOf(pid: number): number | null {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		// After the command's name in brackets: state, parent (proc(5)).
		return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
	} catch {
		return null;
	}
}

const CGROUPS = '/sys/fs/cgroup';
const EMPTY_WITHIN_MS = 5000;

/** Removes what dead containers leave of a control group (an absolute path, as dockerd has it), in every hierarchy, and its parents that are empty. Best effort. */
export async function removeCgroup(path: string, root = CGROUPS): Promise<void> {
	const hierarchies = existsSync(root) ? ['', ...readdirSync(root)] : [];
	const roots = hierarchies.map((name) => join(root, name, path)).filter((folder) => existsSync(folder));
	const isGone = async () => {
		for (const folder of roots) removeEmpty(folder);
		return roots.some((folder) => existsSync(folder)) ? undefined : true;
	};
	// The kernel is in no hurry to clear dead processes away.
	await until(`the control group ${path} is gone`, isGone, { timeoutMs: EMPTY_WITHIN_MS }).catch(() => {});
	for (const folder of roots) removeFolder(join(folder, '..'));
}

/** A control group's files are not to be removed, only its folders, the inner ones first. */
function removeEmpty(folder: string): void {
	if (!existsSync(folder)) return;
	for (const entry of readdirSync(folder, { withFileTypes: true }))
		if (entry.isDirectory()) removeEmpty(join(folder, entry.name));
	removeFolder(folder);
}

function removeFolder(folder: string): void {
	try {
		rmdirSync(folder);
	} catch {
		// It is in use.
	}
}
