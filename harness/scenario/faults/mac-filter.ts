import type { Target } from '../target.ts';
import type { FaultDescriptor, FaultOf } from './descriptor.ts';
import type { Shapes } from './shapes.ts';

const parameters = ({ target }: Shapes) => ({ target });

export type MacFilter = FaultOf<'mac-filter', typeof parameters>;

/**
 * The target's switch port takes frames of its NIC's own hardware address alone, as port security and most clouds' and hypervisors' networks do. It matters where
 * keepalived sends from another one (`use_vmac`: 00:00:5e:00:01 and the router's number). Undone by taking the filter away.
 */
export const macFilter = (target: Target): MacFilter => ({ kind: 'mac-filter', target });

/** See macFilter. */
export const macFilterFault: FaultDescriptor<MacFilter> = {
	kind: 'mac-filter',
	parameters,
	build: macFilter,
	call: 'macFilter(target)',
	does: "The host's switch port drops what does not come from the NIC's own hardware address.",
	undone: 'The filter is taken away.',
};
