import { InputError, type InputProblem } from '../base/errors.ts';
import type { ClusterSpec } from '../cluster/spec.ts';
import type { LabKind } from '../labs/lab.ts';
import { hostProblems } from '../scenario/check-hosts.ts';
import { inDrill } from '../scenario/drill-problem.ts';
import type { DrillSpec } from '../scenario/spec.ts';

/** A drill that a cluster has nothing for, and the first reason. */
export interface LeftOut {
	drill: string;
	why: string;
}

/** What a cluster or a kind of lab lacks for a drill, the first of it; undefined where it fits. */
export const misfit = (drill: DrillSpec, spec: ClusterSpec, kind: LabKind): InputProblem | undefined =>
	[...hostProblems(drill, spec).map((one) => inDrill(drill, one)), ...kind.refuses(drill, spec)][0];

/** Parts drills that nobody asked for by name (`--all`) into those that fit a cluster and a kind of lab, and those that are left out. Throws InputError, with each reason, where none fits. */
export function fittingDrills(
	drills: readonly DrillSpec[],
	spec: ClusterSpec,
	kind: LabKind,
): { fitting: DrillSpec[]; leftOut: LeftOut[] } {
	const looked = drills.map((drill) => ({ drill, problem: misfit(drill, spec, kind) }));
	const fitting = looked.flatMap(({ drill, problem }) => (problem ? [] : [drill]));
	const [first, ...others] = looked.flatMap(({ problem }) => problem ?? []);
	if (first && fitting.length === 0) throw new InputError([first, ...others]);
	const leftOut = looked.flatMap(({ drill, problem }) => (problem ? [{ drill: drill.name, why: problem.problem }] : []));
	return { fitting, leftOut };
}
