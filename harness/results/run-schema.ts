import { z } from 'zod';
import { ERROR_CODES, InputError } from '../base/errors.ts';
import type { Equal, Plain } from '../base/same-type.ts';
import { INVARIANTS, type InvariantId } from '../gate/invariants.ts';
import { count, measurements, nullableNumber, nullableString, sortKeys } from '../metrics/measurements-shape.ts';
import { drillSpec } from '../scenario/drill-shape.ts';
import { LAB_NAMES } from '../timeline/environment.ts';
import { RUN_SCHEMA_VERSION, type RunReport, type TrialReport } from './run-report.ts';
import { storedAs, storedJson } from './stored.ts';

const verdict = z.enum(['pass', 'fail', 'inconclusive']);
const isoTime = z.iso.datetime();

const judged = z.strictObject({ title: z.string(), asked: z.string(), got: z.string(), outcome: verdict });

/** Relative to the run folder, and in it. */
const pathInside = z
	.string()
	.regex(/^(?!\/)(?!(.*\/)?\.\.(\/|$))/, "this path leaves the run's folder")
	.nullable();

/** Absent where the run had one engine, and in runs from before there could be several. */
const engine = z.exactOptional(z.string());

const trial = z.strictObject({
	trial: z.int().positive(),
	seed: z.string(),
	engine,
	timeline: pathInside,
	capture: pathInside,
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
	engine,
	code: z.enum(ERROR_CODES),
	message: z.string(),
	phase: z.enum(['steady', 'observe', 'heal', 'settled']).nullable(),
	cameBack: z.boolean(),
	timeline: pathInside,
});

/** Absent where everything was run, and in runs from before they were written trial by trial. */
const interrupted = z.exactOptional(z.strictObject({ done: count, of: count }));
const untilCi = z.exactOptional(z.strictObject({ widthMs: z.number(), maxTrials: count }));

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
	untilCi,
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

const runEngine = z.strictObject({
	name: z.string(),
	labs: z.int().positive(),
	version: z.exactOptional(z.string()),
	kernel: z.exactOptional(z.string()),
	cpus: z.exactOptional(z.number()),
	memoryBytes: z.exactOptional(z.number()),
	lost: z.exactOptional(z.string()),
});

const environment = z.strictObject({
	lab: z.enum(LAB_NAMES),
	engine: z.strictObject({
		provider: z.string(),
		asked: z.exactOptional(z.string()),
		reason: z.exactOptional(z.string()),
		version: z.string(),
		kernel: z.string(),
		operatingSystem: z.string(),
		cpus: z.number(),
		memoryBytes: z.number(),
		boot: z.exactOptional(z.string()),
	}),
	engines: z.exactOptional(z.array(runEngine)),
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

const clusterHost = z.strictObject({
	name: z.string(),
	address: z.string(),
	role: z.string(),
	priority: nullableNumber,
	masterDownIntervalMs: nullableNumber,
	advertIntMs: nullableNumber,
	// Absent in runs from before drills had more than one kind of fault.
	skewMs: nullableNumber.default(null),
	preempt: z.boolean().nullable().default(null),
});

const cluster = z.strictObject({
	name: z.string(),
	vip: z.string(),
	subnet: z.string(),
	hosts: z.array(clusterHost),
	otherVips: z.exactOptional(z.array(z.strictObject({ vip: z.string(), hosts: z.array(clusterHost) }))),
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

/** Stops the compiler where schema and type drift apart; part by part, for it gives up comparing a few levels down. */
true satisfies Equal<Plain<z.infer<typeof runSchema>>, Plain<RunReport>>;
true satisfies Equal<Plain<z.infer<typeof trial>>, Plain<TrialReport>>;

/** The JSON Schema (draft 2020-12) of run.json, for publication. */
export function runJsonSchema(): Record<string, unknown> {
	return { ...z.toJSONSchema(runSchema), title: 'vipdrill run.json' };
}

/** Reads run.json, also of a version that lacked some fields. Throws InputError with every wrong field, or for a newer version; `file` names it. */
export function parseRunReport(json: string, file = 'run.json'): RunReport {
	const about = { file, whole: 'run' };
	const value = storedJson(json, { ...about, fix: 'Give the run.json of a finished run' });
	const stored = z.object({ schemaVersion: z.number() }).safeParse(value).data?.schemaVersion;
	if (stored !== undefined && stored > RUN_SCHEMA_VERSION) throw newer(stored, file);
	const fix = `Give a run.json of schemaVersion ${RUN_SCHEMA_VERSION}`;
	return storedAs(runSchema, inTodaysWords(value), { ...about, fix });
}

/** Until 2026-11 a drill's `remedy` was called `mend`. */
function inTodaysWords(value: unknown): unknown {
	const isRecord = (one: unknown): one is Record<string, unknown> => typeof one === 'object' && one !== null;
	if (!isRecord(value) || !Array.isArray(value.drills)) return value;
	const drills = value.drills.map((drill: unknown) => {
		if (!isRecord(drill) || !isRecord(drill.spec) || !('mend' in drill.spec)) return drill;
		const { mend, ...spec } = drill.spec;
		return { ...drill, spec: { ...spec, remedy: mend } };
	});
	return { ...value, drills };
}

function newer(stored: number, file: string): InputError {
	const problem = `a newer vipdrill wrote it; this one reads up to version ${RUN_SCHEMA_VERSION}`;
	return new InputError([{ file, field: 'schemaVersion', value: stored, problem, fix: 'Use that vipdrill, or a newer one' }]);
}
