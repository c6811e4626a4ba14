import { join } from 'node:path';
import { findDrills } from '../cli/find-drill.ts';
import { clusterModel } from '../labs/sim/cluster-model.ts';
import { type Actor, Kernel, type Timer } from '../labs/sim/kernel.ts';
import { SimTrial } from '../labs/sim/trial.ts';
import { MEASURED } from '../labs/sim/tuning.ts';
import { World } from '../labs/sim/world.ts';
import { loadCluster } from '../load-cluster.ts';
import { packageRoot } from '../paths.ts';
import { planTrial } from '../scenario/plan.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import { defaultJobs, SimPool } from '../simulate/pool.ts';

/** One figure of the simulator's benchmark, on one core. */
export interface SimBench {
	what: string;
	trialsPerSecond: number;
	eventsPerSecond: number;
	eventsPerTrial: number;
	/** How much virtual time passed in a trial, on average. */
	simulatedSeconds: number;
}

/** A scenario file defines its drill only when it is loaded first. */
const drill = await killMaster();

const WARM_UP_MS = 500;
const SECOND_US = 1_000_000;

/**
 * How many trials a second the simulator runs, with all that it emits thrown away, for so many milliseconds each of
 * processor time (the machine may be busy with more): the bare floor (the heap and three
 * timers, no model), the kill of a MASTER in a world of VRRP alone,
 * that world in peace, and the drill kill-master whole, with swarm, mesh and customers.
 */
export async function benchSim(forMs: number): Promise<SimBench[]> {
	const model = clusterModel(await loadCluster(join(packageRoot, 'fixtures/seed')));
	const kernel = new Kernel();
	return [
		measure('bare floor: three timers in the heap', forMs, () => bareTrial(reset(kernel))),
		measure('VRRP only: kill of the MASTER', forMs, (trial) => {
			const world = new World(model, MEASURED, `bench ${trial}`, () => {}, reset(kernel));
			world.begin();
			world.kernel.run(SECOND_US + (trial % 1000) * 1000);
			world.machines[0]?.powerOff();
			world.kernel.run(world.kernel.nowUs + 4 * SECOND_US);
			return world.kernel;
		}),
		measure('VRRP only: ten minutes of steady state', forMs, (trial) => {
			const world = new World(model, MEASURED, `bench ${trial}`, () => {}, reset(kernel));
			world.begin();
			world.kernel.run(600 * SECOND_US);
			return world.kernel;
		}),
		measure('kill-master, whole', forMs, (trial) => {
			const sim = new SimTrial(model, MEASURED, planTrial(drill, 'bench', trial + 1), () => {}, reset(kernel));
			sim.run();
			return sim.world.kernel;
		}),
	];
}

/** Trials a second of whole runs, simulated and measured, on so many processors. */
export interface PoolBench {
	jobs: number;
	trials: number;
	trialsPerSecond: number;
	/** Against one processor. */
	speedUp: number;
	/** Of this process and its workers, after the trials. */
	memoryMb: number;
}

const POOL_TRIALS = 1500;

/** kill-master simulated and measured by worker threads, one processor's worth and all of them, by the clock on the wall: a busy machine shows. Twice as many trials show whether memory grows. */
export async function benchPool(): Promise<PoolBench[]> {
	const spec = await loadCluster(join(packageRoot, 'fixtures/seed'));
	const run = async (jobs: number, trials: number) => {
		const plans = Array.from({ length: trials }, (_, i) => ({ ...planTrial(drill, 'bench', i + 1) }));
		await using pool = new SimPool(jobs, new AbortController().signal);
		const batch = { spec, drill, plans, tuning: MEASURED, keepIn: null };
		await pool.run({ ...batch, plans: plans.slice(0, 200) }, () => true);
		const startedMs = performance.now();
		await pool.run(batch, () => true);
		const perSecond = (trials * 1000) / (performance.now() - startedMs);
		return { jobs, trials, trialsPerSecond: Math.round(perSecond), memoryMb: Math.round(process.memoryUsage.rss() / 1e6) };
	};
	const all = defaultJobs();
	const measured = [await run(1, POOL_TRIALS), await run(all, POOL_TRIALS), await run(all, 2 * POOL_TRIALS)];
	const one = measured[0]?.trialsPerSecond ?? Number.NaN;
	return measured.map((row) => ({ ...row, speedUp: Math.round((100 * row.trialsPerSecond) / one) / 100 }));
}

/** Runs trials until the time is over, after as many unmeasured ones as warm the code up. `trial` returns the kernel that it ran in. */
function measure(what: string, forMs: number, trial: (number: number) => Kernel): SimBench {
	let number = 0;
	const runFor = (durationMs: number) => {
		const [start, first] = [process.cpuUsage(), number];
		let events = 0;
		let simulatedUs = 0;
		let tookMs = 0;
		do {
			for (let i = 0; i < 20; i += 1) {
				const { fired, nowUs } = trial(number++);
				events += fired;
				simulatedUs += nowUs;
			}
			const { user, system } = process.cpuUsage(start);
			tookMs = (user + system) / 1000;
		} while (tookMs < durationMs);
		return { events, simulatedUs, trials: number - first, tookMs };
	};
	runFor(WARM_UP_MS);
	const { events, simulatedUs, trials, tookMs } = runFor(forMs);
	const perSecond = (count: number) => Math.round((count * 1000) / tookMs);
	return {
		what,
		trialsPerSecond: perSecond(trials),
		eventsPerSecond: perSecond(events),
		eventsPerTrial: Math.round(events / trials),
		simulatedSeconds: Math.round(simulatedUs / trials / SECOND_US),
	};
}

function reset(kernel: Kernel): Kernel {
	kernel.reset();
	return kernel;
}

/** Three routers as bare as can be: a master's timer, two packets a beat, two timers that they set anew; then the master is gone. */
function bareTrial(kernel: Kernel): Kernel {
	let isDead = false;
	const downs: Timer[] = [];
	const packets: Timer[] = [];
	const backup: Actor = { fire: (code) => kernel.set(downs[code] as Timer, kernel.nowUs + 3_700_000 + code) };
	const taken: Actor = { fire: () => {} };
	const master: Actor = {
		fire() {
			if (isDead) return;
			for (const packet of packets) kernel.set(packet, kernel.nowUs + 100);
			kernel.set(advert, kernel.nowUs + SECOND_US);
		},
	};
	const advert = kernel.timer(master, 0);
	for (const code of [0, 1]) {
		packets.push(kernel.timer(backup, code));
		downs.push(kernel.timer(taken, code));
	}
	kernel.set(advert, 0);
	kernel.run(1_500_000);
	isDead = true;
	kernel.run(6 * SECOND_US);
	return kernel;
}

async function killMaster(): Promise<DrillSpec> {
	const [found] = await findDrills('kill-master');
	if (!found) throw new Error('kill-master defines no drill');
	return found;
}
