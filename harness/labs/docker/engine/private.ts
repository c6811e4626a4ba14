import { spawn } from 'node:child_process';
import { existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { VipdrillError } from '../../../errors.ts';
import { ensureDir, runtimeDir, stateDir } from '../../../paths.ts';
import { until } from '../../../until.ts';
import { answers, connect, type Engine } from './engine.ts';

const dataRoot = join(stateDir, 'engine');
const execRoot = join(runtimeDir, 'exec');
const pidFile = join(runtimeDir, 'dockerd.pid');
const dockerHost = `unix://${join(runtimeDir, 'docker.sock')}`;
const logFile = join(stateDir, 'engine.log');
const daemonFlags = [
	...['--data-root', dataRoot, '--exec-root', execRoot, '--pidfile', pidFile, '--host', dockerHost, '--log-level', 'warn'],
	...['--bridge', 'none', '--iptables=false', '--ip6tables=false', '--ip-forward=false', '--ip-masq=false'],
];

/** Whether images built by an earlier set-up are still there. */
export const hasPrivateEngineData = (): boolean => existsSync(dataRoot);

/** Whether the private engine has a volume, told without starting it. */
export const hasPrivateEngineVolume = (name: string): boolean => existsSync(join(dataRoot, 'volumes', name));

/** Whether this machine could run a private engine: root and a dockerd. */
export async function canRunPrivateEngine(): Promise<boolean> {
	return process.getuid?.() === 0 && (await dockerdPath()) !== null;
}

async function dockerdPath(): Promise<string | null> {
	// Debian keeps it in sbin, which a user's PATH may lack.
	const found = await execa('sh', ['-c', 'PATH=$PATH:/usr/sbin:/sbin command -v dockerd'], { reject: false });
	return found.exitCode === 0 ? found.stdout.trim() : null;
}

/** The PID written in a file, if that process lives and is of this state folder: a number alone might by now be anybody's. */
function livePid(file: string): number | null {
	try {
		const pid = Number(readFileSync(file, 'utf8').trim());
		const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
		return command.includes(execRoot) ? pid : null;
	} catch {
		return null;
	}
}

/** The private engine if it is running, else null. */
export async function findPrivateEngine(): Promise<Engine | null> {
	if (livePid(pidFile) === null) return null;
	const docker = connect(dockerHost);
	if (!(await answers(docker))) return null;
	return { provider: 'private', dockerHost, docker, startedHere: false, release: async () => {} };
}

/**
 * Starts a dockerd of the project's own, beside whatever else runs on the machine: own data, socket and PID file, no bridge of its own,
 * no iptables rule, no sysctl. Returns the running one where there is one. Throws ENGINE_UNAVAILABLE with the end of its log.
 */
export async function startPrivateEngine(): Promise<Engine> {
	const running = await findPrivateEngine();
	if (running) return running;
	const dockerd = await dockerdPath();
	if (!dockerd || process.getuid?.() !== 0) {
		throw new VipdrillError(
			'SETUP_NEEDED',
			'a private engine needs root and dockerd; run `npm run setup`, or start a Docker engine of your own',
		);
	}
	await stopPrivateEngine();
	ensureDir(dataRoot);
	ensureDir(runtimeDir);
	const log = openSync(logFile, 'w');
	// spawn, not execa: the daemon must outlive this process, so its output goes straight to a file.
	const daemon = spawn(dockerd, daemonFlags, {
		detached: true,
		stdio: ['ignore', log, log],
		env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
	});
	daemon.unref();
	const docker = connect(dockerHost);
	try {
		await until('the private engine answers', async () => (await answers(docker)) || undefined, {
			timeoutMs: 30_000,
			intervalMs: 50,
		});
	} catch (error) {
		await stopPrivateEngine();
		const tail = readFileSync(logFile, 'utf8').trim().split('\n').slice(-5).join('\n');
		throw new VipdrillError('ENGINE_UNAVAILABLE', `the private engine did not start; see ${logFile}:\n${tail}`, { cause: error });
	}
	return { provider: 'private', dockerHost, docker, startedHere: true, release: endIdlePrivateEngine };
}

/** Ends the private engine unless containers still run on it: another lab's, or somebody's own. Returns whether it was ended. */
export async function endIdlePrivateEngine(): Promise<boolean> {
	const engine = await findPrivateEngine();
	if (engine && (await engine.docker.listContainers()).length > 0) return false;
	return stopPrivateEngine();
}

/** Ends the private engine, its containerd, and the mounts they may leave; its images stay. Idempotent. Returns whether one was running. */
export async function stopPrivateEngine(): Promise<boolean> {
	const pids = [pidFile, join(execRoot, 'containerd/containerd.pid')].map(livePid).filter((pid) => pid !== null);
	for (const pid of pids) await endProcess(pid);
	const mounts = readFileSync('/proc/self/mounts', 'utf8')
		.split('\n')
		.map((line) => line.split(' ')[1] ?? '')
		.filter((path) => path.startsWith(`${dataRoot}/`) || path.startsWith(`${execRoot}/`));
	for (const path of mounts.reverse()) await execa('umount', ['--lazy', path], { reject: false });
	rmSync(runtimeDir, { recursive: true, force: true });
	return pids.length > 0;
}

async function endProcess(pid: number): Promise<void> {
	const alive = () => existsSync(`/proc/${pid}`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
	for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
		try {
			process.kill(pid, signal);
			await until(`process ${pid} has ended`, async () => (alive() ? undefined : true), { timeoutMs: 15_000, intervalMs: 20 });
			return;
		} catch {
			if (!existsSync(`/proc/${pid}`)) return;
		}
	}
}

/** Removes the private engine's images and data too. */
export async function removePrivateEngine(): Promise<void> {
	await stopPrivateEngine();
	rmSync(dataRoot, { recursive: true, force: true });
	rmSync(logFile, { force: true });
}
