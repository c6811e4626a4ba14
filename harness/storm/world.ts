import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, openSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { execa } from 'execa';
import { packageRoot, runtimeDirOf } from '../base/paths.ts';
import { until } from '../base/until.ts';
import { answers, connect } from '../labs/docker/engine/engine.ts';
import { dockerdPath } from '../labs/docker/engine/private.ts';
import type { Ended } from './judge.ts';
import { type Ground, STORM_MARK } from './look.ts';
import { MemoryGroup } from './memory-group.ts';
import type { StormEngine } from './subjects.ts';
import { TINY_IMAGE } from './tiny-image.ts';

const BIN = join(packageRoot, 'bin/vipdrill.js');
const STARTS_WITHIN_MS = 60_000;
const OWN = { [STORM_MARK]: '1' };
/** The disk of the state folder beside images, of temporary files, of a command's output. */
const SMALL_DISK = '64m';

/** Which engine a command is to find, and whether its state folder is the one without images. */
interface On {
	engine: StormEngine;
	bare?: boolean;
}

/** A command under way. */
export interface Command {
	pid: number;
	ended: Promise<Ended>;
	/** What it has printed until now. */
	said(): string;
	/** Whether it has ended. */
	isOver(): boolean;
	group: MemoryGroup | null;
}

/**
 * The machine that a storm hits: namespaces of its own for processes, network and mounts, with the user's own Docker engine in it and bystanders
 * beside it. It is made by `storm.ts`, and this process is in it.
 */
export class World {
	readonly state: string;
	readonly bare: string;
	readonly tmp: string;
	readonly #bystander: string;
	readonly #cgroup: string;
	#dockerd: ReturnType<typeof spawn> | null = null;
	#sleeper: ReturnType<typeof spawn> | null = null;
	readonly #dockerHost = 'unix:///run/storm-docker.sock';
	#hasLocal = false;
	#commands = 0;

	constructor(readonly home: string) {
		this.state = join(home, 'state');
		this.bare = join(home, 'bare');
		this.tmp = join(home, 'tmp');
		this.#bystander = join(home, 'bystander');
		this.#cgroup = `/vipdrill-storm-${basename(runtimeDirOf(home))}`;
	}

