import type { Elector, Facts } from '../facts.ts';
import { atLeast, between } from '../range.ts';
import type { Range, Theory } from '../shape.ts';
import { afterSilence, TIMERS_SOURCE } from '../timers.ts';
import { either, type FailureClass, first, nobodyElse, theory } from './descriptor.ts';
import { meshNotes } from './power-loss.ts';

/** Every process stands still for so long; the kernel answers on, for the address too. */
const freezeOf = (forMs: number) => ({
	failure: `freeze of ${forMs / 1000} s`,
	measured: 'fault' as const,
	theory: (facts: Facts, owner: Elector) => freezeTheory(facts, owner, forMs),
});

/** Shorter than most Master_Down_Intervals: a snapshot, a live migration. */
export const shortFreeze: FailureClass = { id: 'short-freeze', drill: 'pause-master', ...freezeOf(1000) };
/** Longer than most. */
export const longFreeze: FailureClass = { id: 'long-freeze', drill: 'freeze-master', ...freezeOf(12_000) };

function freezeTheory(facts: Facts, owner: Elector, forMs: number): Theory {
	const heirs = afterSilence(facts, owner);
	if (!heirs) return nobodyElse(owner);
	const { minMs, maxMs: whole } = heirs.wait;
	const maxMs = whole ?? 0;
	const sources = [TIMERS_SOURCE];
	const seconds = forMs / 1000;
	if (forMs < minMs)
		return theory({
			outcome: 'stays',
			why: `${seconds} s are less than ${either(heirs.hosts)} waits, so nothing moves.`,
			outage: frozenOutage(facts, between(0, forMs)),
			sources,
		});
	const last = Math.min(forMs, maxMs);
	const twoOwners = between(forMs - last, forMs - minMs);
	return theory({
		outcome: forMs < maxMs ? 'may-move' : 'moves',
		why: `${either(heirs.hosts)} takes over${forMs < maxMs ? ' unless the thaw comes first' : ''}; the frozen kernel answers ARP on, until ${owner.name} thaws and takes the floating IP back.`,
		...first(heirs),
		detection: between(minMs, last),
		takeover: between(minMs, last),
		outage: frozenOutage(facts, between(minMs, last)),
		twoOwners,
		sources,
		notes: [
			...meshNotes(facts),
			'No configuration of a frozen host ends the time with two owners; customers follow the last gratuitous ARP.',
		],
	});
}

/**
 * The frozen host's kernel takes connections, and through the mesh passes them on to the others' tasks. What its own task is asked waits for the
 * thaw or for the customer's time-out, so nothing bounds the outage from below.
 */
function frozenOutage({ inputs, tasks, hasTaskEach, isProxied }: Facts, until: Range): Range {
	const whole = between(0, until.maxMs ?? 0);
	if (inputs.publishMode === 'host')
		return hasTaskEach || isProxied ? whole : atLeast(0, 'in host mode without a task on each host, the new owner may have none');
	return tasks >= 2 ? whole : atLeast(0, 'the only task may be on the frozen host');
}
