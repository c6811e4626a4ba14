import type { OutageWindow, TrialMeasurements } from '../metrics/measurements.ts';
import type { FaultStep } from '../scenario/spec.ts';
import type { FaultEvent } from '../timeline/event.ts';
import type { SampleStream } from '../timeline/sample-stream.ts';
import { measureClientArp } from './client-arp.ts';
import { longestDeafOwner } from './deaf-owner.ts';
import { measureDualOwner } from './dual-owner.ts';
import { measureFailback } from './failback.ts';
import { measureHttp } from './http.ts';
import { measureKeepAlive } from './keep-alive.ts';
import { measureMesh } from './mesh.ts';
import { longestWithoutOwner } from './no-owner.ts';
import { measureOtherVips, type OtherVip } from './other-vips.ts';
import { ownershipIntervals, ownershipTimes } from './ownership.ts';
import { type Prepared, streamOf } from './prepared.ts';
import { presentOwners } from './present-owners.ts';
import { measureProbes } from './probes.ts';
import { roundMs } from './round.ts';
import type { Span, TrialSpans } from './spans.ts';
import { measureSwarm } from './swarm.ts';
import { measureTakeover, type Takeover } from './takeover.ts';
import { type TheoryByHost, takeoverTheory } from './theory.ts';
import { theoryKind } from './theory-kind.ts';
import { judgeTrust, pinnedInteriors, type Requests } from './trust.ts';

/** What a timeline does not say itself. */
export interface MeasureContext {
	/** The floating IP, without prefix. */
	vip: string;
	theoryByHost: TheoryByHost;
	/** The floating IPs beside it. */
	otherVips?: readonly OtherVip[];
	/** The drill's faults, in the order of their indices. */
	faults: readonly FaultStep[];
}

/**
 * Everything one trial's timeline says, from its first fault to the last undoing, or without a fault over what was observed. What
 * did not happen or was not seen is null. A trial with neither measures nothing but dual ownership, and is not
 * trusted.
 */
export function measureTrial(timeline: Prepared, context: MeasureContext): TrialMeasurements {
	const { occasions: sorted, spans } = timeline;
	const { fault, undone, faulty, healing, observed } = spans;
	const intervals = ownershipIntervals(sorted, context.vip);
	const present = presentOwners(intervals, timeline, context.faults);
	const takeover = measureTakeover(sorted, intervals, spans, context.vip);
	const { toGarpMs, toGoodbyeMs } = takeover;
	const fresh = streamOf(timeline, 'fresh', 'segment');
	const keepAlive = streamOf(timeline, 'keepalive', 'segment');
	const routed = streamOf(timeline, 'fresh', 'routed');
	const http = measureHttp(fresh, observed);
	const httpRouted = routed.length === 0 ? null : measureHttp(routed, observed);
	const vipSeen = intervals.length > 0;
	return {
		takeoverMs: roundMs(toGarpMs),
		takeoverFromGoodbyeMs: toGarpMs === null || toGoodbyeMs === null ? null : roundMs(toGarpMs - toGoodbyeMs),
		takeoverUncertaintyMs: fault?.uncertaintyMs ?? null,
		takeoverToVipMs: roundMs(takeover.toVipMs),
		takeoverToAdvertMs: roundMs(takeover.toAdvertMs),
		formerOwner: takeover.formerOwner,
		newOwner: takeover.newOwner,
		faultPhase: takeover.phase,
		vipAbsentMs: vipSeen && observed ? roundMs(ownershipTimes(intervals, observed).absentMs) : null,
		dualOwnerMs: vipSeen ? roundMs(ownershipTimes(intervals, spans.trial).dualMs) : null,
		dualOwner: measureDualOwner(sorted, intervals, fresh, spans.trial, context.vip),
		noOwnerMs: longestWithoutOwner(timeline, present, {
			hosts: Object.keys(context.theoryByHost),
			steps: context.faults,
		}),
		deafOwnerMs: observed && longestDeafOwner(fresh, present, { fromMs: observed.fromMs, toMs: spans.trial.toMs }),
		otherVips: measureOtherVips(timeline, context.otherVips ?? [], context.faults),
		arp: measureClientArp(sorted, intervals, spans.trial, context.vip),
		http,
		httpKeepAlive: measureHttp(keepAlive, observed),
		httpRouted,
		probes: measureProbes(timeline.probes, spans),
		keepAlive: fault && faulty ? measureKeepAlive(keepAlive, fault, faulty) : null,
		failback: undone && healing ? measureFailback(intervals, fresh, undone, healing, takeover.formerOwner) : null,
		mesh: measureMesh(sorted, spans, http),
		swarm: measureSwarm(sorted, spans.faults),
		theory: takeoverTheory(takeover, context.theoryByHost, theoryKind(fault ? context.faults[fault.index]?.inject : undefined)),
		trust: judgeTrust({
			events: sorted,
			fresh: before(fresh, undone),
			keepAlive: before(keepAlive, undone),
			routed: before(routed, undone),
			interiors: pinnedInteriors(http.outages, { stream: fresh, rows: fresh.all }),
			critical: criticalSpan(spans, takeover, [...http.outages, ...(httpRouted?.outages ?? [])]),
			steadyUntilMs: fault?.askedMs ?? null,
			faults: { planned: context.faults.length, injected: new Set(spans.faults.map(({ index }) => index)).size },
			vipSeen,
		}),
	};
}

const before = (stream: SampleStream, undone: FaultEvent | null): Requests => ({
	stream,
	rows: { from: 0, to: stream.firstDueFrom(undone?.askedMs ?? Number.POSITIVE_INFINITY) },
});

/**
 * From the first fault being asked for until both the VIP and the service were back; to the last undoing where one was not, and with several
 * faults, for only the first one's takeover is measured. Without a fault, all that was observed.
 */
function criticalSpan({ fault, faults, faulty, observed }: TrialSpans, takeover: Takeover, outages: OutageWindow[]): Span | null {
	if (!fault || !faulty) return observed;
	const vipBackMs = takeover.toGarpMs === null || faults.length > 1 ? faulty.toMs : fault.atMs + takeover.toGarpMs;
	const httpBackMs = outages.map((o) => o.firstGoodMs ?? faulty.toMs);
	return { fromMs: fault.askedMs, toMs: Math.max(vipBackMs, ...httpBackMs) };
}
