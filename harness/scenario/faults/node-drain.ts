import type { Target } from '../target.ts';
import type { FaultDescriptor, FaultOf } from './descriptor.ts';
import { ENGINE_MS } from './recovery.ts';
import type { Shapes } from './shapes.ts';

const parameters = ({ target }: Shapes) => ({ target });

export type NodeDrain = FaultOf<'node-drain', typeof parameters>;

/** The node is drained. Undone by activating it. */
export const nodeDrain = (target: Target): NodeDrain => ({ kind: 'node-drain', target });

/** See nodeDrain. */
export const nodeDrainFault: FaultDescriptor<NodeDrain> = {
	kind: 'node-drain',
	parameters,
	build: nodeDrain,
	call: 'nodeDrain(target)',
	does: 'The node is drained.',
	needsSwarm: true,
	undone: 'It is made active.',
	fuzz: { weight: 90, lasts: true, recoversMs: ENGINE_MS },
};
