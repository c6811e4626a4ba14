import { z } from 'zod';
import { ERROR_CODES, InputError, type InputProblem } from '../errors.ts';
import { INVARIANTS, type InvariantId } from '../gate/invariants.ts';
import type { TrialMeasurements } from '../measure/measurements.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import { RUN_SCHEMA_VERSION, type RunReport, type TrialReport } from './run-report.ts';

const verdict = z.enum(['pass', 'fail', 'inconclusive']);
const nullableNumber = z.number().nullable();
const nullableString = z.string().nullable();
const count = z.int().nonnegative();
const share = z.number().min(0).max(1);
const isoTime = z.iso.datetime();
const duration = z.templateLiteral([z.number(), z.enum(['us', 'ms', 's', 'm', 'h'])]);

/** Sorts the keys, so that the order in which they were found does not show. */
const sortKeys = <T extends object>(value: T): T =>
	Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) as T;

const outage = z.strictObject({
	lastGoodMs: nullableNumber,
	firstGoodMs: nullableNumber,
	durationMs: z.number(),
	failed: count,
});

const outcomes = z.enum(['ok', 'refused', 'unreachable', 'reset', 'timeout', 'bad-status', 'bad-body', 'not-sent']);

const http = z.strictObject({
	sent: count,
	ok: count,
	failed: count,
	notSent: count,
	failures: z.partialRecord(outcomes, count).overwrite(sortKeys),
	availability: share.nullable(),
	availabilityByTime: share.nullable(),
	windowMs: z.number(),
	resolutionMs: nullableNumber,
	outageMs: nullableNumber,
	outages: z.array(outage),
	tailMs: nullableNumber,
	tailFailed: count,
	tailSent: count,
	answeredBy: z.record(z.string(), share).overwrite(sortKeys),
	latencyMs: z.strictObject({ p50: z.number(), p99: z.number(), max: z.number() }).nullable(),
});

const failback = z.strictObject({
	returnMs: nullableNumber,
	newOwner: nullableString,
	vipAbsentMs: nullableNumber,
	dualOwnerMs: nullableNumber,
	http,
	roughBecause: nullableString.default(null),
});

const mesh = z.strictObject({
	backendRemovedMs: z.record(z.string(), nullableNumber).overwrite(sortKeys),
	removedByAllMs: nullableNumber,
	resolutionMs: nullableNumber,
	returnMs: z.record(z.string(), nullableNumber).overwrite(sortKeys).default({}),
	returnResolutionMs: nullableNumber.default(null),
	tailLossShare: share.nullable(),
	theory: z.strictObject({ removalMs: z.strictObject({ min: z.number(), max: z.number() }), lossShare: share }).nullable(),
});

const theory = z.strictObject({
	// Every fault was a crash once.
	kind: z.enum(['crash', 'goodbye']).default('crash'),
	host: z.string(),
	masterDownIntervalMs: z.number(),
	advertIntMs: z.number(),
	minMs: z.number(),
	maxMs: z.number(),
	predictedMs: nullableNumber,
});

const dualOwner = z.strictObject({
	windows: z.array(z.strictObject({ fromMs: z.number(), toMs: z.number(), hosts: z.array(z.string()) })),
	sent: count,
	failed: count,
	answeredBy: z.record(z.string(), share).overwrite(sortKeys),
	arpChanges: count.nullable(),
});

const keepAlive = z.strictObject({
	fate: z.enum(['survived', 'reset', 'hung']).nullable(),
	noticedMs: nullableNumber,
	goodAgainMs: nullableNumber,
});

const swarm = z.strictObject({
	leaderElectionMs: nullableNumber,
	nodeDownMs: nullableNumber,
	tasksReplacedMs: nullableNumber,
	resolutionMs: z.number(),
});

const arp = z.strictObject({ staleMs: z.number(), longestStaleMs: z.number(), changes: count });

