import { formatMs } from '../base/units.ts';
import { compareDrills } from '../gate/baseline/compare-drills.ts';
import { isDecided, levelPerLook, looksUpTo } from '../gate/baseline/sequential.ts';
import type { ExpectationResult } from '../gate/verdict.ts';
import { isPrecise, precisionOf, precisionSentence } from './precision.ts';
import type { DrillReport, TrialReport, UntilCi } from './run-report.ts';

/** When a drill has been repeated enough. It is looked at after numbers of trials that are known beforehand, for each look has its price. */
export interface StopRule {
	/** Ascending. */
	readonly looks: readonly number[];
	/** Whether the first trials of a drill are enough; asked at a look only. */
	isEnough(trials: readonly TrialReport[]): boolean;
}

/** Until the median is known to `widthMs` (`precisionOf` says how well), or `maxTrials` are over. */
export function untilPrecise(widthMs: number, maxTrials: number): StopRule {
	const looks = looksUpTo(maxTrials);
	return { looks, isEnough: (trials) => isPrecise(precisionOf(trials, looks.length), widthMs) };
}

/**
 * Until every deciding metric is told from that of an earlier run of the drill, or `maxTrials` are over. The level is shared out among the looks
 * and among the run's drills. Without an earlier run of the drill all trials are run.
 */
export function untilDecided(before: DrillReport | undefined, drills: number, maxTrials: number): StopRule {
	const looks = looksUpTo(maxTrials);
	const options = { level: levelPerLook(looks.length) / drills, sensitivity: false };
	const earlier = before?.trials.map(({ measurements }) => measurements) ?? [];
	return {
		looks,
		isEnough: (trials) => {
			const after = trials.map(({ measurements }) => measurements);
			return isDecided(compareDrills([{ drill: before?.name ?? '', before: earlier, after }], options));
		},
	};
}

/** Applies a rule to a drill's trials as they come in; each look is taken once. */
export class Stopping {
	#next = 0;
	#isEnough = false;

	constructor(private readonly rule: StopRule | null) {}

	/** Whether no further trial is needed. `trials`: all until now, in the order of their numbers and without a gap. */
	isEnough(trials: readonly TrialReport[]): boolean {
		const { looks = [], isEnough } = this.rule ?? { isEnough: () => false };
		for (let look = looks[this.#next]; !this.#isEnough && look !== undefined && look <= trials.length; look = looks[this.#next]) {
			this.#isEnough = isEnough(trials.slice(0, look));
			this.#next += 1;
		}
		return this.#isEnough;
	}
}

/** What it is to a drill's verdict whether its median was asked to be known to a width, and is: not known is undecided. */
export function judgePrecision(untilCi: UntilCi | undefined, trials: readonly TrialReport[]): ExpectationResult[] {
	if (!untilCi) return [];
	const { widthMs, maxTrials } = untilCi;
	const rule = untilPrecise(widthMs, maxTrials);
	const held = rule.looks.find((look) => look <= trials.length && rule.isEnough(trials.slice(0, look)));
	const got = precisionSentence(precisionOf(trials.slice(0, held), rule.looks.length));
	const asked = `its 95 % confidence interval is narrower than ${formatMs(widthMs)}`;
	return [{ title: 'the median is known well enough', asked, got, outcome: held === undefined ? 'inconclusive' : 'pass' }];
}
