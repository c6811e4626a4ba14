import { formatMs } from '../base/units.ts';
import { countOf } from '../gate/wording.ts';
import type { HttpMeasurements, TrialMeasurements } from '../metrics/measurements.ts';
import { formatMetric, formatShare } from '../metrics/metric.ts';
import type { DrillReport, RunReport, TrialReport, Verdict } from '../results/run-report.ts';
import { describeConditions } from '../scenario/conditions.ts';
import { describeDetail, describeTargetOf } from '../scenario/describe-fault.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import type { Environment, RunEngine } from '../timeline/environment.ts';

/** A verdict at a glance, where text may have pictures. */
export const SIGNS: Record<Verdict, string> = { pass: '✅', fail: '❌', inconclusive: '❔' };

/** How the service is published, one sentence; every output shows it. */
export function publishSentence(environment: Environment): string {
	const how = howPublished(environment);
	return environment.publishModeReason === null ? how : `${how}: ${environment.publishModeReason}`;
}

function howPublished({ lab, publishMode, meshProof }: Environment): string {
	if (publishMode === 'host') return 'published in host mode (each host for itself), not through the routing mesh';
	if (lab === 'sim') return 'published in ingress mode, through a model of the routing mesh';
	return meshProof
		? 'published in ingress mode, through the routing mesh'
		: 'published in ingress mode, without a proof that requests went through the routing mesh';
}

/** What proved the routing mesh, or what kept it from being proved, one sentence; null where nobody looked. */
export function meshSentence({ meshProof, meshNotProved }: Environment): string | null {
	if (meshNotProved !== null) return `routing mesh NOT proved: ${meshNotProved}`;
	if (!meshProof) return null;
	const { hosts, tasks, identified } = meshProof;
	const wanted = Object.values(tasks).reduce((sum, n) => sum + n, 0);
	const listed = Math.min(...hosts.map(({ backends }) => backends.length));
	const lists = `IPVS lists ${listed} of ${wanted}`;
	if (!identified)
		return `routing mesh proved by status 200 and IPVS tables only, for the answers carry no identity: each of ${hosts.length} hosts answered; ${lists}`;
	const nodes = Object.keys(tasks).sort((a, b) => (a < b ? -1 : 1));
	return `routing mesh proved: each of ${hosts.length} hosts answered with tasks of ${nodes.join(', ')}; ${lists}`;
}

/** The mesh's share in a trial, one sentence beside the theory; null where it had none. */
export function meshTrialSentence({ mesh, http }: TrialMeasurements): string | null {
	if (!mesh) return null;
	const removed = Object.entries(mesh.backendRemovedMs).map(
		([host, ms]) => `${host}'s ${ms === null ? 'not before the fault was undone' : `after ${formatMs(ms)}`}`,
	);
	if (removed.length === 0) return 'Routing mesh: the fault took no back end.';
	const exact = mesh.resolutionMs === null ? '' : ` (seen up to ${formatMs(mesh.resolutionMs)} late)`;
	const { theory } = mesh;
	const expected = theory
		? `; gossip theory ${formatMs(theory.removalMs.min)} to ${formatMs(theory.removalMs.max)}, and until then ${formatShare(theory.lossShare)} of new connections time out`
		: '';
	const lost = mesh.tailLossShare === null ? 'no tail' : `${http.tailFailed} of ${http.tailSent} failed in the tail`;
	return `Routing mesh: the dead host's tasks were out of the IPVS tables: ${removed.join(', ')}${exact}; ${lost}${expected}.`;
}

/** What rights the containers that stand for machines had. */
export function privilegesSentence(environment: Environment): string {
	if (environment.lab === 'sim') return 'hosts are models: nothing ran, and time was virtual';
	return environment.privileges === 'privileged'
		? 'hosts run privileged'
		: 'hosts run with an explicit capability set, not privileged';
}

/** Engine, kernel and machine in one line; of several engines, each. */
export function engineSentence({ lab, labs, engine, engines, hosts, loadBefore, loadAfter }: Environment): string {
	const memory = memoryText(engine.memoryBytes);
	const load = `load ${loadBefore.toFixed(2)}${loadAfter === null ? '' : ` before, ${loadAfter.toFixed(2)} after`}`;
	const inHosts = `in the hosts Docker ${hosts.dockerVersion}, keepalived ${hosts.keepalivedVersion}`;
	if (engines)
		return [`${labs} ${lab} labs on ${countOf(engines.length, 'engine')}`, ...engines.map(oneOfEngines), inHosts].join(' · ');
	return [
		labs === undefined ? `${lab} lab` : `${labs} ${lab} labs side by side`,
		`engine ${engine.provider} ${engine.version}${engine.asked ? ` (${engine.asked}: ${engine.reason})` : ''}`,
		engine.operatingSystem,
		`kernel ${engine.kernel}`,
		`${engine.cpus} CPUs`,
		memory,
		load,
		inHosts,
	].join(' · ');
}

