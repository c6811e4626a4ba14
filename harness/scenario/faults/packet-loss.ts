import { percentProblems } from '../ranges.ts';
import type { Target } from '../target.ts';
import type { FaultDescriptor, FaultOf } from './descriptor.ts';
import type { Direction, Shapes, Traffic } from './shapes.ts';
import { WAY, WHICH } from './words.ts';

const parameters = ({ target, number, traffic, direction }: Shapes) => ({ target, percent: number, traffic, direction });

export type PacketLoss = FaultOf<'packet-loss', typeof parameters>;

/** A share of the target's packets is lost at random, each for itself. */
export const packetLoss = (
	target: Target,
	percent: number,
	{ traffic = 'all', direction = 'both' }: { traffic?: Traffic; direction?: Direction } = {},
): PacketLoss => ({ kind: 'packet-loss', target, percent, traffic, direction });

/** See packetLoss. */
export const packetLossFault: FaultDescriptor<PacketLoss> = {
	kind: 'packet-loss',
	parameters,
	build: packetLoss,
	call: 'packetLoss(target, percent, { traffic, direction })',
	does: "A share of the host's packets is lost at random, each for itself.",
	undone: 'No more are lost.',
	detail: ({ percent, traffic, direction }) => `${percent} % of ${WHICH[traffic]}, ${WAY[direction]}`,
	problems: ({ percent }, place) => percentProblems(`${place}.percent`, percent, { above: true }),
	look: 'cut',
	fuzz: {
		weight: 130,
		lasts: true,
		recoversMs: 0,
		splits: true,
		values: { percent: [30, 60], traffic: ['vrrp', 'all'], direction: ['both'] },
	},
};
