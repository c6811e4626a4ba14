import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'chai';
import { execa } from 'execa';
import { GenericContainer } from 'testcontainers';
import { packageRoot, runtimeDir, stateDir } from '../base/paths.ts';
import { until } from '../base/until.ts';
import { recordedMissing } from '../install/setup.ts';
import { canRunPrivateEngine, dockerdPath, stopPrivateEngine } from '../labs/docker/engine/private.ts';
import type { Status } from '../report/status-schema.ts';
import { TINY_IMAGE } from '../storm/tiny-image.ts';

/** Where a machine's default bridge is, unless dockerd is told otherwise. */
const BRIDGE_ADDRESS = '172.17.0.1';
const PORT = 7777;

/** A container of another program that makes containers for tests, as a developer's machine has them; without its reaper, whose image would be pulled. */
async function startBystander(dockerHost: string): Promise<void> {
	const environment = { DOCKER_HOST: dockerHost, TESTCONTAINERS_RYUK_DISABLED: 'true' };
	const before = Object.keys(environment).map((name) => [name, process.env[name]] as const);
	Object.assign(process.env, environment);
	try {
		await new GenericContainer('tiny').withName('bystander').withCommand(['/bin/sleep', 'infinity']).start();
	} finally {
		for (const [name, value] of before) {
			if (value === undefined) delete process.env[name];
			else process.env[name] = value;
		}
	}
}

/**
 * An ordinary engine with its bridge and its iptables rules, and a container that talks to its machine. The machine is made for this test: a
 * network namespace and a /run of its own, so that not even a mistake reaches the network or the engine of the real one.
 */
