import { type Verdict, worstOf } from '../verdict.ts';
import type { MetricChange } from './compare-drills.ts';

/** What is asked of a comparison beside that nothing is proved to be worse. */
export interface GateRule {
	/** `warn`: a deciding metric that could not be told is a warning. `fail`: it leaves the comparison inconclusive. */
	unknown: 'warn' | 'fail';
	/** Every metric, the watched ones too, must be proved to be no worse by a size that matters. */
	proveSame: boolean;
}

/** What a gate asks by default: did anything that matters get worse, as far as the run could see it? */
export const DEFAULT_RULE: GateRule = { unknown: 'warn', proveSame: false };

/**
 * Failed where anything is proved to be worse. Inconclusive where nothing was compared, where a run has no value at all of a deciding metric
 * that the other has, and where the rule asks for what could not be told. Passed else.
 */
export function changesVerdict(changes: readonly MetricChange[], rule: GateRule = DEFAULT_RULE): Verdict {
	return worstOf(
		changes.map((change): Verdict => {
			if (change.outcome === 'regression') return 'fail';
			return change.outcome === 'unknown' && isAsked(change, rule) ? 'inconclusive' : 'pass';
		}),
	);
}

function isAsked({ role, before, after }: MetricChange, { unknown, proveSame }: GateRule): boolean {
	if (proveSame) return true;
	return role === 'deciding' && (unknown === 'fail' || before.n === 0 || after.n === 0);
}

/** The deciding metrics that could not be told, though both runs have them. */
export const undecided = (changes: readonly MetricChange[]): MetricChange[] =>
	changes.filter(
		({ role, outcome, before, after }) => role === 'deciding' && outcome === 'unknown' && before.n > 0 && after.n > 0,
	);
