import type { FaultDescriptor, FaultOf } from './descriptor.ts';

const parameters = () => ({});

export type VipDuplicate = FaultOf<'vip-duplicate', typeof parameters>;

/**
 * A stranger on the segment has the VIP too: the address conflict of a cloned machine. It announces itself once by a gratuitous ARP as it comes,
 * answers ARP for the VIP from then on, and refuses connections. Undone by taking it away.
 */
export const vipDuplicate = (): VipDuplicate => ({ kind: 'vip-duplicate' });

/** See vipDuplicate. */
export const vipDuplicateFault: FaultDescriptor<VipDuplicate> = {
	kind: 'vip-duplicate',
	parameters,
	build: vipDuplicate,
	call: 'vipDuplicate()',
	whom: 'the segment',
	does: 'A stranger on the segment has the VIP too: it announces itself once, answers ARP and refuses connections.',
	undone: 'The stranger is taken away.',
};
