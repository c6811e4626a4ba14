import { didYouMean } from '../base/did-you-mean.ts';
import { type Duration, formatMs, parseDurationMs } from '../base/units.ts';
import { metricOf } from '../metrics/metric-catalog.ts';
import { metricKind, SINGLE_METRICS } from '../metrics/metric-paths.ts';
import type { DrillProblem } from './drill-problem.ts';
import type { Expectation } from './expectation.ts';
import type { Fault } from './fault.ts';
import { sloError } from './slo-file.ts';
import type { DrillSpec, LoadSpec } from './spec.ts';
import type { Target } from './target.ts';

/** A trial that takes longer than a day is a slip of the pen. */
const LONGEST_MS = 24 * 3_600_000;
/** More requests a second than one client can send on time. */
const FASTEST = 10_000;
/** A link that comes and goes faster is not what the kernel reports, and the simulator would be at it for hours. */
const SHORTEST_FLAP_MS = 10;
/** The kernel's smallest quota is 1 ms in a period of 100 ms (sched-bwc: min_cfs_quota_period). */
const LEAST_CPUS = 0.01;
const MOST_CPUS = 1024;
const MOST_REPLICAS = 1000;
/** tc counts whole bits a second, in 64 bits; no NIC does more. */
const MOST_BITS = 1e12;

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
	problems.push(...loadProblems(drill.load));
	for (const key of ['dualOwner', 'noOwner', 'deafOwner'] as const) {
		const bound = (allow as Record<string, Duration | undefined>)[key];
		if (bound !== undefined) problems.push(...durationProblems(`allow.${key}`, bound));
	}
	for (const [index, expectation] of drill.expect.entries())
		problems.push(...expectationProblems(`expect[${index}]`, expectation));
	for (const text of drill.slo ?? []) {
		const error = sloError(text);
		if (error) problems.push({ field: 'slo', value: text, column: error.column, problem: error.problem, fix: error.fix });
	}
	return problems;
}

interface Range {
	/** At least; 0 by default. */
	min?: number;
	/** Whether it must be above 0. */
	above?: boolean;
	max?: number;
}

function durationProblems(
	field: string,
	text: Duration,
	{ min = 0, above = false, max = LONGEST_MS }: Range = {},
): DrillProblem[] {
	const ms = msOf(text);
	const fix = `Write a duration from ${above ? 'above 0' : formatMs(min)} to ${formatMs(max)}, for instance '3s'`;
	if (ms === null) return [{ field, value: text, problem: 'it is not a duration', fix }];
	if (above && ms === 0) return [{ field, value: text, problem: 'it must be longer than nothing', fix }];
	if (ms < min) return [{ field, value: text, problem: 'it is too short', fix }];
	return ms > max ? [{ field, value: text, problem: 'it is too long', fix }] : [];
}

function msOf(text: string): number | null {
	try {
		return parseDurationMs(text);
	} catch {
		return null;
	}
}

function numberProblems(
	field: string,
	value: number,
	what: string,
	{ min = 0, above = false, max = 100 }: Range,
): DrillProblem[] {
	if (value <= max && (above ? value > 0 : value >= min)) return [];
	const from = above ? 'above 0' : String(min);
	return [{ field, value, problem: `this is no ${what}`, fix: `Write a number from ${from} to ${max.toLocaleString('en')}` }];
}

function wholeProblems(field: string, value: number, what: string, min: number, max: number): DrillProblem[] {
	if (Number.isInteger(value) && value >= min && value <= max) return [];
	return [
		{ field, value, problem: `this is no ${what}`, fix: `Write a whole number from ${min} to ${max.toLocaleString('en')}` },
	];
}

function faultProblems(place: string, fault: Fault): DrillProblem[] {
	const targets = 'target' in fault ? targetProblems(`${place}.target`, fault.target) : [];
	return [...targets, ...parameterProblems(place, fault)];
}

