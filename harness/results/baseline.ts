import { isDeepStrictEqual } from 'node:util';
import { type CompareOptions, compareDrills, type MetricChange } from '../gate/baseline/compare-drills.ts';
import { changesVerdict, DEFAULT_RULE, type GateRule, undecided } from '../gate/baseline/verdict.ts';
import type { Verdict } from '../gate/verdict.ts';
import { countTrials, formatList } from '../gate/wording.ts';
import { formatMetric } from '../metrics/metric.ts';
import { backgroundOf, describeConditions } from '../scenario/conditions.ts';
import { BASELINE_SCHEMA_VERSION, type BaselineReport, type RunIdentity } from './baseline-schema.ts';
import type { DrillReport, RunReport } from './run-report.ts';

/**
 * Holds a run against an earlier one: every drill that both have, metric by metric. Runs in another lab, or with the service published in
 * another way, measure another thing; they are not compared, and the verdict is inconclusive.
 */
export function compareWithBaseline(
	before: RunReport,
	after: RunReport,
	{ rule = DEFAULT_RULE, ...options }: CompareOptions & { rule?: GateRule } = {},
): BaselineReport {
	const head = { schemaVersion: BASELINE_SCHEMA_VERSION, before: identityOf(before), after: identityOf(after) } as const;
	const other = incomparable(before, after) ?? otherConditions(before, after);
	if (other !== null) return { ...head, verdict: 'inconclusive', because: other, warnings: [], changes: [], caveats: [] };
	const shared = after.drills.flatMap((drill) => {
		const earlier = before.drills.find(({ name }) => name === drill.name);
		return earlier ? [{ earlier, drill }] : [];
	});
	const changes = compareDrills(
		shared.map(({ earlier, drill }) => ({
			drill: drill.name,
			before: earlier.trials.map(({ measurements }) => measurements),
			after: drill.trials.map(({ measurements }) => measurements),
			sameLots: before.seed === after.seed && isDeepStrictEqual(askedBy(earlier), askedBy(drill)) ? sameLots(earlier, drill) : [],
		})),
		options,
	);
	const verdict = changesVerdict(changes, rule);
	const caveats = [
		...machineCaveats(before, after),
		...shared.flatMap(({ earlier, drill }) => drillCaveats(earlier, drill)),
		...missing(before, after, 'the baseline'),
		...missing(after, before, 'the new run'),
	];
	return { ...head, verdict, because: becauseOf(verdict, changes, rule), warnings: warningsOf(changes), changes, caveats };
}

function identityOf({ id, cluster, startedAt, seed, vipdrillVersion }: RunReport): RunIdentity {
	return { id, cluster: cluster.name, startedAt, seed, vipdrillVersion };
}

function incomparable({ environment: a }: RunReport, { environment: b }: RunReport): string | null {
	if (a.publishMode !== b.publishMode)
		return `The service was published in ${a.publishMode} mode before and in ${b.publishMode} mode now, so the runs measure different things.`;
	return a.lab === b.lab ? null : `The baseline is of the ${a.lab} lab and the new run of the ${b.lab} lab.`;
}

/** A drill under other conditions is another one; absent where all are the same. */
function otherConditions(before: RunReport, after: RunReport): string | null {
	for (const { name, spec } of after.drills) {
		const earlier = before.drills.find((drill) => drill.name === name);
		if (!earlier || isDeepStrictEqual(backgroundOf(earlier.spec.conditions), backgroundOf(spec.conditions))) continue;
		const said = ({ conditions }: DrillReport['spec']) => describeConditions(conditions) ?? 'no conditions';
		return `${name} ran under ${said(earlier.spec)} before and under ${said(spec)} now, so the runs measure different things.`;
	}
	return null;
}

