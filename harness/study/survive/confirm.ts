import type { TrialMeasurements } from '../../metrics/measurements.ts';
import type { Confirmed, StrainResult } from './shape.ts';
import type { Harm, Limits, Strain } from './strain.ts';
import { countedOf } from './survive.ts';

/** A value at which real hosts are asked. */
export interface RealPoint {
	where: 'below' | 'at' | 'above';
	value: number;
	/** The name of its drill. */
	name: string;
}

/** The harm whose edge is confirmed, and three values around it: clear below, the greatest that is borne, clear above. Null where there is no edge. */
export function pointsOf(strain: Strain, { edges, probes }: StrainResult): { harm: Harm; points: RealPoint[] } | null {
	const edge = edges.find(({ borne, breaksAt }) => borne !== null && breaksAt !== null);
	if (!edge || edge.borne === null || edge.breaksAt === null) return null;
	const values = probes.map(({ value }) => value);
	const { borne, breaksAt } = edge;
	// Only where trials were simulated: both are then asked at the same value.
	const below = values.filter((value) => value <= 0.8 * borne).at(-1) ?? values[0] ?? borne;
	const above = values.find((value) => value >= 1.25 * breaksAt) ?? values.at(-1) ?? breaksAt;
	const points = [
		{ where: 'below' as const, value: below },
		{ where: 'at' as const, value: borne },
		{ where: 'above' as const, value: above },
	].map((point) => ({ ...point, name: `survive-${strain.id}-${point.where}` }));
	return { harm: edge.harm, points };
}

/** Holds what real hosts showed at each point against the simulated trials there. `real`: the trials by the drill's name. */
export function confirmed(
	{ strain, result, limits, confidence }: { strain: Strain; result: StrainResult; limits: Limits; confidence: number },
	{ harm, points }: { harm: Harm; points: readonly RealPoint[] },
	real: ReadonlyMap<string, readonly TrialMeasurements[]>,
	where: { engine: string; run: string },
): Confirmed {
	const held = points.map(({ where, value, name }) => {
		const trials = (real.get(name) ?? []).filter(({ trust }) => trust.trusted);
		const isHarmed = strain.harms[harm] ?? (() => false);
		const probe = result.probes.find((one) => one.value === value);
		const ofReal = countedOf(trials.filter((trial) => isHarmed(trial, limits)).length, trials.length, confidence);
		const simulated = countedOf(probe?.harmed[harm] ?? 0, probe?.trials ?? 0, confidence);
		return {
			where,
			value,
			real: ofReal,
			simulated,
			agree: ofReal.n === 0 ? null : ofReal.low <= simulated.high && simulated.low <= ofReal.high,
		};
	});
	const worst = held.some(({ agree }) => agree === false) ? false : held.some(({ agree }) => agree === null) ? null : true;
	return { harm, points: held, agree: worst, ...where };
}
