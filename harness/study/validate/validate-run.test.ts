import { expect } from 'chai';
import { InputError } from '../../base/errors.ts';
import { MEASURED } from '../../labs/sim/tuning.ts';
import { loadCluster } from '../../load/load-cluster.ts';
import { summarizeCluster } from '../../results/assemble.ts';
import type { FailedTrial, RunReport } from '../../results/run-report.ts';
import { readRun } from '../../run/read-run.ts';
import { type SimBatch, simulate } from '../../simulate/batch.ts';
import { SimPool } from '../../simulate/pool.ts';
import { validateDrill } from './validate.ts';
import { validateRun } from './validate-run.ts';
import { renderValidation } from './validation-schema.ts';
import { validationText } from './validation-text.ts';

const stored = await readRun('reports/example/seed');
const seed = await loadCluster('fixtures/seed');
const drill = stored.drills.find(({ name }) => name === 'graceful-keepalived-stop') ?? expect.fail();
const about = { calibration: 'test', vipdrillVersion: '1' };
const pool = () => new SimPool(1, new AbortController().signal);

/** A run of one drill with so many trials, out of the simulator with these constants. */
function runOf(count: number, tuning = MEASURED, cluster = seed, owner = 'docker1'): RunReport {
	const spec = { ...cluster, service: { ...cluster.service, publishMode: 'host' as const } };
	const plans = Array.from({ length: count }, (_, i) => ({ trial: i + 1, seed: `real ${i}`, phases: [(i * 0.618) % 1], owner }));
	const trials = simulate({ spec, drill: drill.spec, plans, tuning, keepIn: null }).flatMap(({ trial }) =>
		trial ? [trial] : [],
	);
	return { ...stored, cluster: summarizeCluster(cluster), drills: [{ ...drill, trials, failedTrials: [] }] };
}

const outcomes = (run: Awaited<ReturnType<typeof validateRun>>) =>
	Object.fromEntries(run.drills.flatMap(({ metrics }) => metrics.map(({ metric, outcome }) => [metric, outcome])));

