import { InputError } from '../base/errors.ts';
import { checkAccepted, type LabKind } from '../labs/lab.ts';
import { noteDrill } from '../results/redact.ts';
import { drillProblems } from '../scenario/check-drill.ts';
import { hostProblems } from '../scenario/check-hosts.ts';
import { inDrill } from '../scenario/drill-problem.ts';
import type { RunOptions } from './options.ts';
import { shareOf } from './shard.ts';

/** Throws InputError for what can be known to be wrong before an engine is touched. Notes what is secret in the drills. */
export function checkRun(options: Pick<RunOptions, 'spec' | 'drills' | 'trials' | 'untilCiMs' | 'shard'>, kind: LabKind): void {
	const { spec, drills, trials, shard } = options;
	if (!Number.isInteger(trials) || trials < 1) {
		throw new InputError([
			{
				file: 'command line',
				field: '--trials',
				value: trials,
				problem: 'not a number of trials',
				fix: 'use a whole number of at least 1',
			},
		]);
	}
	const [first, ...others] = drills.flatMap((drill) => {
		const problems = drillProblems(drill);
		// Whom a drill of another form hits cannot be known.
		return (problems.length > 0 ? problems : hostProblems(drill, spec)).map((problem) => inDrill(drill, problem));
	});
	if (first) throw new InputError([first, ...others]);
	for (const drill of drills) noteDrill(drill);
	checkAccepted(kind, drills, spec);
	if (shard) shareOf(options, shard);
}
