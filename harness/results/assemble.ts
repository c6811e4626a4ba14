import type { ClusterSpec, HostSpec } from '../cluster/spec.ts';
import { allFirstByPriority, instanceForVip, masterDownIntervalMs, rightfulOwner, skewTimeMs } from '../cluster/theory.ts';
import { evaluateExpectation } from '../gate/expectations.ts';
import { judgeInvariants } from '../gate/invariants.ts';
import { overTrials } from '../gate/over-trials.ts';
import { judgeSlo } from '../gate/slos.ts';
import { drillVerdict } from '../gate/verdict.ts';
import { measureBystanders } from '../measure/bystanders.ts';
import { measureConvergence, settledOwners } from '../measure/convergence.ts';
import { measureTrial } from '../measure/measure-trial.ts';
import { ownershipIntervals } from '../measure/ownership.ts';
import type { Prepared } from '../measure/prepared.ts';
import { summarize } from '../measure/summary.ts';
import type { HostTheory, TheoryByHost } from '../measure/theory.ts';
import type { DrillSpec, TrialPlan } from '../scenario/spec.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { judgeFailedTrials } from './failed-trial.ts';
import { judgeInterrupted } from './interrupted.ts';
import { placeOf } from './place-of.ts';
import type { ClusterHost, ClusterSummary, DrillReport, FailedTrial, Interrupted, TrialReport, UntilCi } from './run-report.ts';
import { judgePrecision } from './stop-rule.ts';

/** What VRRP's timers say of each host, for the measurements. */
function theoryByHost({ hosts }: { hosts: readonly ClusterHost[] }): TheoryByHost {
	const theory: Record<string, HostTheory> = {};
	for (const { name, masterDownIntervalMs, advertIntMs, skewMs } of hosts) {
		if (masterDownIntervalMs !== null && advertIntMs !== null) theory[name] = { masterDownIntervalMs, advertIntMs, skewMs };
	}
	return theory;
}

/** One trial's part of the run report, from its timeline alone. */
export function assembleTrial(
	plan: Pick<TrialPlan, 'drill' | 'trial' | 'seed' | 'phases'>,
	timeline: Prepared,
	cluster: ClusterSummary,
	files: { timeline: string | null; capture: string | null },
): TrialReport {
	const { faults } = timeline.spans;
	const { drill } = plan;
	const otherVips = (cluster.otherVips ?? []).map((one) => ({ vip: one.vip, theoryByHost: theoryByHost(one) }));
	const context = { vip: cluster.vip, theoryByHost: theoryByHost(cluster), otherVips, faults: drill.faults };
	const measurements = measureTrial(timeline, context);
	return {
		trial: plan.trial,
		seed: plan.seed,
		...placeOf(timeline.occasions),
		...files,
		faults: faults.map(({ type: _, index, ...fault }) => ({ ...fault, phase: plan.phases[index] ?? null })),
		measurements,
		invariants: judgeInvariants({ ...invariantFacts(timeline, cluster, drill), measurements, allow: drill.allow }),
	};
}

/** What the invariants need to know beside the measurements. */
function invariantFacts(timeline: Prepared, cluster: ClusterSummary, drill: DrillSpec) {
	const { hosts, vip, otherVips = [] } = cluster;
	const downMs = hosts.flatMap(({ masterDownIntervalMs }) => masterDownIntervalMs ?? []);
	return {
		convergence: measureConvergence(timeline, ownershipIntervals(timeline.occasions, vip)),
		ill: illOf(timeline.occasions),
		bystanders: measureBystanders(timeline, hosts.map(unitsOf), drill.faults),
		greatestMasterDownMs: downMs.length === 0 ? null : Math.max(...downMs),
		rightfulOwner: rightfulOwner(hosts),
		otherVips: otherVips.map((one) => ({
			vip: one.vip,
			owners: settledOwners(timeline, ownershipIntervals(timeline.occasions, one.vip)),
			rightfulOwner: rightfulOwner(one.hosts),
		})),
		managers: hosts.filter(({ role }) => role === 'manager').map(({ name }) => name),
	};
}

/** What still ailed the cluster when the wait for its health ran out; null where it came back, or the trial ended otherwise. */
export function illOf(events: readonly TimelineEvent[]): string | null {
	const ended = events.findLast((event) => event.type === 'trial.ended');
	return ended?.type === 'trial.ended' ? (ended.ill ?? null) : null;
}

function unitsOf({ name, priority, role }: ClusterHost) {
	const units = [...(role === 'none' ? [] : ['docker' as const]), ...(priority === null ? [] : ['keepalived' as const])];
	return { name, units };
}

/** A drill's part of the run report: summary, expectations, objectives and verdict (with the invariants) over its trials; `interrupted` where they are not all, `untilCi` where they were to go on until the median is known. */
export function assembleDrill(
	drill: DrillSpec,
	trials: TrialReport[],
	cluster: ClusterSummary,
	failedTrials: FailedTrial[] = [],
	{ interrupted, untilCi }: { interrupted?: Interrupted | undefined; untilCi?: UntilCi | undefined } = {},
): DrillReport {
	const measured = trials.map((trial) => trial.measurements);
	const context = { nextInLine: (former: string | null) => allFirstByPriority(cluster.hosts, former ? [former] : []) };
	const expectations = [
		...drill.expect.map((expectation) => evaluateExpectation(expectation, measured, context)),
		...judgeFailedTrials(failedTrials),
		...judgeInterrupted(interrupted),
		...(interrupted ? [] : judgePrecision(untilCi, trials)),
	];
	const slos = (drill.slo ?? []).map((text) => judgeSlo(text, measured, failedTrials.length));
	const { name, event, hypothesis } = drill;
	return {
		name,
		event,
		hypothesis,
		spec: drill,
		trials,
		failedTrials,
		...(interrupted ? { interrupted } : {}),
		...(untilCi ? { untilCi } : {}),
		summary: summarize(measured),
		expectations,
		slos,
		...drillVerdict(expectations, overTrials(trials.map(({ invariants }) => invariants)), slos),
	};
}

/** What a report says of the cluster; no secret is in it. */
export function summarizeCluster(spec: ClusterSpec): ClusterSummary {
	const { name, vip, vips, network, hosts, service, deviations } = spec;
	const others = vips.filter((one) => one !== vip);
	const hostsFor = (one: string) => hosts.map((host) => summarizeHost(host, one));
	return {
		name,
		vip,
		subnet: network.subnet,
		hosts: hostsFor(vip),
		...(others.length > 0 ? { otherVips: others.map((one) => ({ vip: one, hosts: hostsFor(one) })) } : {}),
		service: {
			name: service.serviceName,
			image: service.image,
			replicas: service.replicas,
			publishedPort: service.publishedPort,
		},
		deviations,
	};
}

function summarizeHost(host: HostSpec, vip: string): ClusterHost {
	const instance = instanceForVip(host, vip);
	return {
		name: host.name,
		address: host.address,
		role: host.role,
		priority: instance?.priority ?? null,
		masterDownIntervalMs: instance ? masterDownIntervalMs(instance) : null,
		advertIntMs: instance?.advertIntMs ?? null,
		skewMs: instance ? skewTimeMs(instance) : null,
		preempt: instance?.preempt ?? null,
	};
}
