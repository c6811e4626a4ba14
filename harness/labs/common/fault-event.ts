import { describeDetail, describeTargetOf } from '../../scenario/describe-fault.ts';
import type { Fault } from '../../scenario/fault.ts';
import type { FaultEvent } from '../../timeline/event.ts';

/** The event of a fault that was injected or undone between two moments of the timeline's clock: at their middle, give or take half their distance. */
export function faultEvent(
	type: FaultEvent['type'],
	{ index, fault, hosts }: { index: number; fault: Fault; hosts: readonly string[] },
	{ askedMs, doneMs }: { askedMs: number; doneMs: number },
): FaultEvent {
	const detail = describeDetail(fault);
	return {
		type,
		atMs: (askedMs + doneMs) / 2,
		index,
		fault: fault.kind,
		...(detail === undefined ? {} : { detail }),
		target: describeTargetOf(fault),
		hosts: [...hosts],
		askedMs,
		doneMs,
		uncertaintyMs: (doneMs - askedMs) / 2,
	};
}
