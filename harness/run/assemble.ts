import type { ClusterSpec, HostSpec } from '../cluster/spec.ts';
import { firstByPriority, instanceForVip, masterDownIntervalMs } from '../cluster/theory.ts';
import { evaluateExpectation } from '../gate/expectations.ts';
import { drillVerdict } from '../gate/verdict.ts';
import { measureTrial } from '../measure/measure-trial.ts';
import { summarize } from '../measure/summary.ts';
import type { HostTheory, TheoryByHost } from '../measure/theory.ts';
import type { ClusterHost, ClusterSummary, DrillReport, FailedTrial, TrialReport } from '../report/run-report.ts';
import type { DrillSpec, TrialPlan } from '../scenario/spec.ts';
import type { FaultEvent, TimelineEvent } from '../timeline/event.ts';
import { judgeFailedTrials } from './failed-trial.ts';

/** What VRRP's timers say of each host, for the measurements. */
function theoryByHost({ hosts }: ClusterSummary): TheoryByHost {
	const theory: Record<string, HostTheory> = {};
	for (const { name, masterDownIntervalMs, advertIntMs } of hosts) {
		if (masterDownIntervalMs !== null && advertIntMs !== null) theory[name] = { masterDownIntervalMs, advertIntMs };
	}
	return theory;
}

/** One trial's part of the run report, from its timeline alone. */
export function assembleTrial(
	plan: Pick<TrialPlan, 'trial' | 'seed' | 'phases'>,
	events: TimelineEvent[],
	cluster: ClusterSummary,
	files: { timeline: string; capture: string | null },
): TrialReport {
	const faults = events.filter((event): event is FaultEvent => event.type === 'fault.injected');
	return {
		trial: plan.trial,
		seed: plan.seed,
		...files,
		faults: faults.map(({ type: _, index, ...fault }) => ({ ...fault, phase: plan.phases[index] ?? null })),
		measurements: measureTrial(events, { vip: cluster.vip, theoryByHost: theoryByHost(cluster) }),
	};
}

/** A drill's part of the run report: summary, expectations and verdict over its trials. */
export function assembleDrill(
	drill: DrillSpec,
	trials: TrialReport[],
	cluster: ClusterSummary,
	failedTrials: FailedTrial[] = [],
): DrillReport {
	const measured = trials.map((trial) => trial.measurements);
	const context = { nextInLine: (former: string | null) => firstByPriority(cluster.hosts, former ? [former] : []) };
	const expectations = [
		...drill.expect.map((expectation) => evaluateExpectation(expectation, measured, context)),
		...judgeFailedTrials(failedTrials),
	];
	const { name, event, hypothesis } = drill;
	return {
		name,
		event,
		hypothesis,
		spec: drill,
		trials,
		failedTrials,
		summary: summarize(measured),
		expectations,
		...drillVerdict(expectations),
	};
}

/** What a report says of the cluster; no secret is in it. */
export function summarizeCluster(spec: ClusterSpec): ClusterSummary {
	const { name, vip, network, hosts, service, deviations } = spec;
	return {
		name,
		vip,
		subnet: network.subnet,
		hosts: hosts.map((host) => summarizeHost(host, vip)),
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
	};
}
