import { z } from 'zod';
import type { Equal, Plain } from '../base/same-type.ts';
import { HTTP_OUTCOMES, PROBE_KINDS, PROBE_OUTCOMES } from '../timeline/requests.ts';
import type { TrialMeasurements } from './measurements.ts';

export const nullableNumber = z.number().nullable();
export const nullableString = z.string().nullable();
export const count = z.int().nonnegative();
const share = z.number().min(0).max(1);

/** Sorts the keys, so that the order in which they were found does not show. */
export const sortKeys = <T extends object>(value: T): T =>
	Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) as T;

const outage = z.strictObject({
	lastGoodMs: nullableNumber,
	firstGoodMs: nullableNumber,
	durationMs: z.number(),
	failed: count,
});

const outcomes = z.enum(HTTP_OUTCOMES);

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
	// Absent in runs from before degraded time was measured.
	degradedMs: nullableNumber.default(null),
	degradedFailed: count.default(0),
	degradedSent: count.default(0),
	degradedLossShare: share.nullable().default(null),
	lostMs: nullableNumber.default(null),
	answeredBy: z.record(z.string(), share).overwrite(sortKeys),
	latencyMs: z.strictObject({ p50: z.number(), p99: z.number(), max: z.number() }).nullable(),
});

const probe = z.strictObject({
	kind: z.enum(PROBE_KINDS),
	sent: count,
	ok: count,
	failed: count,
	notSent: count,
	failures: z.partialRecord(z.enum(PROBE_OUTCOMES), count).overwrite(sortKeys),
	availability: share.nullable(),
	resolutionMs: nullableNumber,
	outage: z.strictObject({ count, longestMs: nullableNumber, totalMs: nullableNumber }),
	outages: z.array(outage),
	degradedMs: nullableNumber,
	lostMs: nullableNumber,
	answeredBy: z.record(z.string(), share).overwrite(sortKeys),
	latencyMs: z.strictObject({ p50: z.number(), p99: z.number(), max: z.number() }).nullable(),
	cut: z.strictObject({ times: count, firstMs: nullableNumber }).nullable(),
	trust: z.strictObject({ trusted: z.boolean(), reasons: z.array(z.string()) }),
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
	leaderBefore: z.string().nullable().default(null),
	resolutionMs: z.number(),
});

const arp = z.strictObject({ staleMs: z.number(), longestStaleMs: z.number(), changes: count });

const otherVips = z.strictObject({
	takeoverMs: nullableNumber,
	vipAbsentMs: nullableNumber,
	dualOwnerMs: nullableNumber,
	returnMs: nullableNumber,
	each: z.record(
		z.string(),
		z.strictObject({
			takeoverMs: nullableNumber,
			takeoverToVipMs: nullableNumber,
			takeoverToAdvertMs: nullableNumber,
			formerOwner: nullableString,
			newOwner: nullableString,
			vipAbsentMs: nullableNumber,
			dualOwnerMs: nullableNumber,
			returnMs: nullableNumber,
			theory: theory.nullable(),
		}),
	),
});

/** The shape of TrialMeasurements, also as stored. A field that is absent (and then null) came after the first stored runs. */
export const measurements = z.strictObject({
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
	// Absent in runs from before a cluster could have several.
	otherVips: otherVips.nullable().default(null),
	arp: arp.nullable().default(null),
	http,
	httpKeepAlive: http,
	// Absent in runs from before there were routed clients.
	httpRouted: http.nullable().default(null),
	// Absent in runs from before there were probes.
	probes: z.record(z.string(), probe).overwrite(sortKeys).default({}),
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

true satisfies Equal<Plain<z.infer<typeof measurements>>, Plain<TrialMeasurements>>;
