import { spawn } from 'node:child_process';
import { existsSync, openSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { release as kernelRelease } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { execa } from 'execa';
import { VipdrillError } from '../../../base/errors.ts';
import { setupCommandLine } from '../../../base/hints.ts';
import { ensureDir, runtimeDir, stateDir } from '../../../base/paths.ts';
import { ensureState } from '../../../base/state-folder.ts';
import { until } from '../../../base/until.ts';
import { bundleAgent } from '../agent-bundle.ts';
import { PROXY_URL } from '../agents/keeper-protocol.ts';
import { cleanLabs } from '../clean.ts';
import { findLabs } from '../find-labs.ts';
import { LAB_LABEL } from '../labels.ts';
import { answers, connect, type Engine } from './engine.ts';
import { endIsolated, isolated, readOutermost, removeCgroup } from './isolation.ts';
import { withLock } from './lock.ts';
import type { BaseEngine } from './providers/provider.ts';
import { engineSettings } from './registries.ts';
import { Users } from './users.ts';

const dataRoot = join(stateDir, 'engine');
const newRun = join(stateDir, 'run');
const execRoot = join(runtimeDir, 'exec');
const usersFolder = join(runtimeDir, 'users');
const recordFile = join(runtimeDir, 'engine.json');
const settingsFile = join(runtimeDir, 'daemon.json');
/** Where the private engine answers while it runs, as in DOCKER_HOST. */
export const privateDockerHost = `unix://${join(runtimeDir, 'docker.sock')}`;
const logFile = join(stateDir, 'engine.log');
/** Of its own, so that what a killed engine leaves of it can be told and removed. */
const cgroup = `/vipdrill/${basename(runtimeDir)}`;
const daemonFlags = [
	...[
		'--data-root',
		dataRoot,
		'--exec-root',
		execRoot,
		'--pidfile',
		join(runtimeDir, 'dockerd.pid'),
		'--host',
		privateDockerHost,
	],
	...['--config-file', settingsFile, '--log-level', 'warn'],
	...['--bridge', 'none', '--iptables=false', '--ip6tables=false', '--ip-forward=false', '--ip-masq=false'],
	// systemd would look for the engine's processes by the numbers they have in there.
	...['--exec-opt', 'native.cgroupdriver=cgroupfs', '--cgroup-parent', cgroup],
];
/** What it takes beside dockerd: util-linux and iproute2. */
const TOOLS = ['unshare', 'nsenter', 'ip'] as const;
/** Debian keeps some of them in sbin, which a user's PATH may lack. */
const path = `${process.env.PATH}:/usr/sbin:/sbin`;

const STARTS_WITHIN_MS = 30_000;
const ENDS_WITHIN_MS = 15_000;
/** One start, and one end that takes as long as it may. */
const LOCKED_FOR_MS = 90_000;

/** What it is remembered by: it is of this machine's kernel, and tells its own ID only while it runs. */
export const PRIVATE = { id: 'private', kernel: kernelRelease() };

const users = new Users(usersFolder);

const locked = <T>(doing: string, work: () => Promise<T>): Promise<T> =>
	withLock({ name: `private engine/${basename(runtimeDir)}`, doing, timeoutMs: LOCKED_FOR_MS }, work);

/** Whether images built by an earlier set-up are still there. */
export const hasPrivateEngineData = (): boolean => existsSync(dataRoot);

/** Whether the private engine has a volume, told without starting it. */
export const hasPrivateEngineVolume = (name: string): boolean => existsSync(join(dataRoot, 'volumes', name));

/** The labs in the store of a private engine that does not run, told without starting it: their ids. */
export function labsInStore(): string[] {
	const containers = join(dataRoot, 'containers');
	const ids = (existsSync(containers) ? readdirSync(containers) : []).flatMap((id) => {
		try {
			const text = readFileSync(join(containers, id, 'config.v2.json'), 'utf8');
			const { Config } = JSON.parse(text) as { Config?: { Labels?: Record<string, string> } };
			return Config?.Labels?.[LAB_LABEL] ?? [];
		} catch {
			return [];
		}
	});
	return [...new Set(ids)];
}

/** Whether this machine could run a private engine: root, a dockerd, and what starts it in namespaces of its own. */
export async function canRunPrivateEngine(): Promise<boolean> {
	return process.getuid?.() === 0 && (await dockerdPath()) !== null && (await missingTools()).length === 0;
}

/** The commands that a private engine takes beside dockerd and that this machine lacks. */
export async function missingTools(): Promise<string[]> {
	const found = await Promise.all(TOOLS.map(pathOf));
	return TOOLS.filter((_, i) => found[i] === null);
}

/** Where dockerd is; null where it is not installed. */
export const dockerdPath = (): Promise<string | null> => pathOf('dockerd');

async function pathOf(command: string): Promise<string | null> {
	const found = await execa('sh', ['-c', 'command -v "$1"', 'sh', command], { reject: false, env: { PATH: path } });
	return found.exitCode === 0 ? found.stdout.trim() : null;
}

/** The private engine if it is running, else null. To look is not to use: it may end at any time. */
export async function findPrivateEngine(): Promise<BaseEngine | null> {
	if (readOutermost(recordFile) === null) return null;
	const docker = connect(privateDockerHost);
	if (!(await answers(docker))) return null;
	return { ...engineOf(docker), release: async () => {}, keep: async () => users.keep() };
}

const engineOf = (docker: Engine['docker']) =>
	({ provider: 'private', dockerHost: privateDockerHost, docker, proxy: PROXY_URL, knownAs: PRIVATE }) as const;

/**
 * Uses the private engine: a dockerd of vipdrill's own, in namespaces of its own, beside whatever else runs on the machine. Starts it where it
 * does not run. It ends when the last process that uses it has released it, unless containers run on it or somebody keeps it. Throws
 * ENGINE_UNAVAILABLE with the end of its log, SETUP_NEEDED where it can't run here.
 */
export async function usePrivateEngine(): Promise<BaseEngine> {
	const dockerd = await dockerdPath();
	if (!dockerd || !(await canRunPrivateEngine())) {
		throw new VipdrillError(
			'SETUP_NEEDED',
			`a private engine needs root, dockerd, and the commands ${TOOLS.join(', ')}; run \`${setupCommandLine()}\` as root, or start a Docker engine of your own`,
		);
	}
	ensureState();
	return locked('starting it', async () => {
		const leave = users.enter();
		try {
			const docker = (await runningOne()) ?? (await start(dockerd));
			let isReleased = false;
			const release = async () => {
				if (isReleased) return;
				isReleased = true;
				await locked('ending it', async () => {
					leave();
					await endUnlessUsed();
				});
			};
			return { ...engineOf(docker), release, keep: async () => users.keep() };
		} catch (error) {
			leave();
			throw error;
		}
	});
}

/** The engine that runs; null where none does, or one that no longer answers and that nobody else uses. */
async function runningOne(): Promise<Engine['docker'] | null> {
	if (readOutermost(recordFile) === null) return null;
	const docker = connect(privateDockerHost);
	const others = users.living().filter((pid) => pid !== process.pid);
	// A busy machine's engine may be slow to answer, and is no less used for that.
	const timeoutMs = others.length > 0 ? STARTS_WITHIN_MS : 0;
	try {
		await until('the private engine answers', async () => (await answers(docker)) || undefined, { timeoutMs });
		return docker;
	} catch (cause) {
		if (others.length === 0) return null;
		const fix = 'end that, then use `vipdrill engine stop`';
		const message = `the private engine does not answer, and another vipdrill uses it (PID ${others.join(', ')}); ${fix}`;
		throw new VipdrillError('ENGINE_UNAVAILABLE', message, { cause });
	}
}

async function start(dockerd: string): Promise<Engine['docker']> {
	await end({ keepUsers: true });
	for (const folder of [dataRoot, newRun, runtimeDir]) ensureDir(folder);
	writeFileSync(settingsFile, JSON.stringify(engineSettings()));
	const keeper = join(runtimeDir, 'keeper.cjs');
	writeFileSync(keeper, await bundleAgent('keeper'));
	const log = openSync(logFile, 'w');
	const command = isolated({ newRun, shared: runtimeDir }, [dockerd, ...daemonFlags]);
	// spawn, not execa: the daemon must outlive this process, so its output goes straight to a file.
	const daemon = spawn(process.execPath, [keeper, recordFile, ...command], {
		detached: true,
		stdio: ['ignore', log, log],
		env: { ...process.env, NODE_OPTIONS: undefined, PATH: path },
	});
	daemon.unref();
	const docker = connect(privateDockerHost);
	const hasEnded = () => daemon.exitCode !== null || daemon.signalCode !== null;
	try {
		await until('the private engine answers', async () => hasEnded() || (await answers(docker)) || undefined, {
			timeoutMs: STARTS_WITHIN_MS,
			intervalMs: 50,
		});
		if (hasEnded()) throw new Error('it ended at once');
	} catch (error) {
		const tail = readFileSync(logFile, 'utf8').trim().split('\n').slice(-5).join('\n');
		await end({ keepUsers: true });
		throw new VipdrillError('ENGINE_UNAVAILABLE', `the private engine did not start; see ${logFile}:\n${tail}`, { cause: error });
	}
	// Nothing of a lab outlives the engine that it ran on, so whatever is in the store is dead.
	for (const { id } of await findLabs(docker)) await cleanLabs(docker, id);
	return docker;
}

async function endUnlessUsed(): Promise<boolean> {
	if (users.living().length > 0 || users.isKept) return false;
	const engine = await findPrivateEngine();
	if (engine && (await engine.docker.listContainers()).length > 0) return false;
	return end();
}

/**
 * Ends the private engine, kept or not, unless a living process uses it or containers still run on it: another lab's, or somebody's own.
 * Removes what one that was killed has left of sockets and control groups. Returns whether it ended one, or who uses it.
 */
export function endIdlePrivateEngine(): Promise<{ ended: boolean; usedBy: number[] }> {
	return locked('ending it', async () => {
		const usedBy = users.living();
		if (usedBy.length > 0) return { ended: false, usedBy };
		const engine = await findPrivateEngine();
		if (engine && (await engine.docker.listContainers()).length > 0) return { ended: false, usedBy };
		return { ended: await end(), usedBy };
	});
}

/**
 * Ends the private engine and all that runs on it; its images stay. Idempotent. Returns whether one was running. Throws ENGINE_UNAVAILABLE where
 * another process uses it, unless forced to.
 */
export function stopPrivateEngine({ force }: { force: boolean }): Promise<boolean> {
	return locked('ending it', async () => {
		if (!force) checkPrivateEngineUnused();
		return end();
	});
}

const inUse = (pids: readonly number[]) =>
	new VipdrillError(
		'ENGINE_UNAVAILABLE',
		`the private engine is used by another vipdrill (PID ${pids.join(', ')}); wait for it, end it, or use --force`,
	);

/** Throws ENGINE_UNAVAILABLE where another process uses the private engine. */
export function checkPrivateEngineUnused(): void {
	const others = users.living().filter((pid) => pid !== process.pid);
	if (others.length > 0) throw inUse(others);
}

async function end({ keepUsers = false } = {}): Promise<boolean> {
	const outermost = readOutermost(recordFile);
	if (outermost) await endIsolated(outermost, ENDS_WITHIN_MS);
	await removeCgroup(cgroup);
	if (existsSync(runtimeDir))
		for (const name of readdirSync(runtimeDir))
			if (!keepUsers || name !== basename(usersFolder)) rmSync(join(runtimeDir, name), { recursive: true, force: true });
	if (!keepUsers) for (const folder of [runtimeDir, dirname(runtimeDir)]) removeIfEmpty(folder);
	removeIfEmpty(newRun);
	return outermost !== null;
}

function removeIfEmpty(folder: string): void {
	try {
		rmdirSync(folder);
	} catch {
		// It is not there, or another state folder's engine is.
	}
}

/** Ends the private engine and removes its images and data too. Throws as `stopPrivateEngine`. */
export async function removePrivateEngine(options: { force: boolean }): Promise<void> {
	await stopPrivateEngine(options);
	rmSync(dataRoot, { recursive: true, force: true });
	rmSync(logFile, { force: true });
}
