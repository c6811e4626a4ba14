import type { TheoryKind } from '../../metrics/measurements.ts';
import type { DrillProblem } from '../drill-problem.ts';
import type { Target } from '../target.ts';
import type { OutputOf, Shape, Shapes } from './shapes.ts';

/** Any fault, as far as all have something in common. */
interface AnyFault {
	kind: string;
}

/** The parameters of a kind by name, the target among them. */
type Parameters = (shapes: Shapes) => Readonly<Record<string, Shape<unknown>>>;

/** The type of a fault as data: its kind, and the values of its parameters. */
export type FaultOf<K extends string, P extends Parameters> = { kind: K } & {
	-readonly [Name in keyof ReturnType<P>]: OutputOf<ReturnType<P>[Name]>;
};

/**
 * What a fault does to a host, as far as it could be the VIP's owner. `cut-off`: nobody can reach it. `keepalived-ends`: its keepalived ends,
 * and may be back long before the fault is undone. `cannot-own`: it cannot take the VIP while the fault lasts.
 */
type HostEffect = 'cut-off' | 'keepalived-ends' | 'cannot-own';

/** How `fuzz` draws a kind. */
export interface FuzzDraw<F extends AnyFault = AnyFault> {
	/** Schedules shrink to faults of less weight; no two kinds have the same. */
	weight: number;
	/** Whether it lasts. One that does not is over at once, or undoes itself. */
	lasts: boolean;
	/** How long after its end the host is still not what it was, milliseconds. */
	recoversMs: number;
	/** It keeps hosts from hearing each other, so that two of them must take themselves for the owner. */
	splits?: boolean;
	/** Of each parameter but the target: what is drawn from. The first value is what shrinking tends to. */
	values?: { readonly [Name in Exclude<keyof F, 'kind' | 'target'>]: readonly F[Name][] };
}

/** One kind of fault: all that is known of it beside how labs inject it. */
export interface FaultDescriptor<F extends AnyFault = AnyFault> {
	kind: F['kind'];
	parameters: Parameters;
	/** What drills call. */
	build: (...parameters: never[]) => F;
	/** How a drill writes the call. */
	call: string;
	/** What it does; one sentence. */
	does: string;
	/** How it is undone; one sentence. */
	undone: string;
	/** What there is to say of a fault beside its kind and target, in words. */
	detail?(fault: F): string;
	/** Whom it hits where it has no target: every task of the service, or the segment and no host. */
	whom?: 'the service' | 'the segment';
	/** Hosts that it names beside its target, by parameter. */
	otherTargets?(fault: F): Readonly<Record<string, Target>>;
	/** Values of the right form that are out of their range. `place` is the fault's path in the drill. */
	problems?(fault: F, place: string): DrillProblem[];
	/** Which of VRRP's predictions holds where it makes another host take the VIP over; by default neither. */
	theory?(fault: F): TheoryKind | null;
	/** By default it leaves a host able to take the VIP. */
	hostEffects?(fault: F): readonly HostEffect[];
	/** It acts on dockerd or the swarm, so a cluster without a swarm has nothing for it. */
	needsSwarm?: true;
	/** How a drawing shows a host that it hits; by default as under a fault. */
	look?: 'frozen' | 'cut';
	/** Absent where fuzzing does not draw it. */
	fuzz?: FuzzDraw<F>;
}
