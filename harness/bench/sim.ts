import { join } from 'node:path';
import { type ClusterModel, clusterModel } from '../labs/sim/cluster-model.ts';
import { Kernel } from '../labs/sim/kernel.ts';
import { SimTrial } from '../labs/sim/trial.ts';
import { MEASURED } from '../labs/sim/tuning.ts';
import { World } from '../labs/sim/world.ts';
import { loadCluster } from '../load-cluster.ts';
import { percentile } from '../measure/summary.ts';
import { packageRoot } from '../paths.ts';
import { planTrial } from '../scenario/plan.ts';
import { simulate } from '../simulate/batch.ts';
import { Recording } from '../timeline/recording.ts';
import { bareTrial } from './bare.ts';
import { killMaster } from './kill-master.ts';
import { type Ratios, ratio } from './ratios.ts';

/** One figure of the simulator's benchmark, on one core. */
export interface SimBench {
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

/** Something that is measured: runs a few trials from this number on. */
interface Workload {
	what: string;
	run(from: number): Work;
}

/** A scenario file defines its drill only when it is loaded first. */
const drill = await killMaster();

const WARM_UP_MS = 500;
const SECOND_US = 1_000_000;
/** Trials between two looks at the time; as many as a worker gets at once. */
const AT_ONCE = 20;

/**
 * How many trials a second the simulator runs on one core, with all that it says thrown away, in so many rounds of so many milliseconds of
 * processor time each (the machine may be busy with more). Each round runs every workload: the bare floor (the heap and three timers, no
 * model), the kill of a MASTER in a world of VRRP alone, that world in peace, the drill kill-master whole, with swarm, mesh and customers, and
 * kill-master simulated, measured and judged. The ratios compare what was measured in one round.
 */
export async function benchSim(rounds: number, forMs: number): Promise<{ rows: SimBench[]; ratios: Ratios }> {
	const spec = await loadCluster(join(packageRoot, 'fixtures/seed'));
	const workloads = workloadsOf(clusterModel(spec), (from) =>
		simulate({ spec, drill, plans: plansFrom(from), tuning: MEASURED, keepIn: null }),
	);
	for (const workload of workloads) runFor(workload, WARM_UP_MS);
	const measured = Array.from({ length: rounds }, () => workloads.map((workload) => runFor(workload, forMs)));
	const rows = workloads.map(({ what }, i) =>
		rowOf(
			what,
			measured.map((round) => ({ own: round[i] as Timed, bare: round[0] as Timed })),
		),
	);
	const ofBare = (name: string) => rows.find(({ what }) => what.startsWith(name))?.ofBare ?? Number.NaN;
	return {
		rows,
		ratios: {
			vrrpOnly: ofBare('VRRP only: kill'),
			wholeDrill: ofBare('kill-master, whole'),
			judged: ofBare('kill-master, judged'),
		},
	};
}

const plansFrom = (from: number) => Array.from({ length: AT_ONCE }, (_, i) => planTrial(drill, 'bench', from + i + 1));

function workloadsOf(model: ClusterModel, judge: (from: number) => void): Workload[] {
	const [kernel, recording] = [new Kernel(), new Recording()];
	const one = (what: string, trial: (number: number) => void): Workload => ({
		what,
		run(from) {
			const work: Work = { trials: 0, events: 0, simulatedUs: 0 };
			for (; work.trials < AT_ONCE; work.trials += 1) {
				kernel.reset();
				trial(from + work.trials);
				work.events += kernel.fired;
				work.simulatedUs += kernel.nowUs;
			}
			return work;
		},
	});
	const vrrp = (trial: number) => {
		const world = new World(model, MEASURED, `bench ${trial}`, () => {}, kernel);
		world.begin();
		return world;
	};
	const whole = one('kill-master, whole', (trial) => {
		recording.clear();
		new SimTrial(model, MEASURED, planTrial(drill, 'bench', trial + 1), recording, kernel).run();
	});
	// Whoever judges does not see the kernel; it fires as often in the same trials.
	const { trials, events, simulatedUs } = whole.run(0);
	const judged = { trials: AT_ONCE, events: (events / trials) * AT_ONCE, simulatedUs: (simulatedUs / trials) * AT_ONCE };
	return [
		one('bare floor: three timers in the heap', () => bareTrial(kernel)),
		one('VRRP only: kill of the MASTER', (trial) => {
			const world = vrrp(trial);
			kernel.run(SECOND_US + (trial % 1000) * 1000);
			world.machines[0]?.powerOff();
			kernel.run(kernel.nowUs + 4 * SECOND_US);
		}),
		one('VRRP only: ten minutes of steady state', (trial) => {
			vrrp(trial);
			kernel.run(600 * SECOND_US);
		}),
		whole,
		{
			what: 'kill-master, judged: simulated, measured and judged',
			run(from) {
				judge(from);
				return judged;
			},
		},
	];
}

/** What some trials did, and how much processor time it took. */
interface Timed extends Work {
	tookMs: number;
}

/** Runs trials until the time is over. */
function runFor({ run }: Workload, durationMs: number): Timed {
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

function rowOf(what: string, rounds: readonly { own: Timed; bare: Timed }[]): SimBench {
	const perSecond = (of: 'trials' | 'events', { own }: { own: Timed }) => (own[of] * 1000) / own.tookMs;
	const median = (values: number[]) => percentile(values, 50) ?? Number.NaN;
	const trials = rounds.reduce((sum, { own }) => sum + own.trials, 0);
	const mean = (of: 'events' | 'simulatedUs') => rounds.reduce((sum, { own }) => sum + own[of], 0) / trials;
	return {
		what,
		trialsPerSecond: Math.round(median(rounds.map((round) => perSecond('trials', round)))),
		eventsPerSecond: Math.round(median(rounds.map((round) => perSecond('events', round)))),
		ofBare: ratio(median(rounds.map(({ own, bare }) => own.events / own.tookMs / (bare.events / bare.tookMs))), 1),
		eventsPerTrial: Math.round(mean('events')),
		simulatedSeconds: Math.round(mean('simulatedUs') / SECOND_US),
	};
}
