import { didYouMean } from '../base/did-you-mean.ts';
import type { ClusterSpec } from '../cluster/spec.ts';
import { instanceForVip } from '../cluster/theory.ts';
import { namedTargets } from './describe-fault.ts';
import type { DrillProblem } from './drill-problem.ts';
import { probeProblems } from './probes-asked.ts';
import type { DrillSpec } from './spec.ts';
import type { Target } from './target.ts';

/** What of a drill a cluster has not: hosts by name, places in line for the VIP, and probes. */
export function hostProblems(drill: DrillSpec, spec: ClusterSpec): DrillProblem[] {
	const targets = drill.faults.flatMap(({ inject }, index) =>
		Object.entries(namedTargets(inject)).flatMap(([name, target]) =>
			targetProblems(`faults[${index}].inject.${name}`, target, spec),
		),
	);
	return [...targets, ...probeProblems(drill, spec)];
}

function targetProblems(place: string, target: Target, spec: ClusterSpec): DrillProblem[] {
	if (target.kind === 'host') {
		const names = spec.hosts.map(({ name }) => name);
		if (names.includes(target.name)) return [];
		const meant = didYouMean(target.name, names);
		const fix = `${meant === null ? '' : `Did you mean ${meant}? `}The hosts are ${names.join(', ')}`;
		return [{ field: `${place}.name`, value: target.name, problem: `no host of ${spec.name} has this name`, fix }];
	}
	if (target.kind !== 'backup') return [];
	const candidates = spec.hosts.filter((host) => instanceForVip(host, spec.vip)).length;
	if (target.rank < candidates) return [];
	const problem = `${spec.name} has ${candidates} hosts for the VIP, so nobody is that far behind`;
	const fix = candidates < 2 ? 'Hit another host' : `Write a rank from 1 to ${candidates - 1}`;
	return [{ field: `${place}.rank`, value: target.rank, problem, fix }];
}
