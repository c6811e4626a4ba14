import type { KeepalivedConf, verdictOf } from '../keepalived/read.ts';
import type { Case } from './case.ts';

export type Verdict = ReturnType<typeof verdictOf>;

/** What both say of a case. */
export interface Result {
	case: Case;
	ours: Verdict;
	theirs: Verdict;
	/** keepalived's words. */
	said: string[];
	conf: KeepalivedConf;
	/** Why they may differ; null where they agree, or nobody knows. */
	reason: string | null;
}