const memoryText = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

function oneOfEngines({ name, version, kernel, cpus, memoryBytes, lost }: RunEngine): string {
	const what = [
		...(version === undefined ? ['no lab came up on it'] : [`Docker ${version}`, `kernel ${kernel}`]),
		...(cpus === undefined ? [] : [countOf(cpus, 'CPU')]),
		...(memoryBytes === undefined ? [] : [memoryText(memoryBytes)]),
		...(lost === undefined ? [] : [`LOST: ${lost}`]),
	];
	return `${name}: ${what.join(', ')}`;
}

/** A drill's name, with the conditions that it ran under where there were any: its figures are not those of the drill without. */
export function drillTitle({ name, spec }: Pick<DrillReport, 'name' | 'spec'>): string {
	const under = describeConditions(spec.conditions);
	return under === null ? name : `${name} (${under})`;
}

/** The load and what it can resolve. */
export function resolutionSentence({ load, conditions }: DrillSpec): string {
	const resolution = load.ratePerSecond > 0 ? `; resolution ${formatMs(1000 / load.ratePerSecond)}` : '';
	const kept = load.keepAliveRatePerSecond > 0 ? `, ${load.keepAliveRatePerSecond} over a kept one` : '';
	const routed = load.clients?.includes('routed') ? ', as many from a client behind a router' : '';
	const under = describeConditions(conditions);
	return `${load.ratePerSecond} requests a second over fresh connections${kept}${routed}, time-out ${load.timeout}${resolution}${under === null ? '' : `; under conditions: ${under}`}`;
}

/** The run's origin, one line. */
export function runSentence(report: RunReport): string {
	const git = report.git ? ` · git ${report.git.commit.slice(0, 12)}${report.git.dirty ? ' (dirty)' : ''}` : '';
	const shard = report.shard ? ` · only shard ${report.shard.index} of ${report.shard.of}` : '';
	return `vipdrill ${report.vipdrillVersion}${git} · run ${report.id}${shard} · seed ${report.seed} · ${report.startedAt} to ${report.finishedAt}`;
}

/** How far a run came that was ended before its last trial; null where everything was run. */
export function interruptedSentence({ interrupted }: RunReport): string | null {
	return interrupted ? `interrupted after ${interrupted.done} of ${interrupted.of} trials` : null;
}

/** The cluster under test, one line. */
export function clusterSentence({ cluster }: RunReport): string {
	const hosts = cluster.hosts.map((h) => `${h.name} ${h.address}${h.priority === null ? '' : ` (priority ${h.priority})`}`);
	const others = cluster.otherVips?.map(({ vip }) => vip) ?? [];
	const beside = others.length === 0 ? '' : ` (beside it ${others.join(', ')})`;
	return `cluster ${cluster.name} · VIP ${cluster.vip} in ${cluster.subnet}${beside} · ${hosts.join(', ')}`;
}

/** The theory's bounds, and its prediction for the trial. */
function theoryText({ theory }: TrialMeasurements): string {
	if (!theory) return '—';
	const { kind, minMs, maxMs, predictedMs } = theory;
	const bounds = kind === 'goodbye' ? `${formatMs(maxMs)} from goodbye` : `${formatMs(minMs)} to ${formatMs(maxMs)}`;
	return predictedMs === null ? bounds : `${bounds}, here ${formatMs(predictedMs)}`;
}

/** The takeover time with its uncertainty. */
function takeoverText(m: TrialMeasurements): string {
	const uncertainty = m.takeoverMs === null || m.takeoverUncertaintyMs === null ? '' : ` ± ${formatMs(m.takeoverUncertaintyMs)}`;
	return formatMs(m.takeoverMs) + uncertainty;
}

/** Whom the VIP went from and to by the first fault; the one name where it stayed; `—` where nobody had it, or nothing was to move it. */
export function ownerText({ faults, measurements }: TrialReport): string {
	const { formerOwner, newOwner, vipAbsentMs } = measurements;
	if (newOwner !== null) return `${formerOwner ?? 'nobody'} → ${newOwner === formerOwner ? 'itself' : newOwner}`;
	if (formerOwner === null) return '—';
	// With several faults, its absence may be a later one's doing.
	return vipAbsentMs === 0 || faults.length > 1 ? formerOwner : `${formerOwner} → nobody`;
}

/** The invariants that did not hold or could not be decided, each with its mark; `✓` where all held, `—` where none was judged. */
function invariantsText({ invariants }: TrialReport): string {
	if (invariants.length === 0) return '—';
	return invariants.flatMap(({ id, outcome }) => (outcome === 'pass' ? [] : [`${MARKS[outcome]} ${id}`])).join(' ') || '✓';
}

/** An outcome in one character. */
export const MARKS: Record<Verdict, string> = { pass: '✓', fail: '✗', inconclusive: '?' };

