import { formatMs } from '../units.ts';
import type { Environment, TrialReport } from './run-report.ts';

/** One trial in one line, for live progress; says so where it was not the routing mesh. */
export function formatTrialLine({ trial, measurements: m }: TrialReport, publishMode: Environment['publishMode']): string {
	const owner = m.newOwner ? `${m.formerOwner} → ${m.newOwner}` : `${m.formerOwner} → nobody`;
	const takeover = `takeover ${formatMs(m.takeoverMs)} ± ${formatMs(m.takeoverUncertaintyMs)}`;
	const edge = m.trust.edgeStallMs > 0 ? ` (edges known to ${formatMs(m.trust.edgeStallMs)})` : '';
	const http = `HTTP outage ${formatMs(m.http.outageMs)}${edge}, tail ${formatMs(m.http.tailMs)}, ${m.http.failed} of ${m.http.sent} failed`;
	const mesh = m.mesh?.removedByAllMs ? `; dead back end out of IPVS after ${formatMs(m.mesh.removedByAllMs)}` : '';
	const rough = m.failback?.roughBecause ? ` (rough: ${m.failback.roughBecause})` : '';
	const failback = m.failback
		? `; failback ${formatMs(m.failback.returnMs)}, outage ${formatMs(m.failback.http.outageMs)}${rough}`
		: '';
	const trust = m.trust.trusted ? '' : `; NOT TRUSTED: ${m.trust.reasons.join(', ')}`;
	const mode = publishMode === 'host' ? ' (host mode)' : '';
	return `trial ${trial}${mode}: ${owner}, ${takeover}; ${http}${mesh}${failback}${trust}`;
}
