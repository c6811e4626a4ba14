import { z } from 'zod';
import type { Equal, Plain } from '../base/same-type.ts';
import { CLIENTS } from '../timeline/requests.ts';
import type { FaultDescriptor } from './faults/descriptor.ts';
import { FAULTS, type Fault } from './faults/index.ts';
import type { Shapes } from './faults/shapes.ts';
import type { DrillSpec } from './spec.ts';

const duration = z.templateLiteral([z.number(), z.enum(['us', 'ms', 's', 'm', 'h'])]);

const target = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('master'), vip: z.int().min(1).exactOptional() }),
	z.strictObject({ kind: z.literal('leader') }),
	z.strictObject({ kind: z.literal('backup'), rank: z.number() }),
	z.strictObject({ kind: z.literal('host'), name: z.string() }),
	z.strictObject({ kind: z.literal('everyone') }),
]);

/** What the parameters of faults are made of, in zod. */
const shapes: Shapes = {
	target,
	traffic: z.enum(['all', 'vrrp', 'swarm']),
	direction: z.enum(['out', 'in', 'both']),
	duration,
	number: z.number(),
	count: z.int().nonnegative(),
	boolean: z.boolean(),
	string: z.string(),
	segment: z.string().nullable().default(null),
	settings: z.record(z.string(), z.union([z.string(), z.number()])),
	oneOf: (...words) => z.enum(words),
	targetOr: (...words) => z.union([target, z.enum(words)]),
};

const [first, ...others] = Object.values(FAULTS).map(({ kind, parameters }: FaultDescriptor) =>
	z.strictObject({ kind: z.literal(kind), ...(parameters(shapes) as z.ZodRawShape) }),
);
// Each descriptor's type is made of its parameters, which the compiler cannot follow through the list.
const fault = z.discriminatedUnion('kind', [first as NonNullable<typeof first>, ...others]) as unknown as z.ZodType<Fault>;

const check = z.union([
	z.strictObject({ atMost: z.number() }),
	z.strictObject({ atLeast: z.number() }),
	z.strictObject({ equals: z.union([z.string(), z.number(), z.boolean()]) }),
	z.strictObject({ withinTheory: z.strictObject({ slackMs: z.number() }) }),
	z.strictObject({ isNextInLine: z.literal(true) }),
]);

/**
 * The shape of a drill as data: it reads stored runs, and `checkDrill` holds what people write against it. Ranges are not in it, so that what
 * an older vipdrill took can still be read.
 */
export const drillSpec = z.strictObject({
	name: z.string(),
	event: z.string(),
	hypothesis: z.string(),
	starts: z.exactOptional(z.enum(['served', 'converged'])),
	needs: z.exactOptional(z.literal('mesh')),
	steady: duration,
	observe: z.exactOptional(duration),
	faults: z.array(
		z.strictObject({
			at: duration,
			once: z.exactOptional(z.literal('healthy')),
			phase: z.exactOptional(z.enum(['random', 'none'])),
			inject: fault,
			lasts: z.exactOptional(duration),
		}),
	),
	settle: duration,
	load: z.strictObject({
		ratePerSecond: z.number(),
		keepAliveRatePerSecond: z.number(),
		timeout: duration,
		clients: z.exactOptional(z.array(z.enum(CLIENTS))),
		probes: z.exactOptional(z.array(z.string())),
	}),
	expect: z.array(
		z.strictObject({ title: z.string(), metric: z.string(), of: z.enum(['every', 'min', 'p50', 'p95', 'max']), check }),
	),
	slo: z.exactOptional(z.array(z.string())),
	conditions: z.exactOptional(
		z.strictObject({
			latency: z.exactOptional(duration),
			jitter: z.exactOptional(duration),
			loss: z.exactOptional(z.number()),
			cpu: z.exactOptional(z.number()),
			disk: z.exactOptional(z.number()),
		}),
	),
	leader: z.exactOptional(z.literal('apart')),
	allow: z.exactOptional(
		z.strictObject({
			dualOwner: z.exactOptional(duration),
			noOwner: z.exactOptional(duration),
			deafOwner: z.exactOptional(duration),
			because: z.string(),
		}),
	),
	remedy: z.exactOptional(z.strictObject({ why: z.string(), lines: z.array(z.string()) })),
});

true satisfies Equal<Plain<z.infer<typeof drillSpec>>, Plain<DrillSpec>>;
