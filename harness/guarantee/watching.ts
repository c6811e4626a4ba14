import type { Elector, Facts } from './facts.ts';
import type { Watch } from './inputs.ts';
import { after, between, firstOf } from './range.ts';
import type { Range } from './shape.ts';
import { afterGoodbye, afterLowering, type Heirs } from './timers.ts';

/** What comes of it that keepalived sees what ails its host. */
export interface Seen {
	/** Until keepalived acts on it. */
	detection: Range;
	heirs: Heirs;
	/** From the failure until another host has the floating IP. */
	takeover: Range;
	by: Watch[];
	/** It goes to FAULT and says goodbye; else its priority falls. */
	isFault: boolean;
}

/** Why what is watched moves nothing. */
export interface Unseen {
	/** Scripts and processes that see it, but whose weights are too small. */
	tooWeak: Watch[];
	/** The priority that the owner would have left. */
	priority: number;
}

/** How long a script that has just begun to fail needs to be believed: `fall` results in a row, of which the first is up to an interval away. */
function detectionBy({ kind, intervalMs, fall }: Watch): Range {
	if (kind === 'process') return between(0, 0);
	return between((fall - 1) * intervalMs, fall * intervalMs);
}

/** What the owner's keepalived does where these of its watches fail from the failure on, and last until it has been noticed. */
export function seenBy(facts: Facts, owner: Elector, by: readonly Watch[]): Seen | Unseen {
	const faults = by.filter(({ weight }) => weight === 0);
	const changes = by.filter(({ weight }) => weight !== 0);
	const priority = lowered(owner, changes);
	const ways: Seen[] = [];
	const goodbye = afterGoodbye(facts, owner);
	if (faults.length > 0 && goodbye) {
		const detection = firstOf(faults.map(detectionBy));
		ways.push({ detection, heirs: goodbye, takeover: after(detection, goodbye.wait), by: faults, isFault: true });
	}
	const lower = changes.length > 0 ? afterLowering(facts, owner, priority) : null;
	if (lower) {
		// Not before the last that is needed; which that is, is not asked.
		const ranges = changes.map(detectionBy);
		const detection = between(Math.min(...ranges.map(({ minMs }) => minMs)), Math.max(...ranges.map(({ maxMs }) => maxMs ?? 0)));
		ways.push({ detection, heirs: lower, takeover: after(detection, lower.wait), by: changes, isFault: false });
	}
	const [quickest] = ways.toSorted((a, b) => (a.takeover.maxMs ?? 0) - (b.takeover.maxMs ?? 0));
	return quickest ? { ...quickest, takeover: firstOf(ways.map(({ takeover }) => takeover)) } : { tooWeak: changes, priority };
}

export const isSeen = (seen: Seen | Unseen): seen is Seen => 'heirs' in seen;

/** What is left of a priority: negative weights count while their script fails, positive ones no longer (1 to 254; 255 stays). */
function lowered({ priority }: Elector, changes: readonly Watch[]): number {
	if (priority === 255) return priority;
	const sum = changes.reduce((total, { weight }) => total - Math.abs(weight), priority);
	return Math.min(254, Math.max(1, sum));
}

/** The scripts and processes in words. */
export const namesOf = (watches: readonly Watch[]): string =>
	watches.map(({ kind, name }) => `track_${kind} ${name}`).join(' and ');

export const WATCH_SOURCE =
	'interval and fall of the tracked scripts (vrrp_script_child_thread() of keepalived’s vrrp_scheduler.c)';
/** What scripts that hang do to a detection. */
export const QUICK_SCRIPTS = 'The script is taken to answer at once; one that hangs is later by its timeout.';
export const PROCESS_NOTE =
	'In a network namespace other than the first, so in most containers, track_process counts its process as dead from the start.';