describe('validate', () => {
	it('agrees with what came out of the same model', async () => {
		const { takeoverMs, ...rest } = outcomes(await validateRun(runOf(40), seed, MEASURED, pool(), about));
		expect(takeoverMs).to.equal('agrees');
		expect(rest['failback.returnMs']).to.equal('agrees');
	});

	it('differs from a world whose timers are 100 ms late, and says by how much', async () => {
		const late = { minUs: 100_000, meanUs: 110_000, maxUs: 140_000 };
		const validation = await validateRun(runOf(40, { ...MEASURED, timerNoise: late }), seed, MEASURED, pool(), about);
		const takeover = validation.drills[0]?.metrics.find(({ metric }) => metric === 'takeoverMs');
		expect(takeover?.outcome).to.equal('differs');
		expect(takeover?.medianDifference?.difference).to.be.within(-140, -80);
		expect(takeover?.cliffsDelta).to.be.below(-0.9);
	});

	it('begins with the host that had the floating IP, where it may keep it', async () => {
		const hosts = seed.hosts.map((host) => {
			const instances = host.keepalived?.instances.map((instance) => ({ ...instance, preempt: false })) ?? [];
			return { ...host, keepalived: host.keepalived && { ...host.keepalived, instances } };
		});
		const cluster = { ...seed, hosts };
		const run = runOf(20, MEASURED, cluster, 'docker2');
		// docker1 follows docker2 after its own Skew_Time, 609 ms; docker2 would follow docker1 after 707 ms.
		expect(run.drills[0]?.trials.map(({ measurements }) => measurements.newOwner)).to.deep.equal(Array(20).fill('docker1'));
		expect(outcomes(await validateRun(run, cluster, MEASURED, pool(), about)).takeoverMs).to.equal('agrees');
	});

	it('calls a difference that no percentile has by more than 20 ms or 2 % less than matters', () => {
		const trials = runOf(40).drills[0]?.trials.map(({ measurements }) => measurements) ?? [];
		// All takeovers are made the same, so that the test tells any two values apart.
		const taking = (takeoverMs: number) => trials.map((one) => ({ ...one, takeoverMs }));
		const outcomeOf = (real: number, simulated: number) =>
			validateDrill(taking(real), taking(simulated), 'x').find(({ metric }) => metric === 'takeoverMs')?.outcome;
		expect(outcomeOf(500, 520)).to.equal('close');
		expect(outcomeOf(500, 521)).to.equal('differs');
		expect(outcomeOf(3000, 3060)).to.equal('close');
		expect(outcomeOf(3000, 3061)).to.equal('differs');
	});

	it('begins with the leader that the real trial had', async () => {
		const run = runOf(20);
		const led = (leader: string) => ({
			...run,
			drills: run.drills.map((one) => ({
				...one,
				trials: one.trials.map((trial) => ({
					...trial,
					measurements: {
						...trial.measurements,
						swarm: { ...(trial.measurements.swarm ?? expect.fail()), leaderBefore: leader },
					},
				})),
			})),
		});
		const plans: SimBatch['plans'][number][] = [];
		const spy = {
			runAll: async (batches: SimBatch[]) =>
				batches.map((batch) => {
					plans.push(...batch.plans);
					return [];
				}),
		} as unknown as SimPool;
		await validateRun(led('docker3'), seed, MEASURED, spy, about);
		expect(plans.length).to.equal(200);
		expect(new Set(plans.map(({ leader }) => leader))).to.deep.equal(new Set(['docker3']));
		const [plan = expect.fail()] = plans;
		const [outcome] = simulate({ spec: seed, drill: drill.spec, plans: [plan], tuning: MEASURED, keepIn: null });
		expect(outcome?.trial?.measurements.swarm?.leaderBefore).to.equal('docker3');
	});

	it('says so where there are too few real trials, and renders as text and by its schema', async () => {
		const validation = await validateRun(runOf(4), seed, MEASURED, pool(), about);
		expect(outcomes(validation).takeoverMs).to.equal('too-few');
		expect(JSON.parse(renderValidation(validation)).drills[0].real).to.deep.equal({
			measured: 4,
			notTrusted: 0,
			failed: 0,
			lost: 0,
		});
		expect(validationText(validation, { color: false })).to.include('too few to tell');
	});

	it('replays a trial whose cluster did not come back too, and counts it', async () => {
		const run = runOf(3);
		const lost: FailedTrial = {
			trial: 4,
			seed: 'real 3',
			code: 'WAIT_TIMED_OUT',
			message: 'x',
			phase: 'heal',
			cameBack: false,
			timeline: null,
		};
		const drills = run.drills.map((one) => ({ ...one, failedTrials: [lost] }));
		const [only] = (await validateRun({ ...run, drills }, seed, MEASURED, pool(), about)).drills;
		expect(only?.real).to.deep.equal({ measured: 3, notTrusted: 0, failed: 1, lost: 1 });
		// Fifty replays of each of four; of three there would be 67 each.
		expect(only?.simulated).to.deep.equal({ measured: 200, failed: 0, lost: 0 });
	});

	it('leaves out, with the reason, what the simulator has no model of: a fault, a condition, a probe', async () => {
		const run = runOf(2);
		const [one = expect.fail()] = run.drills;
		const none = { latency: '0s', jitter: '0s', loss: 0, cpu: 0, disk: 0 } as const;
		const of = async (change: Partial<typeof one.spec>) => {
			const drills = [{ ...one, spec: { ...one.spec, ...change } }];
			return (await validateRun({ ...run, drills }, probed, MEASURED, pool(), about)).leftOut.map(({ why }) => why);
		};
		const udp = { name: 'dns', kind: 'udp' as const, address: '10.0.0.200', port: 80, timeoutMs: 1000, everyMs: 100 };
		const probed = { ...seed, probes: [{ ...udp, payload: 'x', answer: 'echo' as const, socket: 'kept' as const }] };
		const target = { kind: 'master' as const };
		expect(await of({ faults: [{ at: '0s', inject: { kind: 'raft-disk-full', target } }] })).to.deep.equal([
			'the simulator has no model of this fault: there is no model of a disk',
		]);
		expect(await of({ conditions: { ...none, cpu: 2 } })).to.deep.equal([
			"the simulator has no model of other programs on a host's processors",
		]);
		expect(await of({ load: { ...one.spec.load, probes: ['dns'] } })).to.deep.equal([
			'the simulator has no model of this probe (udp): it has no table of connections without a state',
		]);
	});

	it('refuses another cluster than the one of the run', async () => {
		const refused = await validateRun(runOf(2), await loadCluster('fixtures/hardened'), MEASURED, pool(), about).catch(
			(e: unknown) => e,
		);
		expect(refused).to.be.instanceOf(InputError);
	});

	it('has nothing to say of a metric that neither side has', () => {
		expect(validateDrill([], [], 'x')).to.deep.equal([]);
	});
});
