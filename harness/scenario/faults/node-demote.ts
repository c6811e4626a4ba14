import type { Target } from '../target.ts';
import type { FaultDescriptor, FaultOf } from './descriptor.ts';
import type { Shapes } from './shapes.ts';

const parameters = ({ target }: Shapes) => ({ target });

export type NodeDemote = FaultOf<'node-demote', typeof parameters>;

/** A manager becomes a worker. Undone by promoting it. */
export const nodeDemote = (target: Target): NodeDemote => ({ kind: 'node-demote', target });

/** See nodeDemote. */
export const nodeDemoteFault: FaultDescriptor<NodeDemote> = {
	kind: 'node-demote',
	parameters,
	build: nodeDemote,
	call: 'nodeDemote(target)',
	does: 'A manager becomes a worker.',
	needsSwarm: true,
	undone: 'It is promoted.',
};
