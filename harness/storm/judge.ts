import { EXIT } from '../base/errors.ts';
import { HEARD, type Strike } from './strikes.ts';
import type { Subject } from './subjects.ts';

/** How a command ended. */
export interface Ended {
	/** Null where a signal ended it. */
	exitCode: number | null;
	signal: string | null;
	/** It did not end in time, and was killed by the storm. */
	isLate: boolean;
	/** All it printed. */
	output: string;
	tookMs: number;
}

/** What is wrong with how a command ended that was hit; empty where nothing is. `isStruck` is false where it had ended before. */
export function judgeEnd(subject: Subject, strike: Strike, ended: Ended, isStruck: boolean): string[] {
	const found = judgeOutput(ended);
	if (ended.isLate) return [...found, 'it did not end in time'];
	const allowed = isStruck ? allowedAfter(subject, strike) : subject.exits;
	if (ended.exitCode !== null && !allowed.includes(ended.exitCode))
		found.push(`it ended with exit code ${ended.exitCode}, not with ${allowed.join(', ')}`);
	// A signal that comes before the program listens ends Node itself; nothing is begun by then.
	const isDeaf = ended.output.trim() === '' && ['SIGTERM', 'SIGHUP', 'SIGINT'].includes(ended.signal ?? '');
	const isMeant = strike === 'SIGKILL' || strike === 'oom';
	if (ended.signal !== null && !isDeaf && !(isMeant && isStruck)) found.push(`${ended.signal} ended it`);
	return found;
}

function allowedAfter({ exits, endless }: Subject, strike: Strike): number[] {
	// What it works on may be done before it hears.
	const done = endless ? [] : exits;
	if (strike in HEARD) return [...done, HEARD[strike as keyof typeof HEARD]];
	if (strike === 'SIGKILL') return [...done];
	// The lab, the engine or the disk failed; or trials were lost, which is inconclusive.
	return [...done, EXIT.inconclusive, EXIT.labFailed, ...(endless ? [EXIT.sigterm] : [])];
}

/** What is wrong with how a command ended that nothing hit. */
export function judgeUndisturbed({ exits, endless }: Pick<Subject, 'exits' | 'endless'>, ended: Ended): string[] {
	const found = judgeOutput(ended);
	if (ended.isLate) return [...found, 'it did not end in time'];
	const allowed = endless ? [EXIT.sigterm] : exits;
	const isRight = ended.exitCode !== null && (allowed as readonly number[]).includes(ended.exitCode);
	return isRight ? found : [...found, `it ended with ${ended.exitCode ?? ended.signal}, not with ${allowed.join(', ')}`];
}

/** No user is to see where in the code something happened. */
function judgeOutput({ output }: Ended): string[] {
	const found: string[] = [];
	if (/^\s+at .+\(?.+:\d+:\d+\)?$/m.test(output)) found.push('it printed a stack trace');
	if (/a mistake of vipdrill's own/.test(output)) found.push('it called what happened a mistake of its own');
	return found;
}
