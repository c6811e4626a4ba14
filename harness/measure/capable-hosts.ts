import { descriptorOf } from '../scenario/faults/index.ts';
import type { FaultStep } from '../scenario/spec.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import type { Prepared } from './prepared.ts';
import { joined } from './span-math.ts';
import { type Span, undoingOf } from './spans.ts';

/** What happened in a trial beside its requests. */
type Happened = Pick<Prepared, 'occasions' | 'spans'>;

/**
 * When a host cannot be expected to take the VIP: while a fault keeps its keepalived or its link from working (from before the first action
 * to after its undoing, or to keepalived's new start where the fault ended it), and from its death until its keepalived is heard of again.
 * `steps` are the drill's faults.
 */
export function incapableSpans(timeline: Happened, steps: readonly FaultStep[], host: string): Span[] {
	const { occasions: events, spans } = timeline;
	const { trial } = spans;
	const disabled = faultsOn(timeline, steps, host).map(({ fault, effects, undone }) => {
		const startedMs = effects.includes('keepalived-ends')
			? events.find((e) => e.atMs > fault.askedMs && isStartOf(e, host))?.atMs
			: undefined;
		return { fromMs: fault.askedMs, toMs: Math.min(undone?.doneMs ?? trial.toMs, startedMs ?? trial.toMs) };
	});
	const deaths = events
		.filter((e) => e.type === 'host.down' && e.host === host)
		.map(({ atMs }) => ({ fromMs: atMs, toMs: aliveAgainMs(events, host, atMs) ?? trial.toMs }));
	return joined([...disabled, ...deaths]);
}

/** When nobody can reach a host, although it may hold the VIP: from such a fault's effect to its undoing's, or for ever. Arguments as above. */
export function unreachableSpans(timeline: Happened, steps: readonly FaultStep[], host: string): Span[] {
	const cut = faultsOn(timeline, steps, host).filter(({ effects }) => effects.includes('cut-off'));
	return joined(cut.map(({ fault, undone }) => ({ fromMs: fault.atMs, toMs: undone?.atMs ?? Number.POSITIVE_INFINITY })));
}

/** The faults that hit the host and keep it from owning the VIP or from being reached, with their undoings. */
function faultsOn({ occasions, spans }: Happened, steps: readonly FaultStep[], host: string) {
	return spans.faults.flatMap((fault) => {
		const inject = steps[fault.index]?.inject;
		const effects = (inject && fault.hosts.includes(host) && descriptorOf(inject).hostEffects?.(inject)) || [];
		return effects.length === 0 ? [] : [{ fault, effects, undone: undoingOf(fault, occasions) }];
	});
}

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
