import type { Duration } from '../../base/units.ts';
import { durationProblems } from '../ranges.ts';
import type { Target } from '../target.ts';
import type { FaultDescriptor, FaultOf } from './descriptor.ts';
import type { Shapes } from './shapes.ts';

/** A link that comes and goes faster is not what the kernel reports, and the simulator would be at it for hours. */
const SHORTEST_MS = 10;

const parameters = ({ target, duration }: Shapes) => ({ target, down: duration, up: duration });

export type LinkFlap = FaultOf<'link-flap', typeof parameters>;

/** The carrier goes and comes in turn, beginning with `down`. Undone by leaving it up. */
export const linkFlap = (target: Target, { down, up }: { down: Duration; up: Duration }): LinkFlap => ({
	kind: 'link-flap',
	target,
	down,
	up,
});

/** See linkFlap. */
export const linkFlapFault: FaultDescriptor<LinkFlap> = {
	kind: 'link-flap',
	parameters,
	build: linkFlap,
	call: 'linkFlap(target, { down, up })',
	does: 'The carrier goes and comes in turn.',
	undone: 'It is left up.',
	detail: ({ down, up }) => `down ${down}, up ${up}`,
	problems: (fault, place) =>
		(['down', 'up'] as const).flatMap((key) => durationProblems(`${place}.${key}`, fault[key], { min: SHORTEST_MS })),
	hostEffects: () => ['cannot-own'],
	look: 'cut',
	fuzz: { weight: 110, lasts: true, recoversMs: 0, splits: true, values: { down: ['500ms'], up: ['2s'] } },
};
