import { wholeProblems } from '../ranges.ts';
import type { FaultDescriptor, FaultOf } from './descriptor.ts';
import type { Shapes } from './shapes.ts';

const MOST_REPLICAS = 1000;

const parameters = ({ count }: Shapes) => ({ replicas: count });

export type ServiceScale = FaultOf<'service-scale', typeof parameters>;

/** `docker service scale` of a replicated service. Undone by scaling back. */
export const serviceScale = (replicas: number): ServiceScale => ({ kind: 'service-scale', replicas });

/** See serviceScale. */
export const serviceScaleFault: FaultDescriptor<ServiceScale> = {
	kind: 'service-scale',
	parameters,
	build: serviceScale,
	call: 'serviceScale(replicas)',
	whom: 'the service',
	does: 'A replicated service gets another number of tasks.',
	needsSwarm: true,
	undone: 'It is scaled back.',
	detail: ({ replicas }) => `${replicas} replicas`,
	problems: ({ replicas }, place) => wholeProblems(`${place}.replicas`, replicas, 'number of tasks', 0, MOST_REPLICAS),
};
