import type { Duration } from '../../base/units.ts';
import { durationProblems, percentProblems, wholeProblems } from '../ranges.ts';
import type { Target } from '../target.ts';
import type { FaultDescriptor, FaultOf } from './descriptor.ts';
import type { Shapes } from './shapes.ts';

const LONGEST_MS = 60_000;
/** More programs than that are no background. */
const MOST = 64;

const parameters = ({ target, duration, number, count }: Shapes) => ({
	target,
	latency: duration,
	jitter: duration,
	loss: number,
	cpu: count,
	disk: count,
});

interface BackgroundOptions {
	latency?: Duration;
	jitter?: Duration;
	/** Share of its packets that is lost, per cent. */
	loss?: number;
	/** Programs that want a processor each, for themselves. */
	cpu?: number;
	/** Programs that write 16 MiB to its disk and wait for that, again and again. */
	disk?: number;
}
export type Background = FaultOf<'background', typeof parameters>;

/**
 * The target does not live in a quiet room: what it sends takes longer and some of it is lost, and other programs use its processors and its disk. `conditions` of a
 * drill put every host under it for the whole of each trial.
 */
export const background = (target: Target, options: BackgroundOptions = {}): Background => ({
	kind: 'background',
	target,
	latency: '0ms',
	jitter: '0ms',
	loss: 0,
	cpu: 0,
	disk: 0,
	...options,
});

/** See background. */
export const backgroundFault: FaultDescriptor<Background> = {
	kind: 'background',
	parameters,
	build: background,
	call: 'background(target, { latency, jitter, loss, cpu, disk })',
	does: 'What the host sends takes longer and some of it is lost; other programs use its processors and its disk.',
	undone: 'The queue is removed, the programs are ended.',
	detail: ({ latency, jitter, loss, cpu, disk }) =>
		`${latency} ± ${jitter}, ${loss} % lost, ${cpu} on its processors, ${disk} on its disk`,
	problems: ({ latency, jitter, loss, cpu, disk }, place) => [
		...durationProblems(`${place}.latency`, latency, { max: LONGEST_MS }),
		...durationProblems(`${place}.jitter`, jitter, { max: LONGEST_MS }),
		...percentProblems(`${place}.loss`, loss),
		...wholeProblems(`${place}.cpu`, cpu, 'number of programs', 0, MOST),
		...wholeProblems(`${place}.disk`, disk, 'number of programs', 0, MOST),
	],
};
