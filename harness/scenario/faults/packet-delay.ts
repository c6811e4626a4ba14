import type { Duration } from '../../base/units.ts';
import type { DrillProblem } from '../drill-problem.ts';
import { durationProblems, msOf, percentProblems } from '../ranges.ts';
import type { Target } from '../target.ts';
import type { FaultDescriptor, FaultOf } from './descriptor.ts';
import type { Direction, Shapes } from './shapes.ts';
import { WAY } from './words.ts';

const LONGEST_MS = 60_000;

const parameters = ({ target, direction, duration, number }: Shapes) => ({
	target,
	direction,
	delay: duration,
	jitter: duration,
	duplicatePercent: number,
	reorderPercent: number,
});

interface DelayOptions {
	jitter?: Duration;
	duplicatePercent?: number;
	/** Share of packets that overtake those before them; needs a delay. */
	reorderPercent?: number;
	direction?: Direction;
}
export type PacketDelay = FaultOf<'packet-delay', typeof parameters>;

/** The target's packets are delayed, and duplicated or reordered where asked (tc-netem). Needs `sch_netem` in the engine's kernel. */
export const packetDelay = (target: Target, delay: Duration, options: DelayOptions = {}): PacketDelay => ({
	kind: 'packet-delay',
	target,
	delay,
	jitter: '0ms',
	duplicatePercent: 0,
	reorderPercent: 0,
	direction: 'both',
	...options,
});

/** See packetDelay. */
export const packetDelayFault: FaultDescriptor<PacketDelay> = {
	kind: 'packet-delay',
	parameters,
	build: packetDelay,
	call: 'packetDelay(target, delay, { jitter, duplicatePercent, reorderPercent })',
	does: "The host's packets are delayed, and duplicated or reordered where asked.",
	undone: 'The queue is removed.',
	detail: ({ delay, jitter, duplicatePercent, reorderPercent, direction }) =>
		`${delay} ± ${jitter}, ${duplicatePercent} % twice, ${reorderPercent} % reordered, ${WAY[direction]}`,
	problems: (fault, place) => [
		...durationProblems(`${place}.delay`, fault.delay, { max: LONGEST_MS }),
		...durationProblems(`${place}.jitter`, fault.jitter, { max: LONGEST_MS }),
		...percentProblems(`${place}.duplicatePercent`, fault.duplicatePercent),
		...percentProblems(`${place}.reorderPercent`, fault.reorderPercent),
		...reorderProblems(place, fault),
	],
	look: 'cut',
};

/** Packets can only overtake those that wait (tc-netem(8)). */
function reorderProblems(place: string, { reorderPercent, delay }: PacketDelay): DrillProblem[] {
	if (reorderPercent === 0 || msOf(delay) !== 0) return [];
	const problem = 'packets can only overtake those that are delayed';
	return [{ field: `${place}.delay`, value: delay, problem, fix: "Write a delay, for instance '10ms', or reorderPercent: 0" }];
}
