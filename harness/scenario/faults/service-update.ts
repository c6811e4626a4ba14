import type { FaultDescriptor, FaultOf } from './descriptor.ts';

const parameters = () => ({});

export type ServiceUpdate = FaultOf<'service-update', typeof parameters>;

/** A rolling update of the service, as `docker service update --force` does it. Undone by waiting for its end. */
export const serviceUpdate = (): ServiceUpdate => ({ kind: 'service-update' });

/** See serviceUpdate. */
export const serviceUpdateFault: FaultDescriptor<ServiceUpdate> = {
	kind: 'service-update',
	parameters,
	build: serviceUpdate,
	call: 'serviceUpdate()',
	whom: 'the service',
	does: 'The service gets a rolling update.',
	needsSwarm: true,
	undone: 'The lab waits for its end.',
};
