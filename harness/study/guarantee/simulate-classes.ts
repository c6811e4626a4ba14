import { parseDurationMs } from '../../base/units.ts';
import type { ClusterSpec } from '../../cluster/spec.ts';
import type { FailureClass } from '../../guarantee/classes/descriptor.ts';
import { classesOf } from '../../guarantee/classes/index.ts';
import type { Simulated } from '../../guarantee/guarantee.ts';
import { observe } from '../../guarantee/observe.ts';
import type { Simulation } from '../../guarantee/shape.ts';
import type { Tuning } from '../../labs/sim/tuning.ts';
import { assembleDrill, summarizeCluster } from '../../results/assemble.ts';
import { planTrial } from '../../scenario/plan.ts';
import type { DrillSpec } from '../../scenario/spec.ts';
import type { TrialPool } from '../../simulate/trial-pool.ts';
import type { SimOutcome } from '../../simulate/trials.ts';

/** How classes are simulated. `calibration`: what a report calls the constants. */
export interface ClassSimulation {
	trials: number;
	seed: string;
	tuning: Tuning;
	calibration: string;
}

/** Simulates the drill of each class. `drills`: those of all classes, by name. Throws where one of them is missing. */
export async function simulateClasses(
	spec: ClusterSpec,
	drills: readonly DrillSpec[],
	{ trials, seed, tuning, calibration }: ClassSimulation,
	pool: Pick<TrialPool, 'runAll'>,
	{
		classes = classesOf(spec),
		onDone = () => {},
	}: { classes?: readonly FailureClass[]; onDone?: (done: number, of: number) => void } = {},
): Promise<Simulated> {
	const batches = classes.map(({ drill: name }) => {
		const drill = drills.find((one) => one.name === name);
		if (!drill) throw new Error(`no drill ${name}`);
		const plans = Array.from({ length: trials }, (_, i) => {
			const { drill: _drill, ...plan } = planTrial(drill, seed, i + 1);
			return plan;
		});
		return { spec, drill, plans, tuning, keepIn: null };
	});
	let done = 0;
	const simulations = await pool.runAll(batches, (outcomes, index) => {
		done += 1;
		onDone(done, batches.length);
		return simulationOf(classes[index] as FailureClass, (batches[index] as (typeof batches)[number]).drill, outcomes, spec);
	});
	const noiseMs = noiseOf(tuning);
	const gapMs = 1000 / Math.min(...batches.map(({ drill }) => drill.load.ratePerSecond));
	return {
		about: { trials, seed, calibration, noiseMs },
		noise: { noiseMs, gapMs },
		byDrill: new Map(classes.map(({ drill }, i) => [drill, simulations[i] as Simulation])),
	};
}

/** By how much the machines of these constants are late at most, milliseconds: a timer, a packet, its reading, a goodbye, an address on its NIC. */
function noiseOf({ timerNoise, lan, reading, goodbye, vipAdd }: Tuning): number {
	return Math.ceil([timerNoise, lan, reading, goodbye, vipAdd].reduce((sum, { maxUs }) => sum + maxUs, 0) / 1000);
}

function simulationOf(
	{ measured }: FailureClass,
	drill: DrillSpec,
	outcomes: readonly SimOutcome[],
	spec: ClusterSpec,
): Simulation {
	const trials = outcomes.flatMap(({ trial }) => trial ?? []);
	const failed = outcomes.flatMap(({ failed }) => failed ?? []);
	const { verdict, because } = assembleDrill(drill, trials, summarizeCluster(spec), failed);
	const lastsMs = parseDurationMs(drill.faults[0]?.lasts ?? '0s');
	const asked = trials.map(({ measurements, faults }) => ({ measurements, faultMs: faults[0]?.atMs ?? 0 }));
	return { ...observe(measured, asked, lastsMs), failed: failed.length, verdict, because };
}
