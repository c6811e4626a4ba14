import fc from 'fast-check';
import { parseDurationMs } from '../../base/units.ts';
import type { ClusterSpec } from '../../cluster/spec.ts';
import { INVARIANTS, type InvariantId } from '../../gate/invariants.ts';
import { Random } from '../../labs/sim/random.ts';
import type { Tuning } from '../../labs/sim/tuning.ts';
import { describeDetail, describeTargetOf } from '../../scenario/describe-fault.ts';
import type { DrillSpec, FaultStep } from '../../scenario/spec.ts';
import { anyTarget, classesFor } from './fault-classes.ts';
import { type Broken, Judge } from './judge.ts';
import { anySchedule, drillOf } from './schedule.ts';

/** A schedule of faults, as short as it could be made, that breaks an invariant again and again. */
export interface Finding {
	name: string;
	invariant: InvariantId;
	drill: DrillSpec;
	/** In so many of `trials` simulated trials it did not hold. */
	broken: number;
	trials: number;
	/** What was asked, and got in the first of them. */
	asked: string;
	got: string;
	/** One sentence. */
	explained: string;
	/** With which trials 1 … `trials` are simulated again. */
	seed: string;
}

export interface FuzzOptions {
	/** Schedules to try. */
	runs: number;
	/** After so many findings it ends. */
	findings: number;
	seed: string;
	onDone: (done: number, of: number) => void;
	onFinding: (finding: Finding) => void;
	signal: AbortSignal;
}

/** Schedules of one subset of fault classes: swarm testing (Groce et al., ISSTA 2012) finds more than all classes at once. */
const RUNS_A_SUBSET = 25;
/** A schedule is a finding where the same invariant breaks in so many trials of as many: what chance does once in a while is none. */
const TRIALS_TO_BELIEVE = 3;
const CONFIRMED_IN = 20;

/** Tries random schedules until so many are tried or found. Each finding differs from those before in its invariant, or needs other faults. */
export async function fuzz(spec: ClusterSpec, tuning: Tuning, options: FuzzOptions): Promise<Finding[]> {
	const judge = new Judge(spec, tuning);
	const random = new Random(`fuzz\0${options.seed}`);
	const found: Finding[] = [];
	const [all, targets] = [classesFor(spec), anyTarget(spec)];
	for (let done = 0; done < options.runs && found.length < options.findings; done += RUNS_A_SUBSET) {
		options.onDone(done, options.runs);
		const subset = all.filter(() => random.next() < 0.3);
		const classes = subset.length > 0 ? subset : [all[random.below(all.length)] ?? expectOne()];
		const seed = random.below(2 ** 31);
		const isNew = (steps: readonly FaultStep[], { id }: Broken) => !found.some((other) => explains(other, steps, id));
		const breaks = (steps: readonly FaultStep[]) => {
			const first = brokenIn(judge, steps, options.seed, 1).filter((broken) => isNew(steps, broken));
			return first.filter(({ id }) => {
				for (let trial = 2; trial <= TRIALS_TO_BELIEVE; trial += 1)
					if (!brokenIn(judge, steps, options.seed, trial).some((broken) => broken.id === id)) return false;
				return true;
			});
		};
		const holds = async (steps: readonly FaultStep[]) => {
			// So that a signal is heard.
			await new Promise((resolve) => setImmediate(resolve));
			return options.signal.aborted || breaks(steps).length === 0;
		};
		const details = await fc.check(fc.asyncProperty(anySchedule(classes, targets), holds), {
			seed,
			numRuns: Math.min(RUNS_A_SUBSET, options.runs - done),
			includeErrorInReport: false,
		});
		options.signal.throwIfAborted();
		if (!details.failed || !details.counterexample) continue;
		const steps = soonest(details.counterexample[0], (tried) => breaks(tried).length > 0);
		const [broken] = breaks(steps);
		if (!broken) continue;
		const finding = findingOf(judge, steps, broken, options.seed);
		found.push(finding);
		options.onFinding(finding);
	}
	options.onDone(options.runs, options.runs);
	return found;
}

function expectOne(): never {
	throw new RangeError('there are no fault classes');
}

/** fast-check ends at its own local minimum; here each fault is left out once more. */
function soonest(steps: readonly FaultStep[], isFinding: (steps: readonly FaultStep[]) => boolean): FaultStep[] {
	for (const [index] of steps.entries()) {
		const fewer = steps.toSpliced(index, 1);
		if (fewer.length > 0 && isFinding(fewer)) return soonest(fewer, isFinding);
	}
	return [...steps];
}

function brokenIn(judge: Judge, steps: readonly FaultStep[], seed: string, trial: number): Broken[] {
	return judge.broken(drillOf('fuzz', steps, { event: '', hypothesis: '' }), seed, trial) ?? [];
}

/** A finding explains a schedule that holds all of its faults, whoever they hit and when. */
function explains(finding: Finding, steps: readonly FaultStep[], id: InvariantId): boolean {
	if (finding.invariant !== id) return false;
	const kinds = new Set(steps.map(keyOf));
	return finding.drill.faults.every((step) => kinds.has(keyOf(step)));
}

const keyOf = ({ inject }: FaultStep) => `${inject.kind} ${describeDetail(inject) ?? ''}`;

function findingOf(judge: Judge, steps: readonly FaultStep[], { id, asked, got }: Broken, seed: string): Finding {
	const kinds = steps.map(({ inject }) => ('part' in inject ? `${inject.kind}-${inject.part}` : inject.kind));
	const name = `${id}-${[...new Set(kinds)].join('-then-')}`;
	const hypothesis = `${INVARIANTS[id].charAt(0).toUpperCase()}${INVARIANTS[id].slice(1)}.`;
	const drill = drillOf(name, steps, { event: `${upper(steps.map(wordsOf).join(', then '))}.`, hypothesis });
	const trials = Array.from({ length: CONFIRMED_IN }, (_, i) => brokenIn(judge, steps, seed, i + 1));
	const broken = trials.filter((all) => all.some((one) => one.id === id)).length;
	const explained = `After ${steps.map(wordsOf).join(', then ')}: “${INVARIANTS[id]}” did not hold in ${broken} of ${CONFIRMED_IN} simulated trials; asked was ${asked}, got was ${got} in the first.`;
	return { name, invariant: id, drill, broken, trials: CONFIRMED_IN, asked, got, explained, seed };
}

const upper = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

function wordsOf({ inject, at, lasts }: FaultStep): string {
	const detail = describeDetail(inject);
	const what = `${inject.kind} of ${describeTargetOf(inject)}${detail === undefined ? '' : ` (${detail})`}`;
	const when = parseDurationMs(at) === 0 ? '' : ` after ${at}`;
	return `${what}${when}${lasts === undefined ? '' : ` for ${lasts}`}`;
}
