import type { HttpMeasurements, MeshMeasurements, MeshTheory } from '../metrics/measurements.ts';
import type { FaultEvent, IpvsBackend, TimelineEvent } from '../timeline/event.ts';
import { meshTheory } from './mesh-theory.ts';
import { roundMs } from './round.ts';
import type { Span, TrialSpans } from './spans.ts';

/** The back ends in rotation (weight above 0) of each host that is up, by host; their last events. */
type Tables = Map<string, IpvsBackend[]>;

/**
 * How the routing mesh got over the loss of the first fault's hosts, and came back after the last undoing. `events` in time order. A back
 * end's leaving counts until that undoing. Null without a fault, and where no IPVS table was seen: the service is then not published through the mesh.
 */
export function measureMesh(
	events: readonly TimelineEvent[],
	{ fault, faulty, undone }: Pick<TrialSpans, 'fault' | 'faulty' | 'undone'>,
	http: HttpMeasurements,
): MeshMeasurements | null {
	const tables = fault ? tablesAt(events, fault.askedMs) : null;
	if (!fault || !faulty || !tables || tables.size === 0) return null;
	const nodeOf = nodesByAddress(events);
	const isDead = ({ address, node }: IpvsBackend) => fault.hosts.includes(node ?? nodeOf.get(address) ?? '');
	const survivors = [...tables].filter(([host]) => !fault.hosts.includes(host));
	const leavings = survivors.flatMap(([host, table]) => {
		const left = table.filter(isDead).map((backend) => findLeaving(events, backend, fault, faulty));
		return left.length === 0 ? [] : [{ host, left }];
	});
	const removedMs = leavings.map(
		({ host, left }) => [host, greatest(left.map((e) => e && roundMs(e.atMs - fault.atMs)))] as const,
	);
	const returns = undone ? [...tables].map(([host, table]) => findReturn(events, host, table.length, undone)) : [];
	return {
		backendRemovedMs: Object.fromEntries(removedMs),
		removedByAllMs: greatest(removedMs.map(([, ms]) => ms)),
		resolutionMs: greatest(leavings.flatMap(({ left }) => left.flatMap((e) => (e ? [roundMs(e.resolutionMs)] : [])))),
		returnMs: Object.fromEntries(returns.map(({ host, returnMs }) => [host, returnMs])),
		returnResolutionMs: greatest(returns.flatMap(({ resolutionMs }) => resolutionMs ?? [])),
		tailLossShare: http.tailSent === 0 ? null : http.tailFailed / http.tailSent,
		theory: fault.hosts.length === 1 ? theoryOf(survivors[0]?.[1] ?? [], isDead, tables.size) : null,
	};
}

function tablesAt(events: readonly TimelineEvent[], atMs: number): Tables {
	const tables: Tables = new Map();
	for (const event of events) {
		if (event.atMs > atMs) break;
		if (event.type === 'host.down') tables.delete(event.host);
		if (event.type !== 'ipvs.backend') continue;
		const others = (tables.get(event.host) ?? []).filter((backend) => !isSame(backend, event));
		tables.set(event.host, event.change === 'added' ? [...others, event] : others);
	}
	return tables;
}

/** When a host's table came to be complete for good: the last time, from the undoing on, that it was not. */
function findReturn(events: readonly TimelineEvent[], host: string, wanted: number, undone: FaultEvent) {
	const isItsChange = (e: TimelineEvent) => (e.type === 'ipvs.backend' || e.type === 'host.down') && e.host === host;
	const own = events.filter(isItsChange);
	const later = own.filter((e) => e.atMs > undone.atMs);
	const lists = (atMs: number) => tablesAt(own, atMs).get(host)?.length ?? 0;
	const lacking = [undone, ...later].findLastIndex((e) => lists(e.atMs) < wanted);
	if (lacking < 0) return { host, returnMs: 0, resolutionMs: null };
	const complete = later[lacking];
	if (!complete) return { host, returnMs: null, resolutionMs: null };
	const resolutionMs = complete.type === 'ipvs.backend' ? roundMs(complete.resolutionMs) : null;
	return { host, returnMs: roundMs(complete.atMs - undone.atMs), resolutionMs };
}

const isSame = (a: IpvsBackend, b: IpvsBackend) => a.host === b.host && a.service === b.service && a.address === b.address;

/** A back end may be listed before the swarm has said whose address it is. Of two nodes the first counts: an address may be given anew. */
function nodesByAddress(events: readonly TimelineEvent[]): Map<string, string> {
	return new Map(
		events.flatMap((e) => (e.type === 'ipvs.backend' && e.node !== null ? [[e.address, e.node] as const] : [])).reverse(),
	);
}

function findLeaving(events: readonly TimelineEvent[], backend: IpvsBackend, fault: FaultEvent, faulty: Span) {
	const isLeaving = (e: TimelineEvent): e is IpvsBackend =>
		e.type === 'ipvs.backend' && isSame(e, backend) && e.change !== 'added' && e.atMs > fault.askedMs && e.atMs <= faulty.toMs;
	return events.find(isLeaving) ?? null;
}

/** The greatest; null where one is missing, or there are none. */
function greatest(values: readonly (number | null)[]): number | null {
	return values.reduce<number | null>(
		(last, ms, i) => (ms === null || (i > 0 && last === null) ? null : Math.max(ms, last ?? ms)),
		null,
	);
}

/** By the service that loses the greatest share of its back ends; null where none loses any. */
function theoryOf(table: readonly IpvsBackend[], isDead: (backend: IpvsBackend) => boolean, hosts: number): MeshTheory | null {
	const services = [...new Set(table.map((backend) => backend.service))];
	const theories = services.map((service) => {
		const backends = table.filter((backend) => backend.service === service);
		return meshTheory(hosts, backends.length, backends.filter(isDead).length);
	});
	const worst = theories.sort((a, b) => b.lossShare - a.lossShare)[0];
	return worst && worst.lossShare > 0 ? worst : null;
}
