import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { clusterModel } from '../labs/sim/cluster-model.ts';
import { type Actor, Kernel, type Timer } from '../labs/sim/kernel.ts';
import { SimTrial } from '../labs/sim/trial.ts';
import { MEASURED } from '../labs/sim/tuning.ts';
import { World } from '../labs/sim/world.ts';
import { loadCluster } from '../load-cluster.ts';
import { packageRoot } from '../paths.ts';
import { findDrills } from '../scenario/find-drill.ts';
import { planTrial } from '../scenario/plan.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import { SimPool } from '../simulate/pool.ts';

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

/** Trials a second of whole runs, simulated and measured. */
export interface PoolBench {
	/** Processors that the whole process, with its garbage collector and its compiler, may use. */
	processors: number;
	jobs: number;
	trials: number;
	trialsPerSecond: number;
	/** Of this process and its workers, after the trials. */
	memoryMb: number;
}

const POOL_TRIALS = 1500;
const POOL_TIMEOUT_MS = 120_000;

/**
 * kill-master simulated and measured, by the clock on the wall (a busy machine shows), each row by a process of its own: bound to one
 * processor; one job that may use them all, as V8 does for its helpers; a job a processor, with speedUp against the first row. Twice as
 * many trials show whether memory grows. Binds with taskset (util-linux).
 */
export async function benchPool(): Promise<(PoolBench & { speedUp: number })[]> {
	const all = availableParallelism();
	const rows = [];
	for (const [processors, jobs, trials] of [
		[1, 1, POOL_TRIALS],
		[all, 1, POOL_TRIALS],
		[all, all, POOL_TRIALS],
		[all, all, 2 * POOL_TRIALS],
	] as const) {
		const bench = [process.execPath, ...process.execArgv, process.argv[1] ?? '', 'sim-pool', `${jobs}`, `${trials}`];
		const [file = '', ...args] = processors === 1 ? ['taskset', '--cpu-list', firstProcessor(), ...bench] : bench;
		const { stdout } = await execa(file, args, { timeout: POOL_TIMEOUT_MS });
		rows.push({ processors, ...(JSON.parse(stdout) as Omit<PoolBench, 'processors'>) });
	}
	const one = rows[0]?.trialsPerSecond ?? Number.NaN;
	return rows.map((row) => ({ ...row, speedUp: Math.round((100 * row.trialsPerSecond) / one) / 100 }));
}

/** One row of {@link benchPool}, in this process. */
export async function benchPoolHere(jobs: number, trials: number): Promise<Omit<PoolBench, 'processors'>> {
	const spec = await loadCluster(join(packageRoot, 'fixtures/seed'));
	const plans = Array.from({ length: trials }, (_, i) => ({ ...planTrial(drill, 'bench', i + 1) }));
	await using pool = new SimPool(jobs, new AbortController().signal);
	const batch = { spec, drill, plans, tuning: MEASURED, keepIn: null };
	await pool.run({ ...batch, plans: plans.slice(0, 200 * jobs) }, () => true);
	const startedMs = performance.now();
	await pool.run(batch, () => true);
	const perSecond = (trials * 1000) / (performance.now() - startedMs);
	return { jobs, trials, trialsPerSecond: Math.round(perSecond), memoryMb: Math.round(process.memoryUsage.rss() / 1e6) };
}

/** The first processor that this process may run on. */
function firstProcessor(): string {
	const allowed = readFileSync('/proc/self/status', 'utf8').match(/^Cpus_allowed_list:\s*(\d+)/m);
	return allowed?.[1] ?? '0';
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
