import { type Duration, formatMs, parseDurationMs } from '../base/units.ts';
import type { Allowance } from '../scenario/spec.ts';
import { judgeBystanders } from './bystanders.ts';
import { judgeConvergence } from './convergence.ts';
import type { InvariantInput, Judged } from './judged.ts';
import type { ExpectationResult } from './verdict.ts';
import { notTrusted } from './wording.ts';

/** What holds of every cluster in every trial of every drill, whatever is broken, but for what a drill's allowance excuses. */
export const INVARIANTS = {
	'one-owner': 'two hosts hold the floating IP at once for a moment at most',
	'owner-exists': 'a host that could hold the floating IP takes it in time',
	'owner-serves': 'whoever holds the floating IP serves',
	converges: 'the cluster comes back as it was',
	bystanders: 'the hosts that no fault hit are left alone',
} as const;

export type InvariantId = keyof typeof INVARIANTS;

/** One invariant, judged over one trial or over a drill's. */
export interface InvariantResult extends ExpectationResult {
	id: InvariantId;
}

/** In all: a host that hears a better one gives up within an advertisement; the rest is the lab's jitter (1–40 ms a step where measured). */
const DUAL_OWNER_MS = 200;
/** Beyond the greatest Master_Down_Interval: keepalived's start-up and timers on a busy machine. */
const NO_OWNER_SLACK_MS = 500;
/** At a time, with an owner that does not answer. */
const DEAF_OWNER_MS = 3000;

/** Judges every invariant over one trial, in the order of INVARIANTS. In a trial that is not to be trusted all are inconclusive. */
export function judgeInvariants(input: InvariantInput): InvariantResult[] {
	const { measurements: m, allow, greatestMasterDownMs } = input;
	const noOwnerMs = greatestMasterDownMs === null ? null : greatestMasterDownMs + NO_OWNER_SLACK_MS;
	// Of several floating IPs, the worst.
	const dualOwnerMs = m.dualOwnerMs === null ? null : Math.max(m.dualOwnerMs, m.otherVips?.dualOwnerMs ?? 0);
	const judged: Record<InvariantId, Judged> = {
		'one-owner': judgeBound('with more than one owner, in all', dualOwnerMs, DUAL_OWNER_MS, allow?.dualOwner, allow),
		'owner-exists': judgeBound(
			'without an owner in reach although a host could be',
			m.noOwnerMs,
			noOwnerMs,
			allow?.noOwner,
			allow,
		),
		'owner-serves': judgeBound('with an owner that does not answer', m.deafOwnerMs, DEAF_OWNER_MS, allow?.deafOwner, allow),
		converges: judgeConvergence(input.convergence, input),
		bystanders: judgeBystanders(input.bystanders),
	};
	const distrust = m.trust.trusted ? null : notTrusted(m.trust);
	return Object.entries(INVARIANTS).map(([key, title]) => {
		const id = key as InvariantId;
		const { asked, ...result } = judged[id];
		return { id, title, asked, ...(distrust === null ? result : { outcome: 'inconclusive' as const, got: distrust }) };
	});
}

function judgeBound(
	what: string,
	valueMs: number | null,
	defaultMs: number | null,
	allowed: Duration | undefined,
	allow: Allowance | undefined,
): Judged {
	const boundMs = allowed === undefined ? defaultMs : parseDurationMs(allowed);
	const because = allowed === undefined ? '' : ` (allowed here: ${allow?.because ?? ''})`;
	const asked = `at most ${formatMs(boundMs)} ${what}${because}`;
	if (valueMs === null || boundMs === null) return { outcome: 'inconclusive', asked, got: 'no value' };
	return { outcome: valueMs <= boundMs ? 'pass' : 'fail', asked, got: formatMs(valueMs) };
}
