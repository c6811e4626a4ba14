import type { Target } from '../target.ts';
import type { FaultDescriptor, FaultOf } from './descriptor.ts';
import type { Shapes } from './shapes.ts';
import { on } from './words.ts';

const parameters = ({ target, oneOf, segment }: Shapes) => ({
	target,
	how: oneOf('carrier', 'admin'),
	network: segment,
});

export type LinkDown = FaultOf<'link-down', typeof parameters>;

/** The cable is pulled (`carrier`, at the switch's end) or the NIC is set down (`admin`), on the customers' segment or on another. Undone by the opposite. */
export const linkDown = (
	target: Target,
	how: 'carrier' | 'admin' = 'carrier',
	{ network = null }: { network?: string | null } = {},
): LinkDown => ({ kind: 'link-down', target, how, network });

/** See linkDown. */
export const linkDownFault: FaultDescriptor<LinkDown> = {
	kind: 'link-down',
	parameters,
	build: linkDown,
	call: "linkDown(target, 'carrier' | 'admin', { network })",
	does: "The cable is pulled at the switch's end, or the NIC is set down.",
	undone: 'The link is set up at the same end.',
	detail: ({ how, network }) => `${how === 'carrier' ? 'carrier lost' : 'set down'}${on(network)}`,
	// Without a carrier the goodbye reaches nobody.
	theory: () => 'crash',
	// keepalived lets go of an address whose instance runs on the NIC or tracks it. Whether one does, the fault cannot tell.
	hostEffects: ({ network }) => [network === null ? 'cut-off' : 'cannot-own'],
	look: 'cut',
	fuzz: { weight: 100, lasts: true, recoversMs: 0, splits: true, values: { how: ['carrier'], network: [null] } },
};