/** A column of the table of trials. */
interface TrialColumn {
	head: string;
	numeric: boolean;
	cell: (trial: TrialReport) => string;
}

/** The headline columns of a drill's trials, in order, without those that say nothing of any of them; terminal and HTML show the same. */
export function trialColumns(trials: readonly TrialReport[]): readonly TrialColumn[] {
	return TRIAL_COLUMNS.filter(({ cell }) => trials.some((trial) => cell(trial) !== '—'));
}

const measured = (head: string, cell: (m: TrialMeasurements) => string): TrialColumn => ({
	head,
	numeric: true,
	cell: ({ measurements }) => cell(measurements),
});

const TRIAL_COLUMNS: readonly TrialColumn[] = [
	measured('phase', (m) => formatMetric('faultPhase', m.faultPhase)),
	measured('takeover', takeoverText),
	measured('to VIP', (m) => formatMs(m.takeoverToVipMs)),
	measured('theory', theoryText),
	measured('VIP absent', (m) => formatMs(m.vipAbsentMs)),
	measured('two owners', (m) => formatMs(m.dualOwnerMs)),
	measured('other VIPs’ takeover', (m) => formatMs(m.otherVips?.takeoverMs)),
	measured('their two owners', (m) => formatMs(m.otherVips?.dualOwnerMs)),
	measured('stale ARP', (m) => formatMs(m.arp?.staleMs)),
	measured('sent', (m) => String(m.http.sent)),
	measured('failed', (m) => String(m.http.failed)),
	measured('outage', (m) => outageText(m.http)),
	measured('degraded', (m) => degradedText(m.http)),
	measured('lost', (m) => formatMs(m.http.lostMs)),
	measured('availability', (m) => formatMetric('http.availability', m.http.availability)),
	{ head: 'owner', numeric: false, cell: ownerText },
	measured('failback', (m) => formatMs(m.failback?.returnMs)),
	// Of the client behind a router.
	measured('routed failed', ({ httpRouted: http }) => (http ? `${http.failed} of ${http.sent}` : '—')),
	measured('routed outage', ({ httpRouted: http }) => (http ? outageText(http) : '—')),
	{ head: 'invariants', numeric: false, cell: invariantsText },
	// Of a run that had several.
	{ head: 'engine', numeric: false, cell: ({ engine }) => engine ?? '—' },
];

/** The drill's faults by its own clock, one line; null where it has none. */
export function faultsSentence({ faults }: DrillSpec): string | null {
	if (faults.length === 0) return null;
	const said = faults.map(({ at, inject, lasts }) => {
		const detail = describeDetail(inject);
		return `${inject.kind} of ${describeTargetOf(inject)}${detail ? ` (${detail})` : ''} at +${at}${lasts ? ` for ${lasts}` : ''}`;
	});
	return said.join('; ');
}

/** What mends a drill that failed, as its author says; null where it did not fail, or the author does not say. */
export function remedyOf({ verdict, spec }: DrillReport): { why: string; lines: string[] } | null {
	return verdict === 'fail' && spec.remedy ? spec.remedy : null;
}

/** The metrics whose summary the terminal has room for, in order; run.json and the page have them all. */
export const HEADLINE_METRICS: readonly string[] = [
	'takeoverMs',
	'takeoverFromGoodbyeMs',
	'takeoverToVipMs',
	'takeoverToAdvertMs',
	'vipAbsentMs',
	'dualOwnerMs',
	'otherVips.takeoverMs',
	'otherVips.vipAbsentMs',
	'otherVips.dualOwnerMs',
	'otherVips.returnMs',
	'arp.staleMs',
	'http.outageMs',
	'http.degradedMs',
	'http.degradedLossShare',
	'http.lostMs',
	'http.tailMs',
	'http.availability',
	'http.failed',
	'http.latencyMs.p99',
	'httpKeepAlive.outageMs',
	'keepAlive.noticedMs',
	'keepAlive.goodAgainMs',
	'httpRouted.outageMs',
	'httpRouted.availability',
	'mesh.backendRemovedMs',
	'mesh.tailLossShare',
	'mesh.returnMs',
	'swarm.leaderElectionMs',
	'swarm.nodeDownMs',
	'swarm.tasksReplacedMs',
	'failback.returnMs',
	'failback.http.outageMs',
];

/** An outage that did not end is a lower bound, and says so. */
function outageText(http: HttpMeasurements): string {
	const endless = http.outages.some((o) => o.firstGoodMs === null);
	return (endless ? '≥ ' : '') + formatMs(http.outageMs);
}

/** How long some requests failed and others did not, and how many of them; 0 s where none did, — where it was not measured. */
export function degradedText({ degradedMs, degradedLossShare }: HttpMeasurements): string {
	const share = degradedLossShare === null ? '' : ` (${formatShare(degradedLossShare)} lost)`;
	return formatMs(degradedMs) + share;
}
