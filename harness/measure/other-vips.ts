import type { OtherVipsMeasurements, VipMeasurements } from '../metrics/measurements.ts';
import type { FaultStep } from '../scenario/spec.ts';
import { ownershipIntervals, ownershipTimes } from './ownership.ts';
import type { Prepared } from './prepared.ts';
import { roundMs } from './round.ts';
import { measureTakeover } from './takeover.ts';
import { type TheoryByHost, takeoverTheory } from './theory.ts';
import { theoryKind } from './theory-kind.ts';

/** A floating IP beside the one that customers ask, and what VRRP's timers say of each host for it. */
export interface OtherVip {
	vip: string;
	theoryByHost: TheoryByHost;
}

/** What the trial did to the other floating IPs, each by itself; null where there are none. The figures over all are the worst one's. */
export function measureOtherVips(
	timeline: Prepared,
	others: readonly OtherVip[],
	faults: readonly FaultStep[],
): OtherVipsMeasurements | null {
	if (others.length === 0) return null;
	const each = Object.fromEntries(others.map((other) => [other.vip, measureVip(timeline, other, faults)]));
	const worst = (of: (one: VipMeasurements) => number | null) => {
		const known = Object.values(each).flatMap((one) => of(one) ?? []);
		return known.length === 0 ? null : Math.max(...known);
	};
	return {
		takeoverMs: worst(({ takeoverMs }) => takeoverMs),
		vipAbsentMs: worst(({ vipAbsentMs }) => vipAbsentMs),
		dualOwnerMs: worst(({ dualOwnerMs }) => dualOwnerMs),
		returnMs: worst(({ returnMs }) => returnMs),
		each,
	};
}

function measureVip(
	{ occasions, spans }: Prepared,
	{ vip, theoryByHost }: OtherVip,
	faults: readonly FaultStep[],
): VipMeasurements {
	const { fault, undone, healing, observed, trial } = spans;
	const intervals = ownershipIntervals(occasions, vip);
	const takeover = measureTakeover(occasions, intervals, spans, vip);
	const seen = intervals.length > 0;
	const back =
		undone && healing
			? intervals.find(({ host, fromMs }) => host === takeover.formerOwner && fromMs >= undone.atMs && fromMs <= healing.toMs)
			: undefined;
	return {
		takeoverMs: roundMs(takeover.toGarpMs),
		takeoverToVipMs: roundMs(takeover.toVipMs),
		takeoverToAdvertMs: roundMs(takeover.toAdvertMs),
		formerOwner: takeover.formerOwner,
		newOwner: takeover.newOwner,
		vipAbsentMs: seen && observed ? roundMs(ownershipTimes(intervals, observed).absentMs) : null,
		dualOwnerMs: seen ? roundMs(ownershipTimes(intervals, trial).dualMs) : null,
		returnMs: undone && back?.startSeen ? roundMs(back.fromMs - undone.atMs) : null,
		theory: takeoverTheory(takeover, theoryByHost, theoryKind(fault ? faults[fault.index]?.inject : undefined)),
	};
}
