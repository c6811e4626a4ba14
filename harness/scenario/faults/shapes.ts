import type { Duration } from '../../base/units.ts';
import type { Target } from '../target.ts';

/** What is cut or disturbed: everything (ARP too), VRRP's advertisements, or Swarm's ports (2377, 7946, 4789). */
export type Traffic = 'all' | 'vrrp' | 'swarm';
/** As seen from the target: what it sends, what it receives, or both. */
export type Direction = 'out' | 'in' | 'both';

/** A schema for values of one type; zod's are of this form. Authors of scenarios get these types, and need no zod for them. */
export interface Shape<out T> {
	readonly _zod: { readonly output: T };
}

/** The type of the values that a schema lets through. */
export type OutputOf<S> = S extends Shape<infer T> ? T : never;

/**
 * What the parameters of faults are made of. A descriptor is handed it when a schema is wanted, so that who only builds faults or draws them
 * loads no zod.
 */
export interface Shapes {
	target: Shape<Target>;
	traffic: Shape<Traffic>;
	direction: Shape<Direction>;
	duration: Shape<Duration>;
	number: Shape<number>;
	/** A whole number, 0 or more. */
	count: Shape<number>;
	boolean: Shape<boolean>;
	string: Shape<string>;
	/** A segment of the cluster's `networks` by its name; null, and where nothing is written, for the customers'. */
	segment: Shape<string | null>;
	/** Numbers or texts by name. */
	settings: Shape<Record<string, string | number>>;
	oneOf<const T extends string>(...words: readonly [T, ...T[]]): Shape<T>;
	/** A target, or one of these words. */
	targetOr<const T extends string>(...words: readonly [T, ...T[]]): Shape<Target | T>;
}
