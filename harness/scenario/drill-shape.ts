import { z } from 'zod';
import type { Equal, Plain } from '../base/same-type.ts';
import type { DrillSpec } from './spec.ts';

const duration = z.templateLiteral([z.number(), z.enum(['us', 'ms', 's', 'm', 'h'])]);

const target = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('master') }),
	z.strictObject({ kind: z.literal('leader') }),
	z.strictObject({ kind: z.literal('backup'), rank: z.number() }),
	z.strictObject({ kind: z.literal('host'), name: z.string() }),
	z.strictObject({ kind: z.literal('everyone') }),
]);

const noTarget = <K extends string>(kind: K) => z.strictObject({ kind: z.literal(kind) });
const targeted = <K extends string>(kind: K) => z.strictObject({ kind: z.literal(kind), target });
const traffic = z.enum(['all', 'vrrp', 'swarm']);
const direction = z.enum(['out', 'in', 'both']);

const fault = z.discriminatedUnion('kind', [
	targeted('power-loss'),
	targeted('reboot'),
	targeted('freeze'),
	targeted('cpu-starve').extend({ cpus: z.number() }),
	targeted('raft-disk-full'),
	targeted('keepalived-stop'),
	targeted('keepalived-restart'),
	targeted('keepalived-reload').extend({ set: z.record(z.string(), z.union([z.string(), z.number()])) }),
	targeted('keepalived-kill').extend({ part: z.enum(['child', 'parent', 'both']) }),
	targeted('keepalived-pause'),
	targeted('check-fails').extend({ script: z.string() }),
	targeted('dockerd-stop'),
	targeted('dockerd-kill').extend({ respawn: z.boolean() }),
	targeted('task-kill'),
	noTarget('service-update'),
	noTarget('service-scale').extend({ replicas: z.int().nonnegative() }),
	targeted('node-drain'),
	targeted('node-demote'),
	targeted('link-down').extend({ how: z.enum(['carrier', 'admin']) }),
	targeted('link-flap').extend({ down: duration, up: duration }),
	targeted('partition').extend({
		from: z.union([target, z.enum(['others', 'everyone'])]),
		traffic,
		direction,
		how: z.enum(['drop', 'reject']),
	}),
	targeted('packet-loss').extend({ percent: z.number(), traffic, direction }),
	targeted('packet-delay').extend({
		direction,
		delay: duration,
		jitter: duration,
		duplicatePercent: z.number(),
		reorderPercent: z.number(),
	}),
	targeted('rate-limit').extend({ bitsPerSecond: z.number() }),
	targeted('vip-delete'),
]);

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
		clients: z.exactOptional(z.array(z.enum(['segment', 'routed']))),
	}),
	expect: z.array(
		z.strictObject({ title: z.string(), metric: z.string(), of: z.enum(['every', 'min', 'p50', 'p95', 'max']), check }),
	),
	slo: z.exactOptional(z.array(z.string())),
	leader: z.exactOptional(z.literal('apart')),
	allow: z.exactOptional(
		z.strictObject({
			dualOwner: z.exactOptional(duration),
			noOwner: z.exactOptional(duration),
			deafOwner: z.exactOptional(duration),
			because: z.string(),
		}),
	),
	mend: z.exactOptional(z.strictObject({ why: z.string(), lines: z.array(z.string()) })),
});

true satisfies Equal<Plain<z.infer<typeof drillSpec>>, Plain<DrillSpec>>;
