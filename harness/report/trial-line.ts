import { formatMs } from '../base/units.ts';
import type { TrialReport } from '../results/run-report.ts';
import type { Environment } from '../timeline/environment.ts';
import { outageOf } from './trial-sentences.ts';
import { degradedText, ownerText } from './wording.ts';

/** One trial in one line, for live progress; says so where it was not the routing mesh, or a mesh that was not proved. */
export function formatTrialLine(report: TrialReport, environment: Pick<Environment, 'publishMode' | 'meshNotProved'>): string {
	const { trial, engine, faults, measurements: m, invariants } = report;
	const time = m.newOwner === null ? '' : `, takeover ${formatMs(m.takeoverMs)} ± ${formatMs(m.takeoverUncertaintyMs)}`;
	const takeover = faults.length === 0 ? '' : `${ownerText(report)}${time}; `;
	const edge = m.trust.edgeStallMs > 0 ? ` (edges known to ${formatMs(m.trust.edgeStallMs)})` : '';
	const http = `HTTP outage ${formatMs(m.http.outageMs)}${edge}, degraded ${degradedText(m.http)}, ${m.http.failed} of ${m.http.sent} failed`;
	const routed = m.httpRouted
		? `; routed outage ${formatMs(m.httpRouted.outageMs)}, ${m.httpRouted.failed} of ${m.httpRouted.sent} failed`
		: '';
	const probes = Object.entries(m.probes)
		.map(([name, probe]) => `; probe ${name}: outage ${outageOf(probe)}, ${probe.failed} of ${probe.sent} failed`)
		.join('');
	const others = m.otherVips?.takeoverMs ? `; other VIPs’ takeover ${formatMs(m.otherVips.takeoverMs)}` : '';
	const mesh = m.mesh?.removedByAllMs ? `; dead back end out of IPVS after ${formatMs(m.mesh.removedByAllMs)}` : '';
	const rough = m.failback?.roughBecause ? ` (rough: ${m.failback.roughBecause})` : '';
	const failback = m.failback
		? `; failback ${formatMs(m.failback.returnMs)}, outage ${formatMs(m.failback.http.outageMs)}${rough}`
		: '';
	const broken = invariants.filter(({ outcome }) => outcome === 'fail').map(({ id, got }) => `${id} (${got})`);
	const violated = broken.length > 0 ? `; DID NOT HOLD: ${broken.join(', ')}` : '';
	const trust = m.trust.trusted ? '' : `; NOT TRUSTED: ${m.trust.reasons.join(', ')}`;
	const mode = environment.publishMode === 'host' ? ' (host mode)' : environment.meshNotProved ? ' (mesh not proved)' : '';
	const on = engine === undefined ? '' : ` on ${engine}`;
	return `trial ${trial}${on}${mode}: ${takeover}${http}${routed}${probes}${others}${mesh}${failback}${violated}${trust}`;
}
