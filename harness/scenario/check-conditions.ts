import { backgroundOf } from './conditions.ts';
import type { DrillProblem } from './drill-problem.ts';
import { descriptorOf, type Fault } from './faults/index.ts';
import { msOf } from './ranges.ts';
import type { DrillSpec } from './spec.ts';

/** Faults that queue on a host's NIC themselves: the kernel has room for one queue there. */
const QUEUEING: readonly Fault['kind'][] = ['packet-delay', 'packet-loss', 'rate-limit', 'background'];

/** What of a drill's conditions is out of its range, or cannot go together with its faults. */
export function conditionProblems({ conditions, faults }: DrillSpec): DrillProblem[] {
	if (conditions === undefined) return [];
	const fault = backgroundOf(conditions);
	if (fault === null)
		return [
			{
				field: 'conditions',
				problem: 'there are none',
				fix: "Write for instance conditions: { latency: '5ms' }, or leave it out",
			},
		];
	const problems = descriptorOf(fault).problems?.(fault, 'conditions') ?? [];
	const { latency, jitter, loss } = conditions;
	const queues = [latency, jitter].some((one) => one !== undefined && msOf(one) !== 0) || (loss ?? 0) > 0;
	const clashing = queues
		? faults.flatMap(({ inject }, index) => (QUEUEING.includes(inject.kind) ? [{ index, inject }] : []))
		: [];
	return [
		...problems,
		...clashing.map(({ index, inject }) => ({
			field: `faults[${index}].inject`,
			value: inject.kind,
			problem: 'it wants the queue of a NIC that conditions of the network have already',
			fix: 'Leave latency, jitter and loss out of the conditions of this drill',
		})),
	];
}
