import type { Target } from '../target.ts';
import type { FaultDescriptor, FaultOf } from './descriptor.ts';
import type { Shapes } from './shapes.ts';

const parameters = ({ target, oneOf }: Shapes) => ({ target, how: oneOf('carrier', 'admin') });

export type LinkDown = FaultOf<'link-down', typeof parameters>;

/** The cable is pulled (`carrier`, at the switch's end) or the NIC is set down (`admin`). Undone by the opposite. */
export const linkDown = (target: Target, how: 'carrier' | 'admin' = 'carrier'): LinkDown => ({ kind: 'link-down', target, how });

/** See linkDown. */
export const linkDownFault: FaultDescriptor<LinkDown> = {
	kind: 'link-down',
	parameters,
	build: linkDown,
	call: "linkDown(target, 'carrier' | 'admin')",
	does: "The cable is pulled at the switch's end, or the NIC is set down.",
	undone: 'The link is set up at the same end.',
	detail: ({ how }) => (how === 'carrier' ? 'carrier lost' : 'set down'),
	// Without a carrier the goodbye reaches nobody.
	theory: () => 'crash',
	hostEffects: () => ['cut-off'],
	look: 'cut',
	fuzz: { weight: 100, lasts: true, recoversMs: 0, splits: true, values: { how: ['carrier'] } },
};
