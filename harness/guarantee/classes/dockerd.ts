import type { Elector, Facts } from '../facts.ts';
import type { Watch } from '../inputs.ts';
import { heavier, watchDockerAndPort } from '../remedies.ts';
import type { Theory } from '../shape.ts';
import { TIMERS_SOURCE } from '../timers.ts';
import { namesOf, PROCESS_NOTE, QUICK_SCRIPTS, type Seen, type Unseen, WATCH_SOURCE } from '../watching.ts';
import { either, first, nobodyElse, theory } from './descriptor.ts';

/** Scripts of which nobody here can tell whether they would see a failure. */
export const unreadable = ({ watches }: Elector): Watch[] =>
	watches.filter(({ kind, asks }) => kind === 'script' && asks === 'unknown');

/** Some script might see it: what it asks cannot be read. */
export const cannotTell = (owner: Elector, scripts: readonly Watch[]): Theory =>
	theory({
		outcome: 'unknown',
		why: `What ${namesOf(scripts)} of ${owner.name} asks cannot be read, so whether it sees this is not known.`,
		notes: ['Put the script among `files:` of cluster.yaml. The simulator takes it to succeed always.'],
	});

/** The failure of dockerd where keepalived does not act on it. `outage`: what is known of it. */
export function unseen(facts: Facts, owner: Elector, seen: Unseen, outage: Theory['outage'], why: string): Theory {
	if (facts.electors.length < 2) return nobodyElse(owner);
	const unread = unreadable(owner);
	if (seen.tooWeak.length === 0 && unread.length > 0) return cannotTell(owner, unread);
	return theory({
		outcome: 'never',
		problem: 'deaf-owner',
		why:
			seen.tooWeak.length === 0
				? `Nothing that ${owner.name} tracks sees it: the floating IP stays on a host that does not serve${why}.`
				: `${namesOf(seen.tooWeak)} sees it, but ${owner.name} keeps the floating IP: its priority does not fall low enough for anybody.`,
		outage,
		remedy: seen.tooWeak.length === 0 ? watchDockerAndPort(facts, owner) : heavier(facts, owner, seen),
	});
}

/** The owner acts on what its watches see, and another host takes over. Each class adds its outcome and outage. `unless`: what may come before. */
export const handedOver = (owner: Elector, seen: Seen, unless = '') => ({
	why: `${namesOf(seen.by)} fails on ${owner.name}, which ${seen.isFault ? 'goes to FAULT and says goodbye' : 'lowers its priority'}; ${either(seen.heirs.hosts)} takes over${unless}.`,
	...first(seen.heirs),
	detection: seen.detection,
	detectionIsSeen: seen.isFault,
	takeover: seen.takeover,
	sources: [WATCH_SOURCE, TIMERS_SOURCE],
	notes: watchNotes(seen.by),
});

/** What must be said of these watches. */
export const watchNotes = (by: readonly Watch[]): string[] => [
	...(by.some(({ kind }) => kind === 'script') ? [QUICK_SCRIPTS] : []),
	...(by.some(({ kind }) => kind === 'process') ? [PROCESS_NOTE] : []),
];
