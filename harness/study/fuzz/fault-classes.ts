import fc from 'fast-check';
import type { FaultDescriptor, FuzzDraw } from '../../scenario/faults/descriptor.ts';
import { FAULTS, type Fault, type FaultKind } from '../../scenario/faults/index.ts';
import { backup, leader, master, type Target } from '../../scenario/target.ts';

/** A kind of fault that schedules are made of. */
export interface FaultClass extends Pick<FuzzDraw, 'lasts' | 'recoversMs' | 'splits'> {
	name: FaultKind;
	make: (target: Target) => fc.Arbitrary<Fault>;
}

/** What fuzzing draws from, the mildest first: all whose descriptor says how. */
export const FAULT_CLASSES: readonly FaultClass[] = Object.values(FAULTS)
	.flatMap(({ kind, fuzz }: FaultDescriptor) => (fuzz ? [{ kind: kind as FaultKind, fuzz }] : []))
	.sort((a, b) => a.fuzz.weight - b.fuzz.weight)
	.map(({ kind, fuzz: { values = {}, ...draw } }) => ({ ...draw, name: kind, make: (target) => anyOf(kind, target, values) }));

/** Any fault of a kind, its parameters out of these values. */
function anyOf(kind: FaultKind, target: Target, values: Readonly<Record<string, readonly unknown[]>>): fc.Arbitrary<Fault> {
	const simplest = Object.fromEntries(Object.entries(values).map(([name, [first]]) => [name, first]));
	const open = Object.entries(values).filter(([, each]) => each.length > 1);
	return parametersOf(open).map((drawn) => ({ kind, target, ...simplest, ...drawn }) as Fault);
}

/** fast-check's `record` rolls a die of its own, so that one parameter alone is drawn without it. */
function parametersOf(open: readonly [name: string, values: readonly unknown[]][]): fc.Arbitrary<Record<string, unknown>> {
	const [only, ...others] = open.map(([name, values]) => [name, anyValue(values)] as const);
	if (!only) return fc.constant({});
	if (others.length === 0) return only[1].map((value) => ({ [only[0]]: value }));
	return fc.record(Object.fromEntries([only, ...others]));
}

const anyValue = (values: readonly unknown[]): fc.Arbitrary<unknown> =>
	typeof values[0] === 'boolean' ? fc.boolean() : fc.constantFrom(...values);

/** The class of a fault. Throws RangeError for one that fuzzing does not draw. */
export function classOf({ kind }: Fault): FaultClass {
	const found = FAULT_CLASSES.find(({ name }) => name === kind);
	if (!found) throw new RangeError(`fuzzing does not draw ${kind}`);
	return found;
}

/** Whom faults hit; the first is what shrinking tends to. */
export const anyTarget: fc.Arbitrary<Target> = fc.constantFrom(master(), backup(1), backup(2), leader());