	/** Makes disks that may run full, bystanders, and with `local` the user's own engine. */
	async furnish({ local }: { local: boolean }): Promise<void> {
		for (const folder of [this.state, this.bare, this.tmp, this.#bystander]) mkdirSync(folder, { recursive: true });
		await this.#smallDisk(this.tmp);
		await this.#smallState();
		writeFileSync(join(this.#bystander, 'vipdrill-report.txt'), 'a file of somebody else\n');
		this.#sleeper = spawn('sleep', ['100000'], { stdio: 'ignore', env: { ...process.env, ...OWN } });
		await own('iptables', '-N', 'BYSTANDER');
		await own('iptables', '-A', 'FORWARD', '-s', '203.0.113.7', '-j', 'BYSTANDER');
		// The engine empties its store of what an earlier storm left as it starts.
		for (const bare of [false, true])
			for (const args of [
				['engine', 'start'],
				['engine', 'stop'],
			])
				await this.run(args, { engine: 'private', bare }, this.home, STARTS_WITHIN_MS);
		this.#hasLocal = local;
		if (!local) return;
		await this.startLocal();
		await own('sh', '-c', TINY_IMAGE, 'sh', join(this.home, 'tiny.tar'));
		const docker = (...args: string[]) => own('docker', '--host', this.#dockerHost, ...args);
		// Of an earlier storm that was ended in the middle.
		await own('sh', '-c', FORGET, 'sh', this.#dockerHost);
		await docker('import', join(this.home, 'tiny.tar'), 'bystander:1');
		await docker('network', 'create', 'bystander-net');
		await docker('volume', 'create', 'bystander-data');
		await docker(
			...'run --detach --name bystander --network bystander-net -v bystander-data:/data bystander:1 /bin/sleep infinity'.split(
				' ',
			),
		);
		// Its network is the machine's: dockerd keeps a mount for that from then on.
		await docker(...'run --detach --name bystander-host --network host bystander:1 /bin/sleep infinity'.split(' '));
		await docker(...'create --name vipdrill-bystander bystander:1 /bin/sleep 1'.split(' '));
	}

	/** The state folder is a small disk; the engine's store in it is a large one's. */
	async #smallState(): Promise<void> {
		const [kept, engine] = [join(this.home, 'records'), join(this.home, 'engine')];
		mkdirSync(engine, { recursive: true });
		await this.#smallDisk(this.state);
		if (existsSync(kept)) cpSync(kept, this.state, { recursive: true });
		mkdirSync(join(this.state, 'engine'), { recursive: true });
		await own('mount', '--bind', engine, join(this.state, 'engine'));
	}

	async #smallDisk(folder: string): Promise<void> {
		await own('mount', '-t', 'tmpfs', '-o', `size=${SMALL_DISK}`, 'storm', folder);
	}

	/** Where leftovers could be. */
	get ground(): Ground {
		return {
			folders: [this.tmp, '/run/vipdrill', this.#bystander],
			states: [this.state, this.bare],
			groups: [this.state, this.bare].map((state) => `/vipdrill/${basename(runtimeDirOf(state))}`),
			ownGroup: this.#cgroup,
			bystanders: [this.#sleeper?.pid ?? 0],
			dockerHost: this.#hasLocal ? this.#dockerHost : null,
		};
	}

	/** Starts the user's own engine; its containers live on while it does not run. */
	async startLocal(): Promise<void> {
		const log = openSync(join(this.home, 'local.log'), 'a');
		rmSync('/run/storm-docker.pid', { force: true });
		const args = [
			...['--data-root', join(this.home, 'local'), '--exec-root', '/run/storm-docker', '--pidfile', '/run/storm-docker.pid'],
			...['--host', this.#dockerHost, '--live-restore', '--log-level', 'warn'],
			...['--exec-opt', 'native.cgroupdriver=cgroupfs', '--cgroup-parent', this.#cgroup],
		];
		this.#dockerd = spawn((await dockerdPath()) ?? 'dockerd', args, {
			stdio: ['ignore', log, log],
			env: { ...process.env, ...OWN },
		});
		const docker = connect(this.#dockerHost);
		await until('the user’s own engine answers', async () => (await answers(docker)) || undefined, {
			timeoutMs: STARTS_WITHIN_MS,
		});
	}

	/** Ends the user's own engine, as its owner would or as the kernel does, and starts it again. */
	async restartLocal(signal: NodeJS.Signals): Promise<void> {
		if (this.#dockerd) {
			const gone = once(this.#dockerd, 'exit');
			this.#dockerd.kill(signal);
			await gone;
		}
		await this.startLocal();
	}

	/** Starts a command of vipdrill's in a folder, in a control group of its own where it is to lose its memory. */
	start(args: readonly string[], { engine, bare = false }: On, cwd: string, withinMs: number, starved = false): Command {
		this.#commands += 1;
		const group = starved ? new MemoryGroup(`${this.#cgroup.slice(1)}-memory-${this.#commands}`) : null;
		const words = args.map((word) => word.replace('{package}', packageRoot));
		const enter = group ? ['sh', '-c', 'echo $$ > "$1" && shift && exec "$@"', 'sh', group.door] : [];
		const [file = '', ...rest] = [...enter, process.execPath, BIN, ...words];
		const subprocess = execa(file, rest, {
			cwd,
			reject: false,
			cleanup: false,
			detached: true,
			stdin: 'ignore',
			env: this.#environment(engine, bare),
			extendEnv: false,
			buffer: false,
		});
		let said = '';
		const hear = (chunk: Buffer) => {
			said = (said + chunk.toString()).slice(-200_000);
		};
		subprocess.stdout?.on('data', hear);
		subprocess.stderr?.on('data', hear);
		const startedMs = performance.now();
		let isLate = false;
		let isOver = false;
		const timer = setTimeout(() => {
			isLate = true;
			subprocess.kill('SIGKILL');
		}, withinMs);
		const ended = new Promise<Ended>((resolve) => {
			// Of the process, not of its pipes: an engine that it has started could hold these.
			subprocess.once('exit', (exitCode, signal) => {
				clearTimeout(timer);
				isOver = true;
				const tookMs = performance.now() - startedMs;
				// What it printed last arrives a moment later.
				setTimeout(() => resolve({ exitCode, signal, isLate, output: said, tookMs }), 50);
			});
		});
		return { pid: subprocess.pid ?? 0, ended, said: () => said, isOver: () => isOver, group };
	}

	/** Runs a command to its end. */
	async run(args: readonly string[], on: On, cwd: string, withinMs: number): Promise<Ended> {
		return this.start(args, on, cwd, withinMs).ended;
	}

	#environment(engine: StormEngine, bare: boolean): NodeJS.ProcessEnv {
		const { VIPDRILL_STATE: _, DOCKER_HOST: __, TMPDIR: ___, ...rest } = process.env;
		for (const name of Object.keys(rest)) if (name.startsWith('VIPDRILL_STORM') || name.startsWith('npm_')) delete rest[name];
		return {
			...rest,
			NO_COLOR: '1',
			TMPDIR: this.tmp,
			VIPDRILL_STATE: bare ? this.bare : this.state,
			...(engine === 'local' && { DOCKER_HOST: this.#dockerHost }),
		};
	}

	/** Fills the disk of a folder up. Returns how to take that back. */
	fill(folder: string): () => void {
		const file = join(folder, '.storm-filler');
		const { bavail, bsize } = statfsSync(folder);
		// What is left for the last page is filled byte by byte.
		for (let size = bavail * bsize; size >= 1; size = Math.floor(size / 2)) append(file, size);
		return () => rmSync(file, { force: true });
	}

	/** A small disk for the output of a command that is to find it full. */
	async smallWork(folder: string): Promise<() => Promise<unknown>> {
		await this.#smallDisk(folder);
		return () => own('umount', '--lazy', folder);
	}

	/** Processes that a strike may be meant for, by a word of their command line. */
	async processesOf(pattern: RegExp): Promise<number[]> {
		const { stdout } = await execa('ps', ['-eo', 'pid=,args='], { env: OWN });
		const found = stdout.split('\n').map((line) => /^\s*(\d+) (.*)$/.exec(line));
		return found.flatMap((match) => (match && pattern.test(match[2] ?? '') ? [Number(match[1])] : []));
	}

	/** Leaves something of each kind, and touches a bystander: a look must find it all. */
	async plant(): Promise<void> {
		const [group = ''] = this.ground.groups;
		const listen = "require('node:net').createServer().listen({ path: '\\0vipdrill/planted' })";
		spawn(process.execPath, ['-e', listen], { stdio: 'ignore', env: { PATH: process.env.PATH } });
		writeFileSync(join(this.tmp, 'planted'), '');
		writeFileSync(join(this.#bystander, 'vipdrill-report.txt'), 'touched\n');
		mkdirSync(join(this.bare, 'run'), { recursive: true });
		mkdirSync(join(this.bare, 'engine', 'containers', 'planted'), { recursive: true });
		mkdirSync(join('/sys/fs/cgroup', existsSync('/sys/fs/cgroup/pids') ? 'pids' : '', group), { recursive: true });
		await own('ip', 'link', 'add', 'planted', 'type', 'veth', 'peer', 'name', 'planted2');
		await own('iptables', '-A', 'FORWARD', '-s', '203.0.113.8', '-j', 'DROP');
		await own('mount', '-t', 'tmpfs', 'planted', join(this.home, 'work'));
		await own('ip', 'netns', 'add', 'planted');
		this.#sleeper?.kill('SIGKILL');
	}

	/** Ends what the storm itself has started. */
	async leave(): Promise<void> {
		this.#sleeper?.kill('SIGKILL');
		this.#dockerd?.kill('SIGTERM');
	}
}

/** Runs one of the storm's own commands. Throws where it fails. */
const own = (file: string, ...args: string[]) => execa(file, args, { env: OWN, stdin: 'ignore' });

/** Removes all containers, networks and volumes of an engine; its images stay. */
const FORGET = `export DOCKER_HOST="$1"
docker ps --all --quiet | xargs --no-run-if-empty docker rm --force --volumes
docker network prune --force
docker volume ls --quiet | xargs --no-run-if-empty docker volume rm`;

function append(file: string, size: number): void {
	try {
		writeFileSync(file, Buffer.alloc(size), { flag: 'a' });
	} catch {
		// The disk is full.
	}
}