/** A field that is absent (and then null) came after the first stored runs. */
const measurements = z.strictObject({
	takeoverMs: nullableNumber,
	// Absent in runs from before drills had more than one kind of fault.
	takeoverFromGoodbyeMs: nullableNumber.default(null),
	takeoverUncertaintyMs: nullableNumber,
	takeoverToVipMs: nullableNumber,
	takeoverToAdvertMs: nullableNumber,
	formerOwner: nullableString,
	newOwner: nullableString,
	faultPhase: share.nullable(),
	vipAbsentMs: nullableNumber,
	dualOwnerMs: nullableNumber,
	dualOwner: dualOwner.nullable().default(null),
	noOwnerMs: nullableNumber.default(null),
	deafOwnerMs: nullableNumber.default(null),
	arp: arp.nullable().default(null),
	http,
	httpKeepAlive: http,
	// Absent in runs from before there were routed clients.
	httpRouted: http.nullable().default(null),
	keepAlive: keepAlive.nullable().default(null),
	failback: failback.nullable(),
	// Absent in runs from before the mesh was measured.
	mesh: mesh.nullable().default(null),
	swarm: swarm.nullable().default(null),
	theory: theory.nullable(),
	trust: z.strictObject({
		trusted: z.boolean(),
		reasons: z.array(z.string()),
		taintedSamples: count,
		stalls: count,
		edgeStallMs: z.number().default(0),
	}),
});

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
	targeted('dockerd-stop'),
	targeted('dockerd-kill').extend({ respawn: z.boolean() }),
	targeted('task-kill'),
	noTarget('service-update'),
	noTarget('service-scale').extend({ replicas: count }),
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

/** The schema of a drill as data. */
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

const judged = z.strictObject({ title: z.string(), asked: z.string(), got: z.string(), outcome: verdict });

const trial = z.strictObject({
	trial: z.int().positive(),
	seed: z.string(),
	timeline: nullableString,
	capture: nullableString,
	faults: z.array(
		z.strictObject({
			fault: z.string(),
			detail: z.exactOptional(z.string()),
			target: z.string(),
			hosts: z.array(z.string()),
			askedMs: z.number(),
			doneMs: z.number(),
			atMs: z.number(),
			uncertaintyMs: z.number(),
			phase: nullableNumber,
		}),
	),
	measurements,
	invariants: z.array(judged.extend({ id: z.enum(Object.keys(INVARIANTS) as InvariantId[]) })).default([]),
});

const failedTrial = z.strictObject({
	trial: z.int().positive(),
	seed: z.string(),
	code: z.enum(ERROR_CODES),
	message: z.string(),
	phase: z.enum(['steady', 'observe', 'heal', 'settled']).nullable(),
	cameBack: z.boolean(),
	timeline: nullableString,
});

/** Absent where everything was run, and in runs from before they were written trial by trial. */
const interrupted = z.exactOptional(z.strictObject({ done: count, of: count }));

const summary = z.strictObject({ n: count, min: z.number(), p50: z.number(), p95: z.number(), max: z.number() });

const drill = z.strictObject({
	name: z.string(),
	event: z.string(),
	hypothesis: z.string(),
	spec: drillSpec,
	trials: z.array(trial),
	// Absent in runs from before a run went on after an error.
	failedTrials: z.array(failedTrial).default([]),
	interrupted,
	summary: z.record(z.string(), summary).overwrite(sortKeys),
	expectations: z.array(judged),
	// Absent in runs from before there were any.
	slos: z.array(judged).default([]),
	verdict,
	because: z.string(),
});

const meshProof = z.strictObject({
	tasks: z.record(z.string(), count).overwrite(sortKeys),
	identified: z.boolean(),
	hosts: z.array(
		z.strictObject({
			host: z.string(),
			requests: count,
			answers: z.record(z.string(), count).overwrite(sortKeys),
			backends: z.array(z.string()),
		}),
	),
});

const environment = z.strictObject({
	lab: z.enum(['docker', 'sim']),
	engine: z.strictObject({
		provider: z.string(),
		asked: z.exactOptional(z.string()),
		reason: z.exactOptional(z.string()),
		version: z.string(),
		kernel: z.string(),
		operatingSystem: z.string(),
		cpus: z.number(),
		memoryBytes: z.number(),
	}),
	hosts: z.strictObject({ dockerVersion: z.string(), keepalivedVersion: z.string() }),
	privileges: z.enum(['privileged', 'capability-set']),
	publishMode: z.enum(['ingress', 'host']),
	publishModeReason: nullableString,
	// Absent in runs from before the mesh was measured.
	meshProof: meshProof.nullable().default(null),
	// Absent in runs from before a drill could do without the proof.
	meshNotProved: nullableString.default(null),
	labs: z.exactOptional(z.int().min(2)),
	loadBefore: z.number(),
	loadAfter: nullableNumber,
	notTested: z.array(z.string()),
	bringUp: z.array(z.strictObject({ step: z.string(), durationMs: z.number() })),
});

