import { z } from 'zod';

/** Bumped when a reader of a guarantee would have to change. */
export const GUARANTEE_SCHEMA_VERSION = 1;

const ms = z.number().nonnegative();
const count = z.int().nonnegative();

const range = z
	.strictObject({
		minMs: ms.describe('Not sooner.'),
		maxMs: ms.nullable().describe('Not later; null where nothing bounds it.'),
		unbounded: z.string().nullable().describe('Why no upper bound is known; null where one is.'),
	})
	.describe('Bounds that timers give, milliseconds, without the time that machines themselves need.');

const remedy = z.strictObject({
	why: z.string(),
	parts: z
		.array(
			z.strictObject({
				where: z.string().describe('The file, and the block in it, for instance keepalived.conf, in vrrp_instance VI_1.'),
				lines: z.array(z.string()),
			}),
		)
		.describe('Lines to add.'),
	note: z.string().nullable(),
});

export const theoryShape = z.strictObject({
	outcome: z
		.enum(['moves', 'may-move', 'stays', 'never', 'unknown'])
		.describe(
			'moves: another host takes over; may-move: it depends on the moment; stays: nothing need move; never: nobody serves, or two own the address, until somebody acts; unknown: the files do not tell.',
		),
	why: z.string().describe('One sentence.'),
	problem: z
		.enum(['nobody', 'deaf-owner', 'two-owners'])
		.nullable()
		.describe('Of never: nobody takes over, the owner cannot serve, or two hosts stay owners.'),
	takesOver: z.array(z.string()).describe('Hosts that may be first; several where that is chance.'),
	runnersUp: z
		.array(z.strictObject({ host: z.string(), behindMs: ms }))
		.describe(
			'The others, and by how much their timers expire later: a host that is late by that makes two owners for a moment.',
		),
	detection: range.nullable().describe('From the failure until the cluster acts on it; null where it does not.'),
	detectionIsSeen: z
		.boolean()
		.describe(
			'Whether trials show the detection: a silence and a goodbye are on the wire, a priority that falls is not asked for.',
		),
	takeover: range.nullable().describe('From the failure until another host has the floating IP.'),
	outage: range.nullable().describe('How long nobody is served; null where nothing at all is known.'),
	twoOwners: range.nullable().describe('How long two hosts hold the floating IP, where they must; null where they need not.'),
	sources: z.array(z.string()).describe('Where the figures come from.'),
	notes: z.array(z.string()),
	remedy: remedy.nullable(),
});

const figures = z.strictObject({ n: count, minMs: ms, medianMs: ms, maxMs: ms }).nullable();

const simulation = z.strictObject({
	trials: count.describe('That were measured.'),
	lastsMs: ms.describe("How long the drill's failure lasts."),
	failed: count.describe('That ended with an error and are in no figure.'),
	takesOver: z.record(z.string(), count).describe('Who was first to take over, and how often; `-` where nobody was.'),
	detection: figures,
	takeover: figures,
	outage: figures,
	twoOwners: figures,
	problems: z
		.strictObject({ nobody: count, 'deaf-owner': count, 'two-owners': count })
		.describe('In how many trials each held until the failure was undone.'),
	verdict: z.enum(['pass', 'fail', 'inconclusive']).describe("The drill's own."),
	because: z.string(),
});

const failureClass = z.strictObject({
	id: z.string(),
	failure: z.string(),
	drill: z.string().describe('The drill that shows it.'),
	command: z.string().describe('Runs it on real hosts.'),
	theory: theoryShape,
	simulation: simulation.nullable().describe('Null where nothing was simulated.'),
	agree: z
		.boolean()
		.nullable()
		.describe(
			'Whether all simulated trials are as theory says, within the noise; null where nothing was simulated, or it cannot be told.',
		),
	disagreements: z.array(z.string()),
	cannotTell: z.string().nullable().describe('Why simulated trials cannot be held against theory; null where they can.'),
});

const guarantee = z.strictObject({
	schemaVersion: z.literal(GUARANTEE_SCHEMA_VERSION),
	vipdrillVersion: z.string(),
	cluster: z.string(),
	vip: z.string(),
	owner: z.string().nullable().describe('Who holds the floating IP while all is well; null where nobody can.'),
	publishMode: z.enum(['ingress', 'host']),
	classes: z.array(failureClass),
	simulated: z
		.strictObject({
			trials: count.describe('Of each drill.'),
			seed: z.string(),
			calibration: z.string(),
			noiseMs: ms.describe('How far simulated machines may be from the bounds that timers give.'),
		})
		.nullable(),
	notCovered: z.array(z.string()),
});

export type Range = z.infer<typeof range>;
export type Remedy = z.infer<typeof remedy>;
export type Theory = z.infer<typeof theoryShape>;
export type Problem = NonNullable<Theory['problem']>;
export type Figures = z.infer<typeof figures>;
export type Simulation = z.infer<typeof simulation>;
export type GuaranteedClass = z.infer<typeof failureClass>;
/** What a cluster's design promises for each class of failure. */
export type Guarantee = z.infer<typeof guarantee>;

/** The JSON Schema (draft 2020-12) of a guarantee, for publication. */
export function guaranteeJsonSchema(): Record<string, unknown> {
	return { ...z.toJSONSchema(guarantee), title: 'vipdrill guarantee' };
}

/** A guarantee as JSON, with a line end. Throws ZodError on one that its own schema does not allow. */
export const renderGuarantee = (one: Guarantee): string => `${JSON.stringify(guarantee.parse(one), null, 2)}\n`;
