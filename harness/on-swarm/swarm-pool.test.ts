import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { packageRoot } from '../base/paths.ts';
import type { ClusterSpec } from '../cluster/spec.ts';
import { MEASURED } from '../labs/sim/tuning.ts';
import { findDrills } from '../load/find-drill.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { planTrial } from '../scenario/plan.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import type { SimBatch } from '../simulate/batch.ts';
import { SimPool } from '../simulate/pool.ts';
import type { SimOutcome } from '../simulate/trials.ts';
import { toFrames } from './frames.ts';
import { pack } from './payload.ts';
import { SwarmPool, type SwarmPoolOptions } from './swarm-pool.ts';
import { FakeSwarm } from './testing.ts';

describe('a swarm that simulates', function () {
	this.timeout(60_000);
	let spec: ClusterSpec;
	let drill: DrillSpec;
	before(async () => {
		spec = await loadCluster(`${packageRoot}/fixtures/seed`);
		[drill] = (await findDrills(`${packageRoot}/scenarios/kill-master.scenario.ts`)) as [DrillSpec];
	});

	const batchOf = (trials: number, seed = 'swarm'): SimBatch => {
		const plans = Array.from({ length: trials }, (_, i) => {
			const { drill: _drill, ...plan } = planTrial(drill, seed, i + 1);
			return plan;
		});
		return { spec, drill, plans, tuning: MEASURED, keepIn: null };
	};
	const never = new AbortController().signal;
	const here = () => new SimPool(1, never);
	const said: string[] = [];
	const on = (swarm: FakeSwarm, more: Partial<SwarmPoolOptions> = {}) => {
		said.length = 0;
		const options = {
			image: 'node:20',
			atOnce: 3,
			labels: { who: 'me' },
			signal: never,
			everyMs: 1,
			worthAJob: 1,
			leastTrials: 10,
		};
		return new SwarmPool(swarm, { ...options, program: 'run', say: (text) => said.push(text), ...more }, here());
	};
	/** As run.json would have it, short enough to be printed. */
	const digest = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex');
	/** All outcomes of a run, as bytes. */
	const bytesOf = async (pool: { run: SwarmPool['run'] }, batch: SimBatch) => {
		const all: SimOutcome[] = [];
		await pool.run(batch, (some) => {
			all.push(...some);
			return true;
		});
		return digest(all);
	};
	const errorOf = (work: Promise<unknown>) =>
		work.then(
			() => expect.fail('it should have failed'),
			(error: Error & { code?: string }) => error,
		);

	it('gives what one process gives, in order, and leaves nothing', async () => {
		const swarm = new FakeSwarm();
		const batch = batchOf(35);
		expect(await bytesOf(on(swarm), batch)).to.equal(await bytesOf(here(), batch));
		expect(swarm.log).to.deep.equal([
			'+secret JOB-input-1',
			'+config JOB-program',
			'+service JOB',
			'-service',
			'-secret',
			'-config',
		]);
		expect(said).to.deep.equal([]);
	});
	it('hands them over in order though one is late', async () => {
		const swarm = new FakeSwarm();
		let late = 3;
		swarm.onEnd = (_, shard) => (shard === 0 && late-- > 0 ? { state: 'running' } : {});
		const batch = batchOf(40);
		expect(await bytesOf(on(swarm), batch)).to.equal(await bytesOf(here(), batch));
	});
	it('gives each of several batches whole, whatever shards they fall into', async () => {
		const batches = [batchOf(12, 'a'), batchOf(0), batchOf(3, 'b'), batchOf(21, 'c')];
		const sum = (outcomes: SimOutcome[], index: number) => ({ index, outcomes });
		const swarm = new FakeSwarm();
		expect(digest(await on(swarm).runAll(batches, sum))).to.equal(digest(await here().runAll(batches, sum)));
		expect(swarm.left()).to.deep.equal([]);
	});
	it('takes several jobs where one payload would be too long, and several secrets for one', async () => {
		const swarm = new FakeSwarm();
		const batch = batchOf(50);
		expect(await bytesOf(on(swarm, { mostBytes: 3200 }), batch)).to.equal(await bytesOf(here(), batch));
		expect(swarm.log.filter((line) => line === '+service JOB').length).to.be.within(2, 16);
	});
	it('runs a lost node’s shards again, once', async () => {
		const swarm = new FakeSwarm();
		let ends = 0;
		swarm.onEnd = () => {
			ends += 1;
			if (ends === 2) (swarm.all[1] as { isUp: boolean }).isUp = false;
			return {};
		};
		const batch = batchOf(70);
		expect(await bytesOf(on(swarm), batch)).to.equal(await bytesOf(here(), batch));
		expect(swarm.log.filter((line) => line.startsWith('+service'))).to.deep.equal(['+service JOB', '+service JOB-2']);
		expect(said).to.have.length(1);
		expect(said[0]).to.match(/^[12] of 7 shards run again: b is lost$/);
		expect(swarm.left()).to.deep.equal([]);
	});
	it('runs a shard again whose output does not arrive whole', async () => {
		const swarm = new FakeSwarm();
		swarm.onEnd = (_, shard, service) =>
			shard === 1 && service.name.length < 18 ? { output: swarm.outputOf(service, shard).slice(0, -9) } : {};
		const batch = batchOf(30);
		expect(await bytesOf(on(swarm), batch)).to.equal(await bytesOf(here(), batch));
		expect(said).to.deep.equal(['1 of 3 shards run again: what they gave back did not arrive whole']);
	});
	it('ends where no output of a shard ever arrives whole', async () => {
		const swarm = new FakeSwarm();
		swarm.onEnd = (_, shard) => (shard === 1 ? { output: 'vipdrill-end 1 0 0\n' } : {});
		const error = await errorOf(bytesOf(on(swarm), batchOf(30)));
		expect(error.code).to.equal('LAB_FAILED');
		expect(error.message).to.include('did not arrive whole 3 times');
		expect(swarm.left()).to.deep.equal([]);
	});
	it('leaves a task that failed to Swarm, which starts another in its slot', async () => {
		const swarm = new FakeSwarm();
		let failures = 2;
		swarm.onEnd = (_, shard) => (shard === 0 && failures-- > 0 ? { state: 'failed', error: 'task: non-zero exit (137)' } : {});
		const batch = batchOf(30);
		expect(await bytesOf(on(swarm), batch)).to.equal(await bytesOf(here(), batch));
		expect(swarm.log.filter((line) => line.startsWith('+service'))).to.deep.equal(['+service JOB']);
	});
	it('says what the swarm says of a node that has no image, after three tries', async () => {
		const swarm = new FakeSwarm();
		swarm.onEnd = (task) => (task.node?.startsWith('b') ? { state: 'rejected', error: 'No such image: node:20' } : {});
		(swarm.all[0] as { isActive: boolean }).isActive = false;
		(swarm.all[2] as { isActive: boolean }).isActive = false;
		const error = await errorOf(bytesOf(on(swarm), batchOf(30)));
		expect(error.code).to.equal('LAB_FAILED');
		expect(error.message).to.match(/^a task of the job failed 3 times, the last on b: No such image: node:20\n/);
		expect(error.message).to.include('docker save node:20 | ssh NODE docker load');
		expect(swarm.left()).to.deep.equal([]);
	});
	it('says what the task itself said', async () => {
		const swarm = new FakeSwarm();
		swarm.onEnd = () => ({ state: 'failed', error: 'task: non-zero exit (1)', stderr: 'SyntaxError: Unexpected token' });
		const error = await errorOf(bytesOf(on(swarm), batchOf(10)));
		expect(error.message).to.include('non-zero exit (1)\nSyntaxError: Unexpected token\n');
	});
	it('says so where no node has room', async () => {
		const swarm = new FakeSwarm();
		swarm.hasRoom = false;
		const error = await errorOf(bytesOf(on(swarm, { patience: { roomMs: 30, shardMs: 1e6 } }), batchOf(10)));
		expect(error.message).to.include('no node took a task').and.to.include('insufficient resources on 3 nodes');
		expect(swarm.left()).to.deep.equal([]);
	});
	it('ends where it goes no further', async () => {
		const swarm = new FakeSwarm();
		swarm.onEnd = () => ({ state: 'running' });
		const error = await errorOf(bytesOf(on(swarm, { patience: { roomMs: 1e6, shardMs: 30 } }), batchOf(10)));
		expect(error.message).to.include('no shard of the job was done for');
		expect(swarm.left()).to.deep.equal([]);
	});
	it('bears a manager that is silent for a moment, and refusals while it removes', async () => {
		const swarm = new FakeSwarm();
		let calls = 0;
		swarm.onCall = (method) => {
			calls += 1;
			if (calls < 60 && calls % 4 === 0 && !method.startsWith('create')) throw new Error('The swarm does not have a leader');
		};
		const batch = batchOf(20);
		expect(await bytesOf(on(swarm), batch)).to.equal(await bytesOf(here(), batch));
		swarm.onCall = () => {};
		expect(swarm.left()).to.deep.equal([]);
	});
	it('removes everything where it is interrupted, in whatever moment', async () => {
		for (const moment of ['create secret', 'create config', 'create service', 'nodes', 'output']) {
			const swarm = new FakeSwarm();
			const abort = new AbortController();
			swarm.onCall = (method) => (method === moment ? abort.abort(new Error('Ctrl-C')) : undefined);
			const error = await errorOf(bytesOf(on(swarm, { signal: abort.signal }), batchOf(30)));
			expect(error.message, moment).to.equal('Ctrl-C');
			expect(swarm.left(), moment).to.deep.equal([]);
		}
	});
	it('removes everything where a part cannot be made', async () => {
		const swarm = new FakeSwarm();
		swarm.onCall = (method) => {
			if (method === 'create service') throw new Error('rpc error: no');
		};
		expect((await errorOf(bytesOf(on(swarm), batchOf(10)))).message).to.equal('rpc error: no');
		expect(swarm.left()).to.deep.equal([]);
	});
	it('ends early where enough is known, and removes the rest', async () => {
		const swarm = new FakeSwarm();
		let calls = 0;
		await on(swarm).run(batchOf(100), () => {
			calls += 1;
			return false;
		});
		expect([calls, swarm.left()]).to.deep.equal([1, []]);
	});
	it('simulates here what is over before a job could begin', async () => {
		const swarm = new FakeSwarm();
		const batch = batchOf(10);
		expect(await bytesOf(on(swarm, { worthAJob: 11 }), batch)).to.equal(await bytesOf(here(), batch));
		expect(swarm.log).to.deep.equal([]);
	});
	it('hands on what the simulator refuses', async () => {
		const swarm = new FakeSwarm();
		const problem = { file: 'drill x', field: 'faults[0]', problem: 'it has no model', fix: 'Leave it out' };
		swarm.onEnd = (_, shard) => ({ output: toFrames(shard, pack({ refused: [problem] })).join('\n') });
		const error = await errorOf(bytesOf(on(swarm), batchOf(10)));
		expect([error.code, error.message]).to.deep.equal(['BAD_INPUT', 'drill x: faults[0]: it has no model. Leave it out.']);
		expect(swarm.left()).to.deep.equal([]);
	});
	it('hides the payload, labels everything, and gives tasks nothing that they do not need', async () => {
		const swarm = new FakeSwarm();
		const specs: { kind: string; spec: Record<string, never> }[] = [];
		const create = swarm.create.bind(swarm);
		swarm.create = (kind, spec) => {
			specs.push({ kind, spec: spec as never });
			return create(kind, spec);
		};
		await bytesOf(on(swarm), batchOf(10));
		for (const { spec } of specs) expect(spec.Labels).to.have.keys('who', 'vipdrill.job');
		const service = specs.at(-1)?.spec as never as { TaskTemplate: { ContainerSpec: object }; Mode: object };
		expect(service.Mode).to.deep.equal({ ReplicatedJob: { MaxConcurrent: 1, TotalCompletions: 1 } });
		expect(service.TaskTemplate.ContainerSpec).to.deep.include({ CapabilityDrop: ['ALL'], ReadOnly: true, User: '65534:65534' });
		// The seed's keepalived files have a password.
		expect(JSON.stringify(specs.filter(({ kind }) => kind !== 'secret'))).not.to.match(/auth_pass/);
	});
});
