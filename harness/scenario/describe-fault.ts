import { descriptorOf, type Fault } from './faults/index.ts';
import { describeTarget, type Target } from './target.ts';

/** Every target that a fault names, by its parameter. */
export const namedTargets = (fault: Fault): Readonly<Record<string, Target>> => ({
	...('target' in fault ? { target: fault.target } : {}),
	...descriptorOf(fault).otherTargets?.(fault),
});

/** Every target that a fault names. */
export const targetsOf = (fault: Fault): Target[] => Object.values(namedTargets(fault));

/** Whom a fault hits, as a drill writes it: `master()`; the whole service or the segment where it has no target. */
export const describeTargetOf = (fault: Fault): string =>
	'target' in fault ? describeTarget(fault.target) : (descriptorOf(fault).whom ?? 'the service');

/** A fault and whom it hit, in words. */
export const describeHit = (fault: Fault, hosts: readonly string[]): string =>
	`${fault.kind} on ${hosts.length > 0 ? hosts.join(', ') : describeTargetOf(fault)}`;

/** What there is to say of a fault beside its kind and target, in words; undefined where there is nothing. */
export const describeDetail = (fault: Fault): string | undefined => descriptorOf(fault).detail?.(fault);
