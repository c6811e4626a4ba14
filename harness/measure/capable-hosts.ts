import type { Fault } from '../scenario/fault.ts';
import type { FaultStep } from '../scenario/spec.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { joined } from './span-math.ts';
import { type Span, trialSpans, undoingOf } from './spans.ts';

/**
 * When a host cannot be expected to take the VIP: while a fault keeps its keepalived or its link from working (from before the first action
 * to after its undoing), and from its death until its keepalived is heard of again. `events` in time order; `steps` are the drill's faults.
 */
export function incapableSpans(events: readonly TimelineEvent[], steps: readonly FaultStep[], host: string): Span[] {
	const { faults, trial } = trialSpans(events);
	const disabled = faults
		.filter((fault) => fault.hosts.includes(host) && disables(steps[fault.index]?.inject))
		.map((fault) => ({ fromMs: fault.askedMs, toMs: undoingOf(fault, events)?.doneMs ?? trial.toMs }));
	const deaths = events
		.filter((e) => e.type === 'host.down' && e.host === host)
		.map(({ atMs }) => ({ fromMs: atMs, toMs: aliveAgainMs(events, host, atMs) ?? trial.toMs }));
	return joined([...disabled, ...deaths]);
}

/** A host that only some others cannot hear is still there for its customers, and a slow one is still to do its duty. */
function disables(fault: Fault | undefined): boolean {
	switch (fault?.kind) {
		case 'power-loss':
		case 'reboot':
		case 'freeze':
		case 'keepalived-stop':
		case 'keepalived-restart':
		case 'keepalived-kill':
		case 'keepalived-pause':
		case 'link-down':
		case 'link-flap':
			return true;
		case 'partition':
			return fault.from === 'everyone' && fault.traffic === 'all';
		default:
			return false;
	}
}

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
