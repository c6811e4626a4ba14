import fc from 'fast-check';
import { parseDurationMs } from '../../base/units.ts';
import type { Allowance, DrillSpec, FaultStep } from '../../scenario/spec.ts';
import type { Target } from '../../scenario/target.ts';
import { classOf, type FaultClass } from './fault-classes.ts';

/** Faults begin within so many seconds, and last at most as many. */
const LAST_BEGIN_S = 12;
const LONGEST_S = 10;
const MOST_FAULTS = 4;
/** What a fault's end may add to a split: who was cut off must be heard again. */
const HEAL_MS = 6000;

/** A schedule of faults out of these classes, on these targets, in time order. It shrinks to fewer, earlier and shorter ones. */
export function anySchedule(classes: readonly FaultClass[], targets: fc.Arbitrary<Target>): fc.Arbitrary<FaultStep[]> {
	const step = fc
		.record({
			kind: fc.constantFrom(...classes),
			target: targets,
			atS: fc.nat(LAST_BEGIN_S),
			lastsS: fc.integer({ min: 1, max: LONGEST_S }),
		})
		.chain(({ kind, target, atS, lastsS }) =>
			kind.make(target).map((inject): FaultStep => {
				const at = { at: `${atS}s` as const, inject };
				return kind.lasts ? { ...at, lasts: `${lastsS}s` as const } : at;
			}),
		);
	return fc
		.array(step, { minLength: 1, maxLength: MOST_FAULTS })
		.map((steps) => steps.toSorted((a, b) => parseDurationMs(a.at) - parseDurationMs(b.at)));
}

/** A schedule as a drill, which asks nothing but that the invariants hold. */
export function drillOf(
	name: string,
	faults: readonly FaultStep[],
	{ event, hypothesis }: { event: string; hypothesis: string },
): DrillSpec {
	const allow = allowanceOf(faults);
	return {
		name,
		event,
		hypothesis,
		steady: '3s',
		observe: '20s',
		faults: [...faults],
		settle: '10s',
		load: { ratePerSecond: 20, keepAliveRatePerSecond: 0, timeout: '1s' },
		expect: [],
		...(allow ? { allow } : {}),
	};
}

/** Hosts that cannot hear each other must both take themselves for the owner: no configuration of VRRP helps. */
function allowanceOf(faults: readonly FaultStep[]): Allowance | null {
	const splitMs = faults
		.filter(({ inject }) => classOf(inject).splits)
		.map(({ lasts }) => parseDurationMs(lasts ?? '0s') + HEAL_MS)
		.reduce((sum, ms) => sum + ms, 0);
	return splitMs === 0
		? null
		: { dualOwner: `${splitMs / 1000}s`, because: 'hosts that cannot hear each other must both become owner' };
}
