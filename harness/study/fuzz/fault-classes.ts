import fc from 'fast-check';
import { hasSwarm } from '../../cluster/nodes.ts';
import type { ClusterSpec } from '../../cluster/spec.ts';
import { instanceForVip } from '../../cluster/theory.ts';
import type { FaultDescriptor, FuzzDraw } from '../../scenario/faults/descriptor.ts';
import { descriptorOf, FAULTS, type Fault, type FaultKind } from '../../scenario/faults/index.ts';
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

/** Those that a cluster has something for: without a swarm, none of the swarm's. */
export const classesFor = (spec: ClusterSpec): FaultClass[] =>
	FAULT_CLASSES.filter(({ name }) => hasSwarm(spec) || !descriptorOf({ kind: name }).needsSwarm);

/** Whom faults hit; the first is what shrinking tends to. Only who may be somebody: without a swarm there is no leader, behind two hosts for the VIP no second. */
export function anyTarget(spec: ClusterSpec): fc.Arbitrary<Target> {
	const inLine = spec.hosts.filter((host) => instanceForVip(host, spec.vip)).length;
	const backups = [1, 2].filter((rank) => rank < inLine).map(backup);
	return fc.constantFrom<Target[]>(master(), ...backups, ...(hasSwarm(spec) ? [leader()] : []));
}
