import { join } from 'node:path';
import { execa } from 'execa';
import { packageRoot } from '../base/paths.ts';
import type { ClusterSpec } from '../cluster/spec.ts';
import { clusterModel } from '../labs/sim/cluster-model.ts';
import { Kernel } from '../labs/sim/kernel.ts';
import { SimTrial } from '../labs/sim/trial.ts';
import { MEASURED } from '../labs/sim/tuning.ts';
import { World } from '../labs/sim/world.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { planTrial } from '../scenario/plan.ts';
import { simulate } from '../simulate/batch.ts';
import { Recording } from '../timeline/recording.ts';
import { bareTrial } from './bare.ts';
import { killMaster } from './kill-master.ts';
import { type Ratios, ratio } from './ratios.ts';
import { median } from './timing.ts';

/** One figure of the simulator's benchmark, on one core. */
export interface SimBench {
	workload: Workload;
	what: string;
	trialsPerSecond: number;
	eventsPerSecond: number;
	/** Events a second as a share of the bare floor's in the same round; the median of the rounds. */
	ofBare: number;
	eventsPerTrial: number;
	/** How much virtual time passed in a trial, on average. */
	simulatedSeconds: number;
}

/** What some trials did. */
interface Work {
	trials: number;
	events: number;
	simulatedUs: number;
}

/** A scenario file defines its drill only when it is loaded first. */
const drill = await killMaster();

const ROW_TIMEOUT_MS = 120_000;
/** Processor time until V8 has compiled all that a workload needs, on a busy machine too; the bare floor is little code. */
const WARM_UP_MS = 5000;
const BARE_WARM_UP_MS = 500;
const SECOND_US = 1_000_000;
/** Trials between two looks at the time; as many as a worker gets at once. */
const AT_ONCE = 20;

/**
 * How many trials a second the simulator runs on one core, with all that it says thrown away, in so many rounds of so many milliseconds of
 * processor time each (the machine may be busy with more): the bare floor (the heap and three timers, no model), the kill of a MASTER in a
 * world of VRRP alone, that world in peace, the drill kill-master whole, with swarm, mesh and customers, and kill-master simulated, measured and
 * judged. Each is measured by a process of its own, as a run is one, and in each round beside the bare floor.
 */
export async function benchSim(rounds: number, forMs: number): Promise<{ rows: SimBench[]; ratios: Ratios }> {
	const rows: SimBench[] = [];
	for (const name of Object.keys(WORKLOADS)) {
		const bench = [...process.execArgv, process.argv[1] ?? '', 'sim-row', name, `${rounds}`, `${forMs}`];
		const { stdout } = await execa(process.execPath, bench, { timeout: ROW_TIMEOUT_MS });
		rows.push(JSON.parse(stdout) as SimBench);
	}
	const ofBare = (name: Workload) => rows.find(({ workload }) => workload === name)?.ofBare ?? Number.NaN;
	return { rows, ratios: { vrrpOnly: ofBare('vrrp'), wholeDrill: ofBare('whole'), judged: ofBare('judged') } };
}

/** One row of {@link benchSim}, in this process. */
export async function benchSimHere(workload: Workload, rounds: number, forMs: number): Promise<SimBench> {
	const spec = await loadCluster(join(packageRoot, 'fixtures/seed'));
	const kernel = new Kernel();
	const bare = oneByOne(kernel, () => bareTrial(kernel));
	const own = WORKLOADS[workload].make(kernel, spec);
	runFor(bare, BARE_WARM_UP_MS);
	runFor(own, workload === 'bare' ? BARE_WARM_UP_MS : WARM_UP_MS);
	const measured = Array.from({ length: rounds }, () => ({ bare: runFor(bare, forMs), own: runFor(own, forMs) }));
	return { workload, what: WORKLOADS[workload].what, ...figuresOf(measured) };
}

/** Runs a few trials from this number on. */
type Run = (from: number) => Work;

