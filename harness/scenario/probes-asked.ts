import { didYouMean } from '../base/did-you-mean.ts';
import type { ProbeSpec } from '../cluster/probe-spec.ts';
import type { ClusterSpec } from '../cluster/spec.ts';
import type { DrillProblem } from './drill-problem.ts';
import type { DrillSpec, LoadSpec } from './spec.ts';

/** The probes that ask in a drill, in the order of its load; those that the cluster has not are left out. */
export function probesAsked({ probes = [] }: Pick<LoadSpec, 'probes'>, spec: Pick<ClusterSpec, 'probes'>): ProbeSpec[] {
	return probes.flatMap((name) => spec.probes.find((probe) => probe.name === name) ?? []);
}

/** The probes that a drill names and the cluster has not. */
export function missingProbes({ load }: Pick<DrillSpec, 'load'>, spec: Pick<ClusterSpec, 'probes'>): string[] {
	return (load.probes ?? []).filter((name) => !spec.probes.some((probe) => probe.name === name));
}

/** The same as problems. */
export function probeProblems(drill: DrillSpec, spec: Pick<ClusterSpec, 'probes' | 'name'>): DrillProblem[] {
	const known = spec.probes.map(({ name }) => name);
	return missingProbes(drill, spec).map((name) => {
		const meant = didYouMean(name, known);
		const has = known.length === 0 ? 'Write it into probes of cluster.yaml' : `The probes are ${known.join(', ')}`;
		const fix = `${meant === null ? '' : `Did you mean ${meant}? `}${has}`;
		const field = `load.probes[${(drill.load.probes ?? []).indexOf(name)}]`;
		return { field, value: name, problem: `no probe of ${spec.name} has this name`, fix };
	});
}