/** Other machines are slower or quicker by themselves. */
function machineCaveats({ environment: a }: RunReport, { environment: b }: RunReport): string[] {
	const facts = [
		['engine', a.engine.provider, b.engine.provider],
		['kernel', a.engine.kernel, b.engine.kernel],
		['number of CPUs', a.engine.cpus, b.engine.cpus],
		['Docker in the hosts', a.hosts.dockerVersion, b.hosts.dockerVersion],
		['keepalived', a.hosts.keepalivedVersion, b.hosts.keepalivedVersion],
	] as const;
	return facts.flatMap(([what, before, after]) =>
		before === after ? [] : [`The ${what} differs: ${before} before, ${after} now.`],
	);
}

/** What a drill does, without what is expected of it. */
const askedBy = ({ spec: { steady, observe, faults, settle, load, starts, leader, conditions } }: DrillReport) => ({
	...{ steady, observe, faults, settle, load, starts, leader, conditions },
});

/** The trials of one number, by their places: with one seed they drew the same lots. */
function sameLots(before: DrillReport, after: DrillReport): [number, number][] {
	return after.trials.flatMap(({ trial }, j): [number, number][] => {
		const i = before.trials.findIndex((other) => other.trial === trial);
		return i < 0 ? [] : [[i, j]];
	});
}

function drillCaveats(before: DrillReport, after: DrillReport): string[] {
	const lost = before.failedTrials.length + after.failedTrials.length;
	const untrusted = [...before.trials, ...after.trials].filter(({ measurements }) => !measurements.trust.trusted).length;
	return [
		...(isDeepStrictEqual(askedBy(before), askedBy(after))
			? []
			: [`${after.name} itself has changed: other faults, times or load.`]),
		...(lost > 0 ? [`${after.name}: in no figure, for it ended with an error: ${countTrials(lost)}.`] : []),
		...(untrusted > 0 ? [`${after.name}: in no figure, for it is not trusted: ${countTrials(untrusted)}.`] : []),
	];
}

function missing(has: RunReport, lacks: RunReport, who: string): string[] {
	const names = has.drills.map(({ name }) => name).filter((name) => !lacks.drills.some((drill) => drill.name === name));
	return names.length === 0 ? [] : [`Only ${who} has ${formatList(names)}.`];
}

function becauseOf(verdict: Verdict, changes: readonly MetricChange[], { unknown, proveSame }: GateRule): string {
	const of = (outcome: MetricChange['outcome']) => changes.filter((change) => change.outcome === outcome);
	const named = (some: readonly MetricChange[]) => formatList(some.map(({ drill, metric }) => `${metric} of ${drill}`));
	if (changes.length === 0) return 'No drill has measured anything in both runs.';
	if (verdict === 'fail') return `Worse: ${named(of('regression'))}.`;
	if (verdict === 'pass') {
		const unsure = undecided(changes).length;
		const but = unsure > 0 ? `; ${unsure} of those that decide could not be told` : '';
		return `None of ${changes.length} medians is proved to be worse by a size that matters${but}.`;
	}
	const gone = changes.filter(({ role, before, after }) => role === 'deciding' && (before.n === 0) !== (after.n === 0));
	if (!proveSame && unknown === 'warn') return `Only one of the runs has a value: ${named(gone)}.`;
	const open = of('unknown').filter(({ role }) => proveSame || role === 'deciding');
	const needed = open.map(({ trialsNeeded }) => trialsNeeded);
	const known = needed.filter((n) => n !== null);
	const most = known.length === needed.length ? ` ${Math.max(...known)} trials of each run would probably do.` : '';
	return `${open.length} of ${changes.length} medians may be worse by a size that matters; there are too few trials to tell.${most}`;
}

/** What a deciding metric that could not be told would have shown, one sentence each. */
function warningsOf(changes: readonly MetricChange[]): string[] {
	return undecided(changes).map(({ drill, metric, before, after, detectable, trialsNeeded }) => {
		const what = `${metric} of ${drill} could not be told (n = ${before.n} and ${after.n})`;
		const would = trialsNeeded === null ? '' : `; about ${trialsNeeded} trials of each run would tell`;
		if (detectable === null) return `${what}: with so few trials no worsening is proved, however great${would}.`;
		return `${what}: a worsening of ${formatMetric(metric, detectable)} would have shown in 4 of 5 such runs${would}.`;
	});
}
