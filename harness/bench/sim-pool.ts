import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { packageRoot } from '../base/paths.ts';
import { MEASURED } from '../labs/sim/tuning.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { planTrial } from '../scenario/plan.ts';
import { SimPool } from '../simulate/pool.ts';
import { killMaster } from './kill-master.ts';
import { type Ratios, ratio } from './ratios.ts';

/** A scenario file defines its drill only when it is loaded first. */
const drill = await killMaster();

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

const POOL_TIMEOUT_MS = 300_000;

/**
 * So many trials of kill-master, simulated, measured and judged, by the clock on the wall (a busy machine shows), each row by a process of its own: bound to one
 * processor; one job that may use them all, as V8 does for its helpers; a job a processor, with speedUp against the first row. Twice as
 * many trials show whether memory grows: memoryKept is the first of the two shares of memory to the second. Binds with taskset (util-linux).
 */
export async function benchPool(trials: number): Promise<{ rows: (PoolBench & { speedUp: number })[]; ratios: Ratios }> {
	const all = availableParallelism();
	const rows = [];
	for (const [processors, jobs, times] of [
		[1, 1, trials],
		[all, 1, trials],
		[all, all, trials],
		[all, all, 2 * trials],
	] as const) {
		const bench = [process.execPath, ...process.execArgv, process.argv[1] ?? '', 'sim-pool', `${jobs}`, `${times}`];
		const [file = '', ...args] = processors === 1 ? ['taskset', '--cpu-list', firstProcessor(), ...bench] : bench;
		const { stdout } = await execa(file, args, { timeout: POOL_TIMEOUT_MS });
		rows.push({ processors, ...(JSON.parse(stdout) as Omit<PoolBench, 'processors'>) });
	}
	const one = rows[0]?.trialsPerSecond ?? Number.NaN;
	const [, , some, twice] = rows;
	return {
		rows: rows.map((row) => ({ ...row, speedUp: ratio(row.trialsPerSecond, one) })),
		ratios: {
			twoProcessors: ratio(twice?.trialsPerSecond ?? Number.NaN, one),
			memoryKept: ratio(some?.memoryMb ?? Number.NaN, twice?.memoryMb ?? Number.NaN),
		},
	};
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
