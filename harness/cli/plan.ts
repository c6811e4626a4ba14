import { findDrills } from '../load/find-drill.ts';
import { resolutionSentence } from '../report/wording.ts';
import { planJson } from '../results/plan-schema.ts';
import { describeDetail, describeTargetOf } from '../scenario/describe-fault.ts';
import { planTrial } from '../scenario/plan.ts';
import type { DrillSpec } from '../scenario/spec.ts';

/** Prints what a drill will do. */
export async function run(name: string, { trials, seed, json }: { trials: number; seed: string; json?: boolean }): Promise<void> {
	const drills = await findDrills(name);
	const plansOf = (drill: DrillSpec) => Array.from({ length: trials }, (_, i) => planTrial(drill, seed, i + 1));
	if (json) {
		process.stdout.write(planJson(drills.flatMap(plansOf)));
		return;
	}
	for (const drill of drills) {
		const plans = plansOf(drill);
		const observe = drill.observe ? ` observe ${drill.observe}` : '';
		console.log(
			`${drill.name}: ${drill.event}\n${drill.hypothesis}\nstarts ${drill.starts ?? 'served'}; steady ${drill.steady}, then${observe}`,
		);
		for (const { at, once, inject, lasts } of drill.faults) {
			const detail = describeDetail(inject);
			console.log(
				`  +${at}${once ? ', once healthy,' : ''}  ${inject.kind} ${describeTargetOf(inject)}${detail ? ` (${detail})` : ''} ${lasts ? `for ${lasts}` : 'to the end'}`,
			);
		}
		console.log(`heal, then settle ${drill.settle}; load ${resolutionSentence(drill)}`);
		if (drill.faults.length === 0) continue;
		for (const plan of plans) {
			const phases = plan.phases.map((phase) => (phase === null ? 'fixed' : `${(phase * 100).toFixed(1)} %`)).join(', ');
			console.log(`  trial ${plan.trial}: phase of the advertisement interval ${phases}`);
		}
	}
}
