import { InputError } from '../../base/errors.ts';
import type { ClusterSpec } from '../../cluster/spec.ts';
import { INVARIANTS, type InvariantId } from '../../gate/invariants.ts';
import type { Tuning } from '../../labs/sim/tuning.ts';
import { type Summary, summarize } from '../../measure/summary.ts';
import { planTrial } from '../../scenario/plan.ts';
import type { DrillSpec } from '../../scenario/spec.ts';
import type { TrialPool } from '../../simulate/trial-pool.ts';
import type { SimOutcome } from '../../simulate/trials.ts';
import type { Point } from './design.ts';
import { setDrillFields, setFields } from './fields.ts';

/** What a drill came to at a point of the design. */
export interface SweepCell {
	drill: string;
	/** Trials that were measured, and that ended with an error. */
	n: number;
	failed: number;
	summary: Record<string, Summary>;
	/** In how many trials each invariant did not hold. */
	broken: Partial<Record<InvariantId, number>>;
}

/** A point of the design; `refused` is why keepalived would not have it, and there are no cells then. */
export interface SweepPoint {
	set: Point;
	refused: string | null;
	cells: SweepCell[];
}

/** Simulates drills at each point of a design, all from the same seed, so that points differ by nothing but their fields. */
export async function sweep(
	{ spec, tuning }: { spec: ClusterSpec; tuning: Tuning },
	{ points, drills, trials, seed }: { points: readonly Point[]; drills: readonly DrillSpec[]; trials: number; seed: string },
	pool: Pick<TrialPool, 'runAll'>,
	onDone: (done: number, of: number) => void,
): Promise<SweepPoint[]> {
	const results = points.map((set): SweepPoint & { varied: ReturnType<typeof setFields> | null } => {
		try {
			return { set, refused: null, cells: [], varied: setFields({ spec, tuning }, set) };
		} catch (error) {
			if (!(error instanceof InputError) || error.problems[0]?.file === 'command line') throw error;
			return { set, refused: error.message, cells: [], varied: null };
		}
	});
	const jobs = results.flatMap((point) =>
		point.varied ? drills.map((drill) => ({ point, varied: point.varied, drill: setDrillFields(drill, point.set) })) : [],
	);
	const batches = jobs.map(({ varied, drill }) => {
		const plans = Array.from({ length: trials }, (_, i) => {
			const { drill: _drill, ...plan } = planTrial(drill, seed, i + 1);
			return plan;
		});
		return { spec: varied?.spec ?? spec, tuning: varied?.tuning ?? tuning, drill, plans, keepIn: null };
	});
	let done = 0;
	const cells = await pool.runAll(batches, (outcomes, index) => {
		done += 1;
		onDone(done, batches.length);
		return cellOf(jobs[index]?.drill.name ?? '', outcomes);
	});
	for (const [index, { point }] of jobs.entries()) point.cells.push(cells[index] as SweepCell);
	return results.map(({ set, refused, cells }) => ({ set, refused, cells }));
}

function cellOf(drill: string, outcomes: readonly SimOutcome[]): SweepCell {
	const trials = outcomes.flatMap(({ trial }) => trial ?? []);
	const counts = Object.keys(INVARIANTS).map((key) => {
		const failed = trials.filter(({ invariants }) => invariants.some(({ id, outcome }) => id === key && outcome === 'fail'));
		return [key, failed.length] as const;
	});
	return {
		drill,
		n: trials.length,
		failed: outcomes.length - trials.length,
		summary: summarize(trials.map(({ measurements }) => measurements)),
		broken: Object.fromEntries(counts.filter(([, count]) => count > 0)),
	};
}