describe('beside an ordinary Docker engine', function () {
	this.timeout(240_000);
	let folder: string;
	let machine: ReturnType<typeof bootMachine> | undefined;
	let listener: ReturnType<typeof inMachine> | undefined;
	let asFound: Awaited<ReturnType<typeof snapshot>>;

	const inMachine = (command: string[]) =>
		execa('nsenter', ['--target', String(machine?.pid), '--net', '--mount', '--', ...command], {
			reject: false,
			cleanup: false,
			stdin: 'ignore',
			env: { DOCKER_HOST: undefined, VIPDRILL_STATE: stateDir },
		});
	const output = async (...command: string[]) => {
		const { exitCode, stdout, stderr } = await inMachine(command);
		expect(exitCode, `${command.join(' ')}: ${stderr}`).to.equal(0);
		return stdout;
	};
	/** The kernel clears some things away late, so it is looked at again for a while; what differed meanwhile is said, one by one and whole. */
	const expectAsFound = async (when: string) => {
		let differing: string[] = [];
		const look = async () => {
			const now = await snapshot();
			const keys = Object.keys(asFound) as (keyof typeof asFound)[];
			differing = keys
				.filter((what) => !isDeepStrictEqual(now[what], asFound[what]))
				.map((what) => `${what}: found ${JSON.stringify(asFound[what])}, is ${JSON.stringify(now[what])}`);
			for (const text of differing) console.log(`      ${when}: ${text}`);
			return differing.length === 0 ? true : undefined;
		};
		await until(`the machine is as it was found ${when}`, look, { timeoutMs: 10_000, intervalMs: 1000 }, () =>
			differing.join('; '),
		);
	};
	const vipdrill = (...args: string[]) => inMachine([process.execPath, join(packageRoot, 'bin/vipdrill.js'), ...args]);

	/** All of the machine that an engine beside its own might change. */
	const snapshot = async () => ({
		links: JSON.parse(await output('ip', '-json', 'link')) as unknown,
		addresses: await output('ip', '-brief', 'address', 'show', 'docker0'),
		rules: (await output('iptables-save')).replaceAll(/^#.*|\[\d+:\d+\]/gm, ''),
		settings: await output('sh', '-c', 'grep -r . /proc/sys/net/ipv4/ip_forward /proc/sys/net/bridge'),
		mounts: (await output('cat', '/proc/self/mounts')).split('\n').filter((line) => line.includes(stateDir)),
		// An engine of another state folder has groups of its own beside these.
		groups: await output('find', '/sys/fs/cgroup', '-maxdepth', '3', '-path', `*vipdrill/${basename(runtimeDir)}*`),
		networks: await output('docker', 'network', 'ls', '--format', '{{.Name}}'),
		containers: await output('docker', 'ps', '--all', '--format', '{{.Names}} {{.State}}'),
		heard: (
			await inMachine([
				'docker',
				'exec',
				'bystander',
				'/bin/bash',
				'-c',
				`read -r line < /dev/tcp/${BRIDGE_ADDRESS}/${PORT} && echo "$line"`,
			])
		).stdout,
	});
	const engines = async () => JSON.parse((await vipdrill('status', '--json')).stdout) as Status;
	const privateRuns = async () => (await engines()).some(({ provider }) => provider === 'private');
	const runningLabs = async () => {
		return (await engines()).flatMap(({ provider, labs }) => (provider === 'private' ? labs : []));
	};

	before(async function (this: Mocha.Context) {
		const missing = recordedMissing('private');
		if (!(await canRunPrivateEngine()) || missing === null || missing.length > 0) {
			const why = 'this test needs root, dockerd, and `npm run setup -- --engine private`';
			if (process.env.CI) throw new Error(why);
			console.log(`    skipped: ${why}`);
			this.skip();
		}
		// The engine of a state folder has one store, and in the machine of this test it would be started a second time.
		await stopPrivateEngine({ force: false });
		folder = await mkdtemp(join(tmpdir(), 'vipdrill-beside-'));
		machine = bootMachine((await dockerdPath()) ?? '', folder);
		const answers = async () => ((await inMachine(['docker', 'version'])).exitCode === 0 ? true : undefined);
		await until('the ordinary engine answers', answers, { timeoutMs: 30_000 });
		await execa('sh', ['-c', TINY_IMAGE, 'sh', join(folder, 'tiny.tar')]);
		await output('docker', 'import', join(folder, 'tiny.tar'), 'tiny');
		await startBystander(`unix:///proc/${machine.pid}/root/run/docker.sock`);
		const serve = `require('node:net').createServer((socket) => socket.end('hello\\n')).listen(${PORT})`;
		listener = inMachine([process.execPath, '-e', serve]);
		const hears = async () => ((await snapshot()).heard === 'hello' ? true : undefined);
		await until('the bystander hears its machine', hears, { timeoutMs: 20_000 });
		asFound = await snapshot();
		expect(asFound.rules, 'as where the engine is the one that switches forwarding on').to.match(/:FORWARD DROP/);
		expect(asFound.addresses).to.include(`${BRIDGE_ADDRESS}/16`);
		expect(asFound.containers).to.equal('bystander running');
	});

	after(async () => {
		listener?.kill('SIGKILL');
		if (machine) {
			await inMachine(['docker', 'rm', '--force', 'bystander']);
			machine.kill('SIGTERM');
			await machine;
		}
		if (folder) await rm(folder, { recursive: true, force: true });
	});

	it('is left as it was by set-up, a killed run, clean, and an engine that is stopped', async () => {
		expect((await vipdrill('setup', '--engine', 'private')).exitCode, 'set-up').to.equal(0);
		await expectAsFound('after set-up');
		const run = vipdrill('run', 'kill-master', '--engine', 'private', '--trials', '1', '--out', join(folder, 'reports'));
		const hasHosts = async () => ((await runningLabs()).some(({ machines }) => machines.length >= 3) ? true : undefined);
		await until('a lab has machines', hasHosts, { timeoutMs: 60_000 });
		run.kill('SIGKILL');
		await run;
		const { groups, ...rest } = await snapshot();
		expect({ ...rest, groups: asFound.groups }, 'while the killed run’s lab is there').to.deep.equal(asFound);
		expect(groups, 'the lab’s').to.include('vipdrill');
		const cleaned = await vipdrill('clean');
		expect(cleaned.stdout).to.match(/private engine: removed \d+ containers, 1 networks, 3 volumes/);
		expect(cleaned.stdout).to.include('ended the private engine');
		await expectAsFound('after clean');
		expect((await vipdrill('clean')).stdout, 'a second clean starts no engine').not.to.include('private engine');
		expect((await vipdrill('engine', 'start')).exitCode).to.equal(0);
		expect((await vipdrill('engine', 'stop')).stdout).to.include('ended the private engine');
		await expectAsFound('after engine stop');
	});

	it('is left as it was by processes that share the engine, of which the last one ends it', async () => {
		const select = join(packageRoot, 'harness/labs/docker/engine/select.ts');
		const use = `const { openBaseEngine } = await import('${select}');
			const engine = await openBaseEngine('private');
			console.log('used');
			setTimeout(() => engine.release().then(() => process.exit()), Number(process.argv[1]));`;
		const user = (forMs: number) =>
			inMachine([
				process.execPath,
				`--import=${import.meta.resolve('tsx')}`,
				'--input-type=module',
				'--eval',
				use,
				String(forMs),
			]);
		// Two first starts at once.
		const [first, second] = [user(0), user(60_000)];
		expect((await first).exitCode).to.equal(0);
		await until('the private engine has one user left', async () => (await privateRuns()) || undefined, { timeoutMs: 20_000 });
		const stopped = await vipdrill('engine', 'stop');
		expect([stopped.exitCode, stopped.stderr]).to.deep.equal([
			4,
			`vipdrill: the private engine is used by another vipdrill (PID ${second.pid}); wait for it, end it, or use --force`,
		]);
		expect((await vipdrill('clean')).stdout).to.include(`another vipdrill uses it (PID ${second.pid})`);
		second.kill('SIGKILL');
		await second;
		expect((await vipdrill('clean')).stdout).to.include('ended the private engine');
		await expectAsFound('after that');
	});

	it('does not keep a drill from passing', async () => {
		const run = await vipdrill('run', 'kill-master', '--engine', 'private', '--trials', '1', '--out', join(folder, 'reports'));
		expect(run.exitCode, run.stdout + run.stderr).to.equal(0);
		await expectAsFound('after that');
	});
});

/** A machine of this kernel with an ordinary engine at its usual place; it ends with the engine. */
function bootMachine(dockerd: string, folder: string) {
	const boot = `mount -n -t tmpfs -o mode=755 run /run
ip link set lo up
exec "$1" --data-root "$2/data" --log-level error`;
	const args = ['--net', '--mount', '--propagation', 'slave', 'sh', '-ec', boot, 'sh', dockerd, folder];
	return execa('unshare', args, { reject: false, stdin: 'ignore' });
}