/** What is measured, and how its trials are run; all of them in the same kernel. */
const WORKLOADS = {
	bare: { what: 'bare floor: three timers in the heap', make: (kernel) => oneByOne(kernel, () => bareTrial(kernel)) },
	vrrp: {
		what: 'VRRP only: kill of the MASTER',
		make: (kernel, spec) =>
			inVrrpWorld(kernel, spec, (world, trial) => {
				kernel.run(SECOND_US + (trial % 1000) * 1000);
				world.machines[0]?.powerOff();
				kernel.run(kernel.nowUs + 4 * SECOND_US);
			}),
	},
	peace: {
		what: 'VRRP only: ten minutes of steady state',
		make: (kernel, spec) => inVrrpWorld(kernel, spec, () => kernel.run(600 * SECOND_US)),
	},
	whole: { what: 'kill-master whole', make: wholeDrill },
	judged: { what: 'kill-master simulated, measured and judged', make: judgedDrill },
} satisfies Record<string, { what: string; make: (kernel: Kernel, spec: ClusterSpec) => Run }>;

export type Workload = keyof typeof WORKLOADS;

function oneByOne(kernel: Kernel, trial: (number: number) => void): Run {
	return (from) => {
		const work: Work = { trials: 0, events: 0, simulatedUs: 0 };
		for (; work.trials < AT_ONCE; work.trials += 1) {
			kernel.reset();
			trial(from + work.trials);
			work.events += kernel.fired;
			work.simulatedUs += kernel.nowUs;
		}
		return work;
	};
}

function inVrrpWorld(kernel: Kernel, spec: ClusterSpec, trial: (world: World, number: number) => void): Run {
	const model = clusterModel(spec);
	return oneByOne(kernel, (number) => {
		const world = new World(model, MEASURED, `bench ${number}`, () => {}, kernel);
		world.begin();
		trial(world, number);
	});
}

function wholeDrill(kernel: Kernel, spec: ClusterSpec): Run {
	const model = clusterModel(spec);
	const recording = new Recording();
	return oneByOne(kernel, (number) => {
		recording.clear();
		new SimTrial(model, MEASURED, planTrial(drill, 'bench', number + 1), recording, kernel).run();
	});
}

/** Whoever judges has a kernel of its own. It fires as often as in the same trials here, on average. */
function judgedDrill(kernel: Kernel, spec: ClusterSpec): Run {
	const { trials, events, simulatedUs } = wholeDrill(kernel, spec)(0);
	const work: Work = { trials: AT_ONCE, events: (events / trials) * AT_ONCE, simulatedUs: (simulatedUs / trials) * AT_ONCE };
	return (from) => {
		const plans = Array.from({ length: AT_ONCE }, (_, i) => planTrial(drill, 'bench', from + i + 1));
		simulate({ spec, drill, plans, tuning: MEASURED, keepIn: null });
		return work;
	};
}

/** What some trials did, and how much processor time it took. */
interface Timed extends Work {
	tookMs: number;
}

/** Runs trials until the time is over. */
function runFor(run: Run, durationMs: number): Timed {
	const start = process.cpuUsage();
	const sum: Timed = { trials: 0, events: 0, simulatedUs: 0, tookMs: 0 };
	do {
		const { trials, events, simulatedUs } = run(sum.trials);
		sum.trials += trials;
		sum.events += events;
		sum.simulatedUs += simulatedUs;
		const { user, system } = process.cpuUsage(start);
		sum.tookMs = (user + system) / 1000;
	} while (sum.tookMs < durationMs);
	return sum;
}

function figuresOf(rounds: readonly { own: Timed; bare: Timed }[]): Omit<SimBench, 'workload' | 'what'> {
	const perSecond = (of: 'trials' | 'events', { own }: { own: Timed }) => (own[of] * 1000) / own.tookMs;
	const trials = rounds.reduce((sum, { own }) => sum + own.trials, 0);
	const mean = (of: 'events' | 'simulatedUs') => rounds.reduce((sum, { own }) => sum + own[of], 0) / trials;
	return {
		trialsPerSecond: Math.round(median(rounds.map((round) => perSecond('trials', round)))),
		eventsPerSecond: Math.round(median(rounds.map((round) => perSecond('events', round)))),
		ofBare: ratio(median(rounds.map(({ own, bare }) => own.events / own.tookMs / (bare.events / bare.tookMs))), 1),
		eventsPerTrial: Math.round(mean('events')),
		simulatedSeconds: Math.round(mean('simulatedUs') / SECOND_US),
	};
}
