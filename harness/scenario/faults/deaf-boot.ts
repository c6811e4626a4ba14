import type { Target } from '../target.ts';
import type { FaultDescriptor, FaultOf } from './descriptor.ts';
import type { Shapes } from './shapes.ts';

const parameters = ({ target }: Shapes) => ({ target });

export type DeafBoot = FaultOf<'deaf-boot', typeof parameters>;

/**
 * The machine reboots in order behind a switch port that has the link up and passes no frames, as a port with spanning tree does for 30 s (IEEE 802.1D: listening
 * and learning, a forward delay of 15 s each). Undone by having the port forward.
 */
export const deafBoot = (target: Target): DeafBoot => ({ kind: 'deaf-boot', target });

/** See deafBoot. */
export const deafBootFault: FaultDescriptor<DeafBoot> = {
	kind: 'deaf-boot',
	parameters,
	build: deafBoot,
	call: 'deafBoot(target)',
	does: 'The machine reboots in order, and its switch port has the link up but passes no frames.',
	undone: 'The port forwards.',
	theory: () => 'goodbye',
	hostEffects: () => ['keepalived-ends', 'cut-off'],
	look: 'cut',
};
