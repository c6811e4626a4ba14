import type { Fault, FaultKind } from '../scenario/fault.ts';
import type { FaultStep } from '../scenario/spec.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import type { Prepared } from './prepared.ts';
import { joined } from './span-math.ts';
import { type Span, undoingOf } from './spans.ts';

/** What happened in a trial beside its requests. */
type Happened = Pick<Prepared, 'occasions' | 'spans'>;

/** Faults that keep everyone from reaching a host. */
const CUTTING: readonly FaultKind[] = ['power-loss', 'freeze', 'link-down'];
/** Faults that end a host's keepalived. It may be back long before the fault is undone, by itself. */
const ENDING: readonly FaultKind[] = ['power-loss', 'reboot', 'keepalived-stop', 'keepalived-restart', 'keepalived-kill'];
/** Faults that keep a host from taking the VIP. */
const DISABLING: readonly FaultKind[] = [...CUTTING, ...ENDING, 'link-flap', 'keepalived-pause'];

/**
 * When a host cannot be expected to take the VIP: while a fault keeps its keepalived or its link from working (from before the first action
 * to after its undoing, or to keepalived's new start where the fault ended it), and from its death until its keepalived is heard of again.
 * `steps` are the drill's faults.
 */
export function incapableSpans(timeline: Happened, steps: readonly FaultStep[], host: string): Span[] {
	const { occasions: events, spans } = timeline;
	const { trial } = spans;
	const disabled = faultsOn(timeline, steps, host, DISABLING).map(({ fault, kind, undone }) => {
		const startedMs = ENDING.includes(kind) ? events.find((e) => e.atMs > fault.askedMs && isStartOf(e, host))?.atMs : undefined;
		return { fromMs: fault.askedMs, toMs: Math.min(undone?.doneMs ?? trial.toMs, startedMs ?? trial.toMs) };
	});
	const deaths = events
		.filter((e) => e.type === 'host.down' && e.host === host)
		.map(({ atMs }) => ({ fromMs: atMs, toMs: aliveAgainMs(events, host, atMs) ?? trial.toMs }));
	return joined([...disabled, ...deaths]);
}

/** When nobody can reach a host, although it may hold the VIP: from such a fault's effect to its undoing's, or for ever. Arguments as above. */
export function unreachableSpans(timeline: Happened, steps: readonly FaultStep[], host: string): Span[] {
	return joined(
		faultsOn(timeline, steps, host, CUTTING).map(({ fault, undone }) => ({
			fromMs: fault.atMs,
			toMs: undone?.atMs ?? Number.POSITIVE_INFINITY,
		})),
	);
}

/** The faults of these kinds that hit the host, and those that cut it off from everyone, with their undoings. */
function faultsOn({ occasions, spans }: Happened, steps: readonly FaultStep[], host: string, kinds: readonly FaultKind[]) {
	return spans.faults.flatMap((fault) => {
		const inject = steps[fault.index]?.inject;
		if (!inject || !fault.hosts.includes(host) || !(kinds.includes(inject.kind) || isCutOff(inject))) return [];
		return [{ fault, kind: inject.kind, undone: undoingOf(fault, occasions) }];
	});
}

/** A host that only some others cannot hear is still there for its customers. */
const isCutOff = (fault: Fault) => fault.kind === 'partition' && fault.from === 'everyone' && fault.traffic === 'all';

/** A machine that has begun to boot has no keepalived yet: its first word counts. */
function aliveAgainMs(events: readonly TimelineEvent[], host: string, deathMs: number): number | undefined {
	const upMs = events.find((e) => e.type === 'host.up' && e.host === host && e.atMs >= deathMs)?.atMs;
	return upMs === undefined ? undefined : events.find((e) => e.atMs >= upMs && (isStartOf(e, host) || isDeedOf(e, host)))?.atMs;
}

/** keepalived says that it starts: every start enters BACKUP first, or MASTER at priority 255. */
function isStartOf(event: TimelineEvent, host: string): boolean {
	if (event.type === 'unit.state' && event.host === host)
		return event.unit === 'keepalived' && event.state === 'active' && event.source === 'journal';
	return event.type === 'vrrp.state' && event.host === host && (event.state === 'BACKUP' || event.state === 'MASTER');
}

const isDeedOf = (event: TimelineEvent, host: string) =>
	(event.type === 'vip.added' || event.type === 'vrrp.advert') && event.host === host;
