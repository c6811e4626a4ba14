import { overTrials } from '../gate/over-trials.ts';
import type { DrillReport, ExpectationResult } from './run-report.ts';

/** Everything that a drill's verdict rests on, judged over its trials: expectations, objectives and invariants, in this order. */
export function resultsOf({ expectations, slos, trials }: DrillReport): ExpectationResult[] {
	return [...expectations, ...slos, ...overTrials(trials.map(({ invariants }) => invariants))];
}
