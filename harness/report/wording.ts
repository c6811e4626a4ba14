import type { TrialMeasurements } from '../measure/measurements.ts';
import { formatMetric } from '../measure/metric.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import { formatMs } from '../units.ts';
import type { Environment, RunReport } from './run-report.ts';

/** How the service is published, one sentence; every output shows it. */
export function publishSentence(environment: Environment): string {
	const how =
		environment.publishMode === 'host'
			? 'published in host mode (each host for itself), not through the routing mesh'
			: 'published in ingress mode, through the routing mesh';
	return environment.publishModeReason === null ? how : `${how}: ${environment.publishModeReason}`;
}

/** What rights the containers that stand for machines had. */
export function privilegesSentence(environment: Environment): string {
	return environment.privileges === 'privileged'
		? 'hosts run privileged'
		: 'hosts run with an explicit capability set, not privileged';
}

/** Engine, kernel and machine in one line. */
export function engineSentence({ lab, engine, hosts, loadBefore, loadAfter }: Environment): string {
	const memory = `${(engine.memoryBytes / 2 ** 30).toFixed(1)} GiB`;
	const load = `load ${loadBefore.toFixed(2)}${loadAfter === null ? '' : ` before, ${loadAfter.toFixed(2)} after`}`;
	return [
		`${lab} lab`,
		`engine ${engine.provider} ${engine.version}${engine.asked ? ` (${engine.asked}: ${engine.reason})` : ''}`,
		engine.operatingSystem,
		`kernel ${engine.kernel}`,
		`${engine.cpus} CPUs`,
		memory,
		load,
		`in the hosts Docker ${hosts.dockerVersion}, keepalived ${hosts.keepalivedVersion}`,
	].join(' · ');
}

/** The load and what it can resolve. */
export function resolutionSentence({ load }: DrillSpec): string {
	const resolution = load.ratePerSecond > 0 ? `; resolution ${formatMs(1000 / load.ratePerSecond)}` : '';
	const kept = load.keepAliveRatePerSecond > 0 ? `, ${load.keepAliveRatePerSecond} over a kept one` : '';
	return `${load.ratePerSecond} requests a second over fresh connections${kept}, time-out ${load.timeout}${resolution}`;
}

/** The run's origin, one line. */
export function runSentence(report: RunReport): string {
	const git = report.git ? ` · git ${report.git.commit.slice(0, 12)}${report.git.dirty ? ' (dirty)' : ''}` : '';
	return `vipdrill ${report.vipdrillVersion}${git} · run ${report.id} · seed ${report.seed} · ${report.startedAt} to ${report.finishedAt}`;
}

/** The cluster under test, one line. */
export function clusterSentence({ cluster }: RunReport): string {
	const hosts = cluster.hosts.map((h) => `${h.name} ${h.address}${h.priority === null ? '' : ` (priority ${h.priority})`}`);
	return `cluster ${cluster.name} · VIP ${cluster.vip} in ${cluster.subnet} · ${hosts.join(', ')}`;
}

/** The theory's bounds, and its prediction at the trial's phase. */
function theoryText({ theory }: TrialMeasurements): string {
	if (!theory) return '—';
	const bounds = `${formatMs(theory.minMs)} to ${formatMs(theory.maxMs)}`;
	return theory.predictedMs === null ? bounds : `${bounds}, here ${formatMs(theory.predictedMs)}`;
}

/** The takeover time with its uncertainty. */
function takeoverText(m: TrialMeasurements): string {
	const uncertainty = m.takeoverMs === null || m.takeoverUncertaintyMs === null ? '' : ` ± ${formatMs(m.takeoverUncertaintyMs)}`;
	return formatMs(m.takeoverMs) + uncertainty;
}

/** The headline columns of a trial, in order; terminal and HTML show the same. */
export const TRIAL_COLUMNS: readonly { head: string; numeric: boolean; cell: (m: TrialMeasurements) => string }[] = [
	{ head: 'phase', numeric: true, cell: (m) => formatMetric('faultPhase', m.faultPhase) },
	{ head: 'takeover', numeric: true, cell: takeoverText },
	{ head: 'to VIP', numeric: true, cell: (m) => formatMs(m.takeoverToVipMs) },
	{ head: 'theory', numeric: true, cell: theoryText },
	{ head: 'VIP absent', numeric: true, cell: (m) => formatMs(m.vipAbsentMs) },
	{ head: 'sent', numeric: true, cell: (m) => String(m.http.sent) },
	{ head: 'failed', numeric: true, cell: (m) => String(m.http.failed) },
	{ head: 'outage', numeric: true, cell: (m) => outageText(m) },
	{ head: 'tail', numeric: true, cell: (m) => formatMs(m.http.tailMs) },
	{ head: 'availability', numeric: true, cell: (m) => formatMetric('http.availability', m.http.availability) },
	{ head: 'owner', numeric: false, cell: (m) => `${m.formerOwner ?? '—'} → ${m.newOwner ?? '—'}` },
	{ head: 'failback', numeric: true, cell: (m) => formatMs(m.failback?.returnMs) },
];

/** The metrics whose summary the terminal has room for, in order; run.json and the page have them all. */
export const HEADLINE_METRICS: readonly string[] = [
	'takeoverMs',
	'takeoverToVipMs',
	'takeoverToAdvertMs',
	'vipAbsentMs',
	'dualOwnerMs',
	'http.outageMs',
	'http.tailMs',
	'http.availability',
	'http.failed',
	'http.latencyMs.p99',
	'httpKeepAlive.outageMs',
	'failback.returnMs',
	'failback.http.outageMs',
];

/** An outage that did not end is a lower bound, and says so. */
function outageText({ http }: TrialMeasurements): string {
	const endless = http.outages.some((o) => o.firstGoodMs === null);
	return (endless ? '≥ ' : '') + formatMs(http.outageMs);
}
