import { didYouMean } from '../base/did-you-mean.ts';
import type { Duration } from '../base/units.ts';
import { metricOf } from '../metrics/metric-catalog.ts';
import { metricKind, SINGLE_METRICS } from '../metrics/metric-paths.ts';
import { conditionProblems } from './check-conditions.ts';
import { namedTargets } from './describe-fault.ts';
import type { DrillProblem } from './drill-problem.ts';
import type { Expectation } from './expectation.ts';
import { descriptorOf, type Fault } from './faults/index.ts';
import { durationProblems, numberProblems, targetProblems } from './ranges.ts';
import { sloError } from './slo-file.ts';
import type { DrillSpec, LoadSpec } from './spec.ts';

/** More requests a second than one client can send on time. */
const FASTEST = 10_000;

/** All values of a drill of the right form that are out of their range, and what names nothing. */
export function rangeProblems(drill: DrillSpec): DrillProblem[] {
	const { name, steady, observe, settle, allow = {} } = drill;
	const problems: DrillProblem[] = [];
	if (!/^[a-z0-9][a-z0-9-]*$/.test(name)) {
		const fix = 'Use lower-case letters, digits and dashes: files are named after it';
		problems.push({ field: 'name', value: name, problem: 'this makes no name', fix });
	}
	problems.push(...durationProblems('steady', steady, { above: true }));
	problems.push(...durationProblems('settle', settle));
	if (observe !== undefined) problems.push(...durationProblems('observe', observe, { above: true }));
	if (drill.faults.length === 0 && observe === undefined)
		problems.push({
			field: 'observe',
			problem: 'it is missing, and without faults nothing else says how long to watch',
			fix: "Say how long, for instance observe: '10s', or write faults",
		});
	for (const [index, { at, inject, lasts }] of drill.faults.entries()) {
		const place = `faults[${index}]`;
		problems.push(...durationProblems(`${place}.at`, at));
		if (lasts !== undefined) problems.push(...durationProblems(`${place}.lasts`, lasts));
		problems.push(...faultProblems(`${place}.inject`, inject));
	}
	problems.push(...conditionProblems(drill), ...loadProblems(drill.load));
	for (const key of ['dualOwner', 'noOwner', 'deafOwner'] as const) {
		const bound = (allow as Record<string, Duration | undefined>)[key];
		if (bound !== undefined) problems.push(...durationProblems(`allow.${key}`, bound));
	}
	for (const [index, expectation] of drill.expect.entries()) {
		problems.push(...expectationProblems(`expect[${index}]`, expectation));
		problems.push(...probeProblems(`expect[${index}].metric`, expectation.metric, drill.load.probes ?? []));
	}
	for (const text of drill.slo ?? []) {
		const error = sloError(text);
		if (error) problems.push({ field: 'slo', value: text, column: error.column, problem: error.problem, fix: error.fix });
		else problems.push(...probeProblems('slo', text.trim(), drill.load.probes ?? []));
	}
	return problems;
}

function faultProblems(place: string, fault: Fault): DrillProblem[] {
	const targets = Object.entries(namedTargets(fault)).flatMap(([name, target]) => targetProblems(`${place}.${name}`, target));
	return [...targets, ...(descriptorOf(fault).problems?.(fault, place) ?? [])];
}

function loadProblems(load: LoadSpec): DrillProblem[] {
	return [
		...numberProblems('load.ratePerSecond', load.ratePerSecond, 'rate', { above: true, max: FASTEST }),
		...numberProblems('load.keepAliveRatePerSecond', load.keepAliveRatePerSecond, 'rate', { max: FASTEST }),
		...durationProblems('load.timeout', load.timeout, { above: true, max: 600_000 }),
		...(load.clients?.length === 0
			? [{ field: 'load.clients', problem: 'there are none', fix: "Write ['segment'], ['routed'] or both, or leave it out" }]
			: []),
		...(load.probes?.flatMap((name, index) => twiceProblems(load.probes ?? [], name, index)) ?? []),
	];
}

function twiceProblems(names: readonly string[], name: string, index: number): DrillProblem[] {
	if (names.indexOf(name) === index) return [];
	return [{ field: `load.probes[${index}]`, value: name, problem: 'it is named twice', fix: 'Name each probe once' }];
}

/** A figure of a probe that does not ask in this drill. */
function probeProblems(field: string, text: string, asked: readonly string[]): DrillProblem[] {
	const [, probe] = /^probes\.([^.]+)\./.exec(text) ?? [];
	if (probe === undefined || asked.includes(probe)) return [];
	const problem = `the probe ${probe} does not ask in this drill`;
	const fix = `Write load: { …, probes: [${[...asked, probe].map((name) => `'${name}'`).join(', ')}] }`;
	return [{ field, value: text.slice(0, 100), problem, fix }];
}

function expectationProblems(place: string, { metric, check }: Expectation): DrillProblem[] {
	const field = `${place}.metric`;
	const kind = metricKind(metric);
	const value = metric.slice(0, 100);
	if (kind === null) return [{ field, value, problem: 'there is no such metric', fix: metricFix(metric) }];
	if (kind === 'group') {
		const inside = SINGLE_METRICS.find((path) => path.startsWith(`${metric}.`)) ?? `${metric}.docker1`;
		return [{ field, value, problem: 'it stands for several values', fix: `Name one of them, for instance ${inside}` }];
	}
	const limit = 'atMost' in check || 'atLeast' in check || 'withinTheory' in check;
	if (limit && kind !== 'number')
		return [{ field, value, problem: 'it is no number, so it has no bounds', fix: 'Use equals, or isNextInLine' }];
	if ('isNextInLine' in check && kind !== 'word')
		return [{ field, value, problem: 'it names no host', fix: "Use every('newOwner').isNextInLine(…)" }];
	if ('withinTheory' in check && check.withinTheory.slackMs < 0) {
		const fix = "Write how far beside theory it may be, for instance withinTheory('100ms', …)";
		return [{ field: `${place}.check.withinTheory.slackMs`, value: check.withinTheory.slackMs, problem: 'it is negative', fix }];
	}
	const wanted = { number: 'number', word: 'string', truth: 'boolean' }[kind];
	if ('equals' in check && typeof check.equals !== wanted) {
		const problem = `${value} is a ${kind === 'truth' ? 'yes or no' : kind}, and is never equal to this`;
		return [{ field: `${place}.check.equals`, value: check.equals, problem, fix: `Compare it with a ${wanted}` }];
	}
	return [];
}

function metricFix(metric: string): string {
	const named = metricOf(metric)?.path;
	const meant = named ?? (metric.length <= 100 ? didYouMean(metric, SINGLE_METRICS) : null);
	return meant === null ? 'Name one that `vipdrill metrics` lists, by its path' : `Did you mean ${meant}`;
}