const cluster = z.strictObject({
	name: z.string(),
	vip: z.string(),
	subnet: z.string(),
	hosts: z.array(
		z.strictObject({
			name: z.string(),
			address: z.string(),
			role: z.string(),
			priority: nullableNumber,
			masterDownIntervalMs: nullableNumber,
			advertIntMs: nullableNumber,
			// Absent in runs from before drills had more than one kind of fault.
			skewMs: nullableNumber.default(null),
			preempt: z.boolean().nullable().default(null),
		}),
	),
	service: z.strictObject({ name: z.string(), image: z.string(), replicas: nullableNumber, publishedPort: z.number() }),
	deviations: z.array(z.string()),
});

const shard = z.strictObject({
	index: z.int().positive(),
	of: z.int().positive(),
	drills: z.array(drillSpec),
	trials: z.int().positive(),
	untilCiMs: nullableNumber,
	rerun: z.string(),
	clusterHash: z.string(),
});

/** The schema of run.json: RunReport, field by field. Unknown fields are errors. Parsing puts the keys into the declared order. */
export const runSchema = z.strictObject({
	schemaVersion: z.literal(RUN_SCHEMA_VERSION),
	id: z.string(),
	startedAt: isoTime,
	finishedAt: isoTime,
	seed: z.string(),
	rerun: z.string(),
	shard: z.exactOptional(shard),
	vipdrillVersion: z.string(),
	git: z.strictObject({ commit: z.string(), dirty: z.boolean() }).nullable(),
	environment,
	cluster,
	interrupted,
	drills: z.array(drill),
	verdict,
});

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Spells a type out to the last field, so that aliases compare as what they stand for. */
type Plain<T> = T extends object ? { [K in keyof T]: Plain<T[K]> } : T;
/** Stops the compiler where schema and type drift apart; part by part, for it gives up comparing a few levels down. */
true satisfies Equal<Plain<z.infer<typeof runSchema>>, Plain<RunReport>>;
true satisfies Equal<Plain<z.infer<typeof trial>>, Plain<TrialReport>>;
true satisfies Equal<Plain<z.infer<typeof measurements>>, Plain<TrialMeasurements>>;
true satisfies Equal<Plain<z.infer<typeof drillSpec>>, Plain<DrillSpec>>;

/** The JSON Schema (draft 2020-12) of run.json, for publication. */
export function runJsonSchema(): Record<string, unknown> {
	return { ...z.toJSONSchema(runSchema), title: 'vipdrill run.json' };
}

/** Reads run.json, also of a version that lacked some fields. Throws InputError with every wrong field, or for a newer version; `file` names it. */
export function parseRunReport(json: string, file = 'run.json'): RunReport {
	let value: unknown;
	try {
		value = JSON.parse(json);
	} catch (error) {
		const problem = `not JSON: ${error instanceof Error ? error.message : String(error)}`;
		throw new InputError([{ file, field: 'run', problem, fix: 'Give the run.json of a finished run' }]);
	}
	const stored = z.object({ schemaVersion: z.number() }).safeParse(value).data?.schemaVersion;
	if (stored !== undefined && stored > RUN_SCHEMA_VERSION) throw newer(stored, file);
	const result = runSchema.safeParse(value);
	if (result.success) return result.data;
	const [first, ...others] = result.error.issues.map(
		(issue): InputProblem => ({
			file,
			field: issue.path.map(String).join('.') || 'run',
			problem: issue.message,
			fix: `Give a run.json of schemaVersion ${RUN_SCHEMA_VERSION}`,
		}),
	);
	throw first ? new InputError([first, ...others]) : result.error;
}

function newer(stored: number, file: string): InputError {
	const problem = `a newer vipdrill wrote it; this one reads up to version ${RUN_SCHEMA_VERSION}`;
	return new InputError([{ file, field: 'schemaVersion', value: stored, problem, fix: 'Use that vipdrill, or a newer one' }]);
}
