import { formatMs } from '../base/units.ts';
import type { TrialMeasurements } from './measurements.ts';
import { metricsOf } from './metric-catalog.ts';

/** What a dotted path can lead to. */
export type MetricValue = number | string | boolean | null;

/** The numeric metrics that are summed up over these trials, as dotted paths into TrialMeasurements. */
export const numericMetrics = (trials: readonly TrialMeasurements[]): readonly string[] =>
	metricsOf(trials).map(({ path }) => path);

/** Whether the figure at a path can be believed: that of a probe only where the probe's own trust holds too. */
export function trustAt(
	{ trust, probes }: Pick<TrialMeasurements, 'trust' | 'probes'>,
	path: string,
): Pick<TrialMeasurements['trust'], 'trusted' | 'reasons'> {
	const [group, name = ''] = path.split('.');
	const own = group === 'probes' && Object.hasOwn(probes, name) ? probes[name]?.trust : undefined;
	return trust.trusted && own ? own : trust;
}

/** The value at a dotted path, for instance `http.outageMs`; null where it is missing, not a number, or no single value (a list or a group). */
export function metricAt(measurements: TrialMeasurements, path: string): MetricValue {
	const value = valueAt(measurements, path);
	if (typeof value === 'number') return Number.isFinite(value) ? value : null;
	return typeof value === 'string' || typeof value === 'boolean' ? value : null;
}

/** Every number at a dotted path: the value itself, or the numbers of a group, for instance of all survivors in `mesh.backendRemovedMs`. */
export function numbersAt(measurements: TrialMeasurements, path: string): number[] {
	const value = valueAt(measurements, path);
	const group = typeof value === 'object' && value !== null ? Object.values(value) : [value];
	return group.filter((member): member is number => typeof member === 'number' && Number.isFinite(member));
}

/** The same numbers, or null where the path leads nowhere or one of a group has no value: such a trial says less than it seems to. */
export function allNumbersAt(measurements: TrialMeasurements, path: string): number[] | null {
	const value = valueAt(measurements, path);
	const expected = typeof value === 'object' && value !== null ? Object.keys(value).length : 1;
	const numbers = numbersAt(measurements, path);
	return numbers.length === expected && expected > 0 ? numbers : null;
}

function valueAt(measurements: TrialMeasurements, path: string): unknown {
	let value: unknown = measurements;
	for (const key of path.split('.')) {
		if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return null;
		value = (value as Record<string, unknown>)[key];
	}
	return value;
}

/** A metric's value for people, by its name: `…Ms` and latencies as durations, availabilities and shares as per cent; `—` where there is none. */
export function formatMetric(path: string, value: MetricValue): string {
	if (typeof value !== 'number') return value === null ? '—' : String(value);
	if (path.endsWith('Ms') || path.includes('latencyMs.')) return formatMs(value);
	if (/availability|answeredBy|Share$/.test(path)) return formatShare(value);
	return Number.isInteger(value) ? String(value) : value.toFixed(2);
}

/** A share of 0–1 as per cent, rounded *down* to two decimals: only a full share reads `100 %`. */
export function formatShare(share: number | null): string {
	if (share === null) return '—';
	const percent = Math.floor(share * 10_000 + 1e-6) / 100;
	return `${percent === 100 || percent === 0 ? percent : percent.toFixed(2)} %`;
}
