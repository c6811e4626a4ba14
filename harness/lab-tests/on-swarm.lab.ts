import { createHash } from 'node:crypto';
import { expect } from 'chai';
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
import { requireSetup } from '../run/run-drills.ts';
import { planTrial } from '../scenario/plan.ts';
import { SimPool } from '../simulate/pool.ts';
import type { TrialPool } from '../simulate/trial-pool.ts';
import type { SimOutcome } from '../simulate/trials.ts';
import { NODE_IN_LAB, swarmLab } from './swarm-lab.ts';

const TRIALS = 240;

describe("simulated trials as a job on the lab's own swarm", function () {
	this.timeout(180_000);
	let lab: DockerLab;
	let release: () => Promise<unknown> = async () => {};
	let api: SwarmApi;
	const { signal } = new AbortController();

	before(async function (this: Mocha.Context) {
		const engine = await openEngine('private');
		release = () => engine.release();
		try {
			await requireSetup(engine);
		} catch (error) {
			if (process.env.CI) throw error;
			console.log(`    skipped: ${(error as Error).message}`);
			this.skip();
		}
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
