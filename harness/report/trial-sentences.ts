import { formatMs } from '../base/units.ts';
import type { ProbeMeasurements, TrialMeasurements } from '../metrics/measurements.ts';
import type { TrialReport } from '../results/run-report.ts';

/** What a trial's faults were and whom they hit, one sentence each; times from the trial's beginning. */
export function faultSentences({ faults }: TrialReport): string[] {
	return faults.map(({ fault, detail, target, hosts, atMs, uncertaintyMs }) => {
		const what = detail ? `${fault} (${detail})` : fault;
		const whom = hosts.length === 0 ? target : `${target} → ${hosts.join(', ')}`;
		return `${what}: ${whom}, at ${formatMs(atMs)} ± ${formatMs(uncertaintyMs)}.`;
	});
}

/** What a trial says beside its table: two owners, the client's ARP entry, the kept connection, the probes, the swarm, the mesh's return. What was not measured is left out. */
export function trialSentences(m: TrialMeasurements): string[] {
	return [...dualOwner(m), ...arp(m), ...keepAlive(m), ...probeSentences(m), ...swarm(m), ...meshReturn(m)];
}

function dualOwner({ dualOwner: dual }: TrialMeasurements): string[] {
	if (!dual || dual.windows.length === 0) return [];
	const windows = dual.windows.map(({ fromMs, toMs, hosts }) => `${hosts.join(' and ')} for ${formatMs(toMs - fromMs)}`);
	const changes = dual.arpChanges === null ? '' : `; the client's ARP entry changed ${times(dual.arpChanges)} then`;
	return [`Two owners: ${windows.join(', ')}; ${dual.failed} of ${dual.sent} requests failed then${changes}.`];
}

function arp({ arp: entry }: TrialMeasurements): string[] {
	if (!entry) return [];
	const stale = `stale for ${formatMs(entry.staleMs)}`;
	const longest = entry.longestStaleMs === entry.staleMs ? '' : `, at most ${formatMs(entry.longestStaleMs)} at a time`;
	return [`The client's ARP entry: ${stale}${longest}; changed ${times(entry.changes)}.`];
}

function keepAlive({ keepAlive: kept }: TrialMeasurements): string[] {
	if (!kept || kept.fate === null) return [];
	if (kept.fate === 'survived') return ['The kept connection survived.'];
	const how = kept.fate === 'hung' ? 'hung' : 'was reset';
	if (kept.noticedMs === null) return [`The kept connection ${how} between two requests, and the client did not notice.`];
	const again = kept.goodAgainMs === null ? 'no kept request was good again' : `good again after ${formatMs(kept.goodAgainMs)}`;
	return [`The kept connection ${how}: the client noticed ${formatMs(kept.noticedMs)} after the fault; ${again}.`];
}

/** What each probe saw, one sentence each. */
export function probeSentences({ probes }: Pick<TrialMeasurements, 'probes'>): string[] {
	return Object.entries(probes).map(([name, probe]) => {
		const { kind, sent, failed, outage, cut, trust } = probe;
		const parts = [`${failed} of ${sent} failed`];
		if (failed > 0) parts.push(`longest outage ${outageOf(probe)}${outage.count > 1 ? ` of ${outage.count}` : ''}`);
		if (cut?.times === 0) parts.push('never cut');
		if (cut && cut.times > 0) parts.push(`cut ${times(cut.times)}, first after ${formatMs(cut.firstMs)}`);
		return `Probe ${name} (${kind}): ${parts.join(', ')}${trust.trusted ? '' : `; NOT TRUSTED: ${trust.reasons.join(', ')}`}.`;
	});
}

/** The longest outage; one that did not end is a lower bound, and says so. */
export function outageOf({ outage, outages }: Pick<ProbeMeasurements, 'outage' | 'outages'>): string {
	return (outages.some((o) => o.firstGoodMs === null) ? '≥ ' : '') + formatMs(outage.longestMs);
}

function swarm({ swarm: seen }: TrialMeasurements): string[] {
	if (!seen) return [];
	const parts = [
		...(seen.leaderElectionMs === null ? [] : [`another leader after ${formatMs(seen.leaderElectionMs)}`]),
		...(seen.nodeDownMs === null ? [] : [`the host called down after ${formatMs(seen.nodeDownMs)}`]),
		...(seen.tasksReplacedMs === null ? [] : [`the lost tasks replaced after ${formatMs(seen.tasksReplacedMs)}`]),
	];
	return parts.length === 0 ? [] : [`Swarm: ${parts.join(', ')} (seen up to ${formatMs(seen.resolutionMs)} late).`];
}

function meshReturn({ mesh }: TrialMeasurements): string[] {
	const tables = Object.entries(mesh?.returnMs ?? {}).map(
		([host, ms]) => `${host}'s ${ms === null ? 'not' : `after ${formatMs(ms)}`}`,
	);
	const late = mesh?.returnResolutionMs ?? null;
	const exact = late === null ? '' : ` (seen up to ${formatMs(late)} late)`;
	return tables.length === 0 ? [] : [`From the undoing on, the IPVS tables were whole again: ${tables.join(', ')}${exact}.`];
}

const times = (n: number) => (n === 1 ? 'once' : n === 2 ? 'twice' : `${n} times`);
