import type { Target } from '../target.ts';
import type { FaultDescriptor, FaultOf } from './descriptor.ts';
import type { Shapes } from './shapes.ts';

const parameters = ({ target }: Shapes) => ({ target });

export type AddressConflict = FaultOf<'address-conflict', typeof parameters>;

/**
 * A stranger on the customers' segment has the target's own address there: the clone of a host comes up with what the host is called by. It announces itself once
 * by a gratuitous ARP as it comes, answers ARP for the address from then on, and refuses connections. Undone by taking it away.
 */
export const addressConflict = (target: Target): AddressConflict => ({ kind: 'address-conflict', target });

/** See addressConflict. */
export const addressConflictFault: FaultDescriptor<AddressConflict> = {
	kind: 'address-conflict',
	parameters,
	build: addressConflict,
	call: 'addressConflict(target)',
	does: 'A stranger on the segment has the host’s own address too: it announces itself once, answers ARP and refuses connections.',
	undone: 'The stranger is taken away.',
};
