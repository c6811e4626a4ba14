import type { Bystanders } from '../measure/bystanders.ts';
import type { Convergence } from '../measure/convergence.ts';
import type { TrialMeasurements } from '../metrics/measurements.ts';
import type { Allowance } from '../scenario/spec.ts';
import type { Verdict } from './verdict.ts';

/** What a trial's invariants are judged by. */
export interface InvariantInput {
	measurements: Pick<TrialMeasurements, 'trust' | 'dualOwnerMs' | 'noOwnerMs' | 'deafOwnerMs'> &
		Partial<Pick<TrialMeasurements, 'otherVips'>>;
	/** Null where the trial never said that the cluster had come back. */
	convergence: Convergence | null;
	/** What still ailed it when the wait for its health ran out; null where that is not known. */
	ill: string | null;
	bystanders: Bystanders;
	allow: Allowance | undefined;
	/** Of all hosts that run VRRP; null where none is known to. */
	greatestMasterDownMs: number | null;
	/** Who must hold the VIP in the end; null where whoever has it may keep it. */
	rightfulOwner: string | null;
	/** The other floating IPs: who held each once settled, and who must. */
	otherVips?: { vip: string; owners: Convergence['owners']; rightfulOwner: string | null }[];
	/** Who must be ready and reachable in the end. */
	managers: readonly string[];
}

/** What was asked and got of one invariant. */
export interface Judged {
	outcome: Verdict;
	asked: string;
	got: string;
}
