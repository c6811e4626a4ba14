import type { Target } from '../target.ts';
import type { FaultDescriptor, FaultOf } from './descriptor.ts';
import type { Shapes } from './shapes.ts';

const parameters = ({ target }: Shapes) => ({ target });

export type VipDelete = FaultOf<'vip-delete', typeof parameters>;

/** Somebody deletes the VIP from the target's NIC. keepalived mends it; nothing to undo. */
export const vipDelete = (target: Target): VipDelete => ({ kind: 'vip-delete', target });

/** See vipDelete. */
export const vipDeleteFault: FaultDescriptor<VipDelete> = {
	kind: 'vip-delete',
	parameters,
	build: vipDelete,
	call: 'vipDelete(target)',
	does: "Somebody deletes the VIP from the host's NIC.",
	undone: 'keepalived mends it; it is started where it does not run.',
	fuzz: { weight: 50, lasts: false, recoversMs: 0 },
};