function parameterProblems(place: string, fault: Fault): DrillProblem[] {
	const percent = (key: string, value: number, above = false) =>
		numberProblems(`${place}.${key}`, value, 'share in per cent', { above, max: 100 });
	switch (fault.kind) {
		case 'cpu-starve':
			return numberProblems(`${place}.cpus`, fault.cpus, 'share of a processor', { min: LEAST_CPUS, max: MOST_CPUS });
		case 'service-scale':
			return wholeProblems(`${place}.replicas`, fault.replicas, 'number of tasks', 0, MOST_REPLICAS);
		case 'keepalived-reload':
			return settingProblems(`${place}.set`, fault.set);
		case 'link-flap':
			return (['down', 'up'] as const).flatMap((key) =>
				durationProblems(`${place}.${key}`, fault[key], { min: SHORTEST_FLAP_MS }),
			);
		case 'partition':
			return typeof fault.from === 'object' ? targetProblems(`${place}.from`, fault.from) : [];
		case 'packet-loss':
			return percent('percent', fault.percent, true);
		case 'packet-delay':
			return [
				...durationProblems(`${place}.delay`, fault.delay, { max: 60_000 }),
				...durationProblems(`${place}.jitter`, fault.jitter, { max: 60_000 }),
				...percent('duplicatePercent', fault.duplicatePercent),
				...percent('reorderPercent', fault.reorderPercent),
				...reorderProblems(place, fault),
			];
		case 'rate-limit':
			return wholeProblems(`${place}.bitsPerSecond`, fault.bitsPerSecond, 'rate in bits a second', 1, MOST_BITS);
		default:
			return [];
	}
}

/** Packets can only overtake those that wait (tc-netem(8)). */
function reorderProblems(place: string, { reorderPercent, delay }: Extract<Fault, { kind: 'packet-delay' }>): DrillProblem[] {
	if (reorderPercent === 0 || msOf(delay) !== 0) return [];
	const problem = 'packets can only overtake those that are delayed';
	return [{ field: `${place}.delay`, value: delay, problem, fix: "Write a delay, for instance '10ms', or reorderPercent: 0" }];
}

/** What goes into keepalived.conf must stay on its line, and within its block. */
function settingProblems(place: string, set: Record<string, string | number>): DrillProblem[] {
	const entries = Object.entries(set);
	if (entries.length === 0)
		return [{ field: place, problem: 'nothing is set', fix: 'Name a keyword, for instance { priority: 50 }' }];
	return entries.flatMap(([keyword, value]): DrillProblem[] => {
		const field = `${place}.${keyword.slice(0, 100)}`;
		if (!/^[a-z][a-z0-9_]*$/.test(keyword))
			return [{ field, problem: 'this is no keyword of keepalived', fix: 'Write one of vrrp_instance, for instance priority' }];
		// The value may be a password, so it is not quoted.
		const isOneLine = !/[\p{Cc}{}]/u.test(String(value));
		return isOneLine ? [] : [{ field, problem: 'the value leaves its line', fix: 'Leave out line ends and braces' }];
	});
}

function targetProblems(place: string, target: Target): DrillProblem[] {
	return target.kind === 'backup' ? wholeProblems(`${place}.rank`, target.rank, 'place in line', 1, 255) : [];
}

function loadProblems(load: LoadSpec): DrillProblem[] {
	return [
		...numberProblems('load.ratePerSecond', load.ratePerSecond, 'rate', { above: true, max: FASTEST }),
		...numberProblems('load.keepAliveRatePerSecond', load.keepAliveRatePerSecond, 'rate', { max: FASTEST }),
		...durationProblems('load.timeout', load.timeout, { above: true, max: 600_000 }),
		...(load.clients?.length === 0
			? [{ field: 'load.clients', problem: 'there are none', fix: "Write ['segment'], ['routed'] or both, or leave it out" }]
			: []),
	];
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
