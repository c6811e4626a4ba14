import type { Fault, FaultKind } from '../scenario/fault.ts';
import type { FaultStep } from '../scenario/spec.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { joined } from './span-math.ts';
import { type Span, trialSpans, undoingOf } from './spans.ts';

/** Faults that keep everyone from reaching a host. */
const CUTTING: readonly FaultKind[] = ['power-loss', 'freeze', 'link-down'];
/** Faults that keep a host from taking the VIP: those, and what takes its keepalived away or its link again and again. */
const DISABLING: readonly FaultKind[] = [
	...CUTTING,
	'reboot',
	'link-flap',
	'keepalived-stop',
	'keepalived-restart',
	'keepalived-kill',
	'keepalived-pause',
];

/**
 * When a host cannot be expected to take the VIP: while a fault keeps its keepalived or its link from working (from before the first action
 * to after its undoing), and from its death until its keepalived is heard of again. `events` in time order; `steps` are the drill's faults.
 */
export function incapableSpans(events: readonly TimelineEvent[], steps: readonly FaultStep[], host: string): Span[] {
	const { trial } = trialSpans(events);
	const disabled = faultsOn(events, steps, host, DISABLING).map(({ fault, undone }) => ({
		fromMs: fault.askedMs,
		toMs: undone?.doneMs ?? trial.toMs,
	}));
	const deaths = events
		.filter((e) => e.type === 'host.down' && e.host === host)
		.map(({ atMs }) => ({ fromMs: atMs, toMs: aliveAgainMs(events, host, atMs) ?? trial.toMs }));
	return joined([...disabled, ...deaths]);
}

/** When nobody can reach a host, although it may hold the VIP: from such a fault's effect to its undoing's, or for ever. Arguments as above. */
export function unreachableSpans(events: readonly TimelineEvent[], steps: readonly FaultStep[], host: string): Span[] {
	return joined(
		faultsOn(events, steps, host, CUTTING).map(({ fault, undone }) => ({
			fromMs: fault.atMs,
			toMs: undone?.atMs ?? Number.POSITIVE_INFINITY,
		})),
	);
}

/** The faults of these kinds that hit the host, and those that cut it off from everyone, with their undoings. */
function faultsOn(events: readonly TimelineEvent[], steps: readonly FaultStep[], host: string, kinds: readonly FaultKind[]) {
	return trialSpans(events)
		.faults.filter(({ hosts, index }) => {
			const fault = steps[index]?.inject;
			return hosts.includes(host) && fault !== undefined && (kinds.includes(fault.kind) || isCutOff(fault));
		})
		.map((fault) => ({ fault, undone: undoingOf(fault, events) }));
}

/** A host that only some others cannot hear is still there for its customers. */
const isCutOff = (fault: Fault) => fault.kind === 'partition' && fault.from === 'everyone' && fault.traffic === 'all';

/** A machine that has begun to boot has no keepalived yet: its first word counts. */
function aliveAgainMs(events: readonly TimelineEvent[], host: string, deathMs: number): number | undefined {
	const upMs = events.find((e) => e.type === 'host.up' && e.host === host && e.atMs >= deathMs)?.atMs;
	return upMs === undefined ? undefined : events.find((e) => e.atMs >= upMs && isKeepalivedOf(e, host))?.atMs;
}

function isKeepalivedOf(event: TimelineEvent, host: string): boolean {
	if (!('host' in event) || event.host !== host) return false;
	if (event.type === 'unit.state') return event.unit === 'keepalived' && event.state === 'active';
	if (event.type === 'vrrp.state') return event.state === 'BACKUP' || event.state === 'MASTER';
	return event.type === 'vip.added' || event.type === 'vrrp.advert';
}
