import type { FaultDescriptor, FaultOf } from './descriptor.ts';

const parameters = () => ({});

export type VridConflict = FaultOf<'vrid-conflict', typeof parameters>;

/**
 * Another cluster joins the segment, with a floating IP of its own and this one's virtual_router_id, version and interval: keepalived of a stranger, at priority 150 and
 * without a password. It multicasts. Undone by taking it away.
 */
export const vridConflict = (): VridConflict => ({ kind: 'vrid-conflict' });

/** See vridConflict. */
export const vridConflictFault: FaultDescriptor<VridConflict> = {
	kind: 'vrid-conflict',
	parameters,
	build: vridConflict,
	call: 'vridConflict()',
	whom: 'the segment',
	does: "Another cluster with the same virtual_router_id joins the segment: a stranger's keepalived, with a floating IP of its own.",
	undone: 'The stranger is taken away.',
};
