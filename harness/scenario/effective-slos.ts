import { parseSlo } from './slo.ts';
import type { SloFile } from './slo-file.ts';
import type { DrillSpec } from './spec.ts';

/**
 * A drill with all objectives that count for it: those that a slo.yaml gives it by name, its own, and those for every drill. One that asks
 * the same metric and statistic for the same side takes the place of a more general one. Throws SloSyntaxError for one that cannot be read.
 */
export function withSlos(drill: DrillSpec, file: SloFile | null): DrillSpec {
	const named = file && Object.hasOwn(file.byDrill, drill.name) ? (file.byDrill[drill.name] ?? []) : [];
	const levels = [named, drill.slo ?? [], file?.forEveryDrill ?? []];
	const seen = new Set<string>();
	const kept = levels.flatMap((level) => {
		const fresh = level.filter((text) => !seen.has(subjectOf(text)));
		for (const text of level) seen.add(subjectOf(text));
		return fresh;
	});
	return kept.length === 0 ? drill : { ...drill, slo: kept };
}

function subjectOf(text: string): string {
	const { metric, of, operator } = parseSlo(text);
	return `${metric.path} ${of} ${operator.charAt(0)}`;
}
