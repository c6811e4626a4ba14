import { atLeast, between } from '../range.ts';
import { restartKeepalived } from '../remedies.ts';
import type { Range } from '../shape.ts';
import { afterSilence, TIMERS_SOURCE } from '../timers.ts';
import { either, type FailureClass, first, NO_OUTAGE, nobodyElse, outageUntil, theory } from './descriptor.ts';

const UNIT_SOURCE = 'Restart=, RestartSec= and ExecStopPost= of keepalived.service and its drop-ins';

/** Both processes of keepalived are killed; the host lives on, with the address. */
export const keepalivedDies: FailureClass = {
	id: 'keepalived-dies',
	failure: 'keepalived dies',
	drill: 'keepalived-crash',
	measured: 'fault',
	theory(facts, owner) {
		const heirs = afterSilence(facts, owner);
		if (!heirs) return nobodyElse(owner);
		const { restart, delayMs, deletesVip } = owner.unit;
		const common = { detection: heirs.wait, sources: [TIMERS_SOURCE, UNIT_SOURCE] };
		if (restart === 'no' && !deletesVip)
			return theory({
				...common,
				outcome: 'never',
				problem: 'two-owners',
				why: `${either(heirs.hosts)} takes over, but nobody removes the address from ${owner.name}, which goes on answering ARP for it, and nothing starts keepalived there again.`,
				...first(heirs),
				takeover: heirs.wait,
				outage: NO_OUTAGE,
				twoOwners: atLeast(0, 'it lasts until somebody starts keepalived again'),
				notes: ['Customers are served by either host, and a connection breaks whenever their ARP entry changes.'],
				remedy: restartKeepalived(owner),
			});
		// Started again, it waits for its own Master_Down_Interval, and may be the first to have it pass.
		const ownMs = restart === 'no' ? Number.POSITIVE_INFINITY : delayMs + owner.masterDownIntervalMs;
		const { minMs, maxMs } = heirs.wait;
		const takeover = between(Math.min(minMs, ownMs), maxMs ?? 0);
		const mayReturn = ownMs < (maxMs ?? 0);
		return theory({
			...common,
			outcome: 'moves',
			why: `${either(heirs.hosts)} takes over${mayReturn ? `, or ${owner.name} itself again,` : ''} and the address is gone from ${owner.name} ${deletesVip ? 'at once' : 'when its keepalived starts again'}.`,
			...first(heirs),
			takesOver: mayReturn ? [...heirs.hosts, owner.name] : heirs.hosts,
			takeover,
			outage: outageUntil(facts, deletesVip ? takeover : between(0, (maxMs ?? 0) - delayMs)),
			twoOwners: deletesVip ? null : overlap(delayMs, takeover),
		});
	},
};

/** Two owners from the takeover until the start has deleted what was left; null where the start comes first. */
function overlap(delayMs: number, takeover: Range): Range | null {
	if (delayMs <= takeover.minMs) return null;
	return atLeast(Math.max(0, delayMs - (takeover.maxMs ?? 0)), 'how long keepalived takes to start no timer bounds');
}
