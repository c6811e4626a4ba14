import { InputError } from '../base/errors.ts';
import type { ClusterSpec } from '../cluster/spec.ts';
import { classesOf } from '../guarantee/classes/index.ts';
import type { Simulated } from '../guarantee/guarantee.ts';
import { type FilesChange, reloadedHosts } from '../labs/sim/files-change.ts';
import type { Tuning } from '../labs/sim/tuning.ts';
import { SIM_KIND } from '../labs/sim/unmodelled.ts';
import type { TrialMeasurements } from '../metrics/measurements.ts';
import type { PageTrial } from '../report/page/page-types.ts';
import { pageTrial } from '../report/page-data.ts';
import { assembleDrill, summarizeCluster } from '../results/assemble.ts';
import { eventWithoutSecrets, withoutSecrets } from '../results/redact.ts';
import type { DrillReport } from '../results/run-report.ts';
import { planTrial } from '../scenario/plan.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import type { TrialPool } from '../simulate/trial-pool.ts';
import { type SimOutcome, type SimTrials, simulateTrials } from '../simulate/trials.ts';
import { simulateClasses } from '../study/guarantee/simulate-classes.ts';
import { strainsOf } from '../study/survive/strains.ts';
import { USUAL } from '../study/survive/usual.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { routersOf, type Step, stepsOf } from './steps.ts';
import type { CellPart, World } from './survival.ts';

/** Good answers are gathered by this, milliseconds, in a timeline. */
const CELL_MS = 100;

/** Trials `from` to `from + count - 1` of a drill, planned as `vipdrill run --seed` plans them. */
export function trialsOf(
	spec: ClusterSpec,
	drill: DrillSpec,
	{ seed, from, count, tuning }: { seed: string; from: number; count: number; tuning: Tuning },
): SimTrials {
	const plans = Array.from({ length: count }, (_, i) => {
		const { drill: _drill, ...plan } = planTrial(drill, seed, from + i);
		return plan;
	});
	return { spec, drill, plans, tuning };
}

/** A drill's report over its trials, as run.json has it. */
export function reportOf(spec: ClusterSpec, drill: DrillSpec, outcomes: readonly SimOutcome[]): DrillReport {
	const trials = outcomes.flatMap(({ trial }) => trial ?? []);
	const failed = outcomes.flatMap((outcome) => outcome.failed ?? []);
	return withoutSecrets(assembleDrill(drill, trials, summarizeCluster(spec), failed));
}

/** One trial, to be looked at. */
export interface ShownTrial {
	trial: PageTrial;
	steps: Step[];
	hosts: string[];
	vip: string;
}

/**
 * Simulates one trial again and keeps what it recorded: the same seed gives the same events, up to the first change of the files. Its figures go by the files that
 * it began with. Throws InputError where it ended with an error, or the files cannot change in the middle as asked.
 */
export function shownTrial(
	spec: ClusterSpec,
	drill: DrillSpec,
	how: { seed: string; trial: number; tuning: Tuning; changes: FilesChange[] },
): ShownTrial {
	const { seed, trial: number, tuning, changes } = how;
	const reloads = changes.map((change, i) => ({
		...{ atMs: change.atMs, routers: routersOf(change.spec) },
		hosts: reloadedHosts(changes[i - 1]?.spec ?? spec, change.spec),
	}));
	if (reloads.some(({ hosts }) => hosts.length === 0)) {
		const problem = 'no host’s keepalived reads another file than before';
		throw new InputError([{ file: 'page', field: 'the files as they are now', problem, fix: 'Edit a keepalived.conf first' }]);
	}
	let events: TimelineEvent[] = [];
	const [outcome] = simulateTrials(
		{ ...trialsOf(spec, drill, { seed, from: number, count: 1, tuning }), changes },
		(_, recording) => {
			events = recording.events().map(eventWithoutSecrets);
			return 'the run’s folder, where `vipdrill run` keeps it';
		},
	);
	if (!outcome?.trial) {
		const problem = outcome?.failed?.message ?? 'it could not be simulated';
		throw new InputError([{ file: `drill ${drill.name}`, field: `trial ${number}`, problem, fix: 'Look at another trial' }]);
	}
	const trial = withoutSecrets(pageTrial(outcome.trial, events, CELL_MS));
	const hosts = spec.hosts.map(({ name }) => name);
	return { trial, steps: stepsOf(events, spec.vip, routersOf(spec), reloads), hosts, vip: spec.vip };
}

/** Simulates one class of failures, as `vipdrill guarantee` does with this seed. */
export function simulatedClass(
	spec: ClusterSpec,
	drills: readonly DrillSpec[],
	{ id, ...how }: { id: string; trials: number; seed: string; tuning: Tuning },
): Promise<Simulated> {
	const here: Pick<TrialPool, 'runAll'> = {
		runAll: async (batches, sum) => batches.map((batch, index) => sum(simulateTrials(batch), index)),
	};
	const classes = classesOf(spec).filter((one) => one.id === id);
	return simulateClasses(spec, drills, { ...how, calibration: 'the calibration that ships' }, here, { classes });
}

/** What strains are put on. Throws InputError where the simulator has no model of one on this cluster, as `vipdrill survive` does. */
export function worldOf(spec: ClusterSpec, tuning: Tuning, strains: readonly string[]): World {
	const asked = strainsOf(spec).filter(({ id }) => strains.includes(id));
	const [first, ...others] = asked.flatMap((strain) =>
		SIM_KIND.refuses(strain.at(strain.ladder[1] ?? 1, { spec, tuning }, USUAL.limits).drill, spec),
	);
	if (first) throw new InputError([first, ...others]);
	return { spec, tuning };
}

/** What some trials of a cell measured; null for one that ended with an error. */
export const simulatedPart = ({ cell, from, count }: CellPart): (TrialMeasurements | null)[] =>
	simulateTrials(trialsOf(cell.spec, cell.drill, { seed: cell.seed, from, count, tuning: cell.tuning })).map(
		({ trial }) => trial?.measurements ?? null,
	);

/** Several classes that were simulated apart, as if together. */
export function together(parts: readonly Simulated[]): Simulated | null {
	const [first] = parts;
	if (!first) return null;
	const gapMs = Math.max(...parts.map(({ noise }) => noise.gapMs));
	return { ...first, noise: { ...first.noise, gapMs }, byDrill: new Map(parts.flatMap(({ byDrill }) => [...byDrill])) };
}
