import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { packageRoot } from '../base/paths.ts';
import { until } from '../base/until.ts';
import type { DockerLab } from '../labs/docker/docker-lab.ts';
import { openEngine } from '../labs/docker/engine/select.ts';
import { MEASURED } from '../labs/sim/tuning.ts';
import { findDrills } from '../load/find-drill.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { swarmPoolOn } from '../on-swarm/open-swarm.ts';
import type { SwarmApi } from '../on-swarm/swarm-api.ts';
import type { SwarmPoolOptions } from '../on-swarm/swarm-pool.ts';
import { planTrial } from '../scenario/plan.ts';
import { SimPool } from '../simulate/pool.ts';
import type { TrialPool } from '../simulate/trial-pool.ts';
import type { SimOutcome } from '../simulate/trials.ts';
import { NODE_IN_LAB, swarmLab } from './swarm-lab.ts';
import { skipUnlessSetUp } from './testing.ts';

const TRIALS = 240;

describe("simulated trials as a job on the lab's own swarm", function () {
	this.timeout(500_000);
	let lab: DockerLab;
	let release: () => Promise<unknown> = async () => {};
	let api: SwarmApi;
	const { signal } = new AbortController();

	before(async function (this: Mocha.Context) {
		const engine = await openEngine('private');
		release = () => engine.release();
		await skipUnlessSetUp(this, engine);
		({ lab, api } = await swarmLab(engine, signal));
	});
	after(async () => {
		await lab?.[Symbol.asyncDispose]();
		await release();
	});

	const batch = async () => {
		const spec = await loadCluster(`${packageRoot}/fixtures/seed`);
		const [drill] = await findDrills(`${packageRoot}/scenarios/kill-master.scenario.ts`);
		if (!drill) throw new Error('no drill');
		const plans = Array.from({ length: TRIALS }, (_, i) => {
			const { drill: _drill, ...plan } = planTrial(drill, 'on-swarm', i + 1);
			return plan;
		});
		return { spec, drill, plans, tuning: MEASURED, keepIn: null };
	};
	const digestOf = async (pool: Pick<TrialPool, 'run'>) => {
		const all: SimOutcome[] = [];
		await pool.run(await batch(), (some) => all.push(...some) > 0);
		expect(all).to.have.length(TRIALS);
		return createHash('sha256').update(JSON.stringify(all)).digest('hex');
	};
	const onSwarm = (say: (text: string) => void, more: Partial<SwarmPoolOptions> = {}) =>
		swarmPoolOn(api, 1, { image: NODE_IN_LAB, signal, say, atOnce: 3, worthAJob: 1, leastTrials: 20, ...more });
	const left = async () =>
		(await Promise.all((['service', 'secret', 'config'] as const).map((kind) => api.list(kind, 'vipdrill.job')))).flatMap(
			(parts) => parts.map(({ name }) => name),
		);

	it('come to the bytes of one process, and leave nothing', async () => {
		await using pool = await onSwarm((text) => console.log(`      ${text}`));
		await using here = new SimPool(1, signal);
		expect(await digestOf(pool)).to.equal(await digestOf(here));
		expect(await left()).to.deep.equal([]);
	});
	it('say what a node lacks where it has no such image', async () => {
		await using pool = await onSwarm(() => {}, { image: 'vipdrill.invalid/none:1' });
		const error = await digestOf(pool).then(
			() => expect.fail('it should have failed'),
			(cause: Error) => cause,
		);
		expect(error.message).to.match(/failed 3 times, the last on docker[123]: .*vipdrill\.invalid\/none:1/);
		expect(await left()).to.deep.equal([]);
	});
	describe('by the command line', () => {
		let folder: string;
		let server: Server;
		before(async () => {
			folder = mkdtempSync(join(tmpdir(), 'vipdrill-on-swarm-'));
			// The way in is that of `docker -H ssh://`: the API over a command's standard input and output.
			server = createServer((socket) => {
				void lab.world.lab.stream('docker1', ['docker', 'system', 'dial-stdio']).then(({ stdin, stdout, close }) => {
					socket.pipe(stdin);
					stdout.pipe(socket);
					socket.on('close', close).on('error', close);
				});
			});
			await new Promise<void>((resolve) => server.listen(join(folder, 'docker.sock'), resolve));
		});
		after(() => {
			server.close();
			rmSync(folder, { recursive: true });
		});
		const vipdrill = (...args: string[]) => {
			const env = { DOCKER_HOST: `unix://${folder}/docker.sock` };
			const words = [join(packageRoot, 'bin/vipdrill.js'), ...args];
			return execa('node', words, { cwd: folder, env, reject: false, stdin: 'ignore', timeout: 240_000 });
		};
		const SWEEP = ['sweep', 'kill-master', '--vary', 'advert_int=1,2', '--seed', 'x', '-n', '1000', '--json'];

		it('come to the same sweep', async () => {
			const there = await vipdrill(...SWEEP, '--out', 'there', '--on', 'swarm', '--image', NODE_IN_LAB, '-j', '2');
			const here = await vipdrill(...SWEEP, '--out', 'here');
			expect([there.exitCode, there.timedOut], there.stderr).to.deep.equal([0, false]);
			expect(there.stdout.length).to.be.above(1000);
			expect(there.stdout === here.stdout, 'the same bytes').to.equal(true);
			expect(await left()).to.deep.equal([]);
		});
		it('are removed on Ctrl-C', async () => {
			const run = vipdrill('run', 'kill-master', '--lab', 'sim', '-n', '50000', '--on', 'swarm', '--image', NODE_IN_LAB);
			const isThere = async () => (await api.list('service', 'vipdrill.job')).length > 0 || undefined;
			await until('a job is there', isThere, { timeoutMs: 60_000 });
			run.kill('SIGINT');
			const { exitCode, stderr } = await run;
			expect(exitCode, stderr).to.equal(130);
			expect(stderr).to.include('the job was removed');
			expect(await left()).to.deep.equal([]);
		});
	});
	it('come to them too where a node loses power in the middle of it', async () => {
		const said: string[] = [];
		await using pool = await onSwarm((text) => said.push(text));
		const work = digestOf(pool);
		const isAtWork = async () => {
			const [service] = await api.list('service', 'vipdrill.job');
			const [nodes, tasks] = await Promise.all([api.nodes(), api.tasks(service?.id ?? '')]);
			const victim = nodes.find(({ name }) => name === 'docker3')?.id;
			return tasks.some(({ node, state }) => node === victim && ['starting', 'running'].includes(state)) || undefined;
		};
		await until('a task is at work on docker3', isAtWork, { timeoutMs: 60_000, intervalMs: 50 });
		await lab.engine.docker.getContainer(lab.world.lab.container('docker3')).kill();
		await using here = new SimPool(1, signal);
		expect(await work).to.equal(await digestOf(here));
		expect(said.join('\n')).to.match(/^\d+ of \d+ shards run again: docker3 is lost$/);
		expect(await left()).to.deep.equal([]);
	});
});
