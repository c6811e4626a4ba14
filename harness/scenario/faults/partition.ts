import { describeTarget, type Target } from '../target.ts';
import type { FaultDescriptor, FaultOf } from './descriptor.ts';
import type { Direction, Shapes, Traffic } from './shapes.ts';
import { on, WAY, WHICH } from './words.ts';

const parameters = ({ target, targetOr, traffic, direction, oneOf, segment }: Shapes) => ({
	target,
	from: targetOr('others', 'everyone'),
	traffic,
	direction,
	how: oneOf('drop', 'reject'),
	network: segment,
});

interface PartitionOptions {
	/** The other side: the other hosts (default), some of them, or everyone on the segment, customers too. */
	from?: Target | 'others' | 'everyone';
	traffic?: Traffic;
	/** `out`: what the target sends is lost. `in`: what is sent to it. */
	direction?: Direction;
	/** `reject` answers what it can with an ICMP error or a TCP reset; ARP and VRRP are dropped either way. */
	how?: 'drop' | 'reject';
	/** The segment on which they are cut off, by its name in `networks`; null (default) for the customers', and only there. */
	network?: string | null;
}
export type Partition = FaultOf<'partition', typeof parameters>;

/** Cuts the target off from the other side, by packet filters in the hosts. Undone by removing them. */
export const partition = (target: Target, options: PartitionOptions = {}): Partition => ({
	kind: 'partition',
	target,
	from: 'others',
	traffic: 'all',
	direction: 'both',
	how: 'drop',
	network: null,
	...options,
});

/** See partition. */
export const partitionFault: FaultDescriptor<Partition> = {
	kind: 'partition',
	parameters,
	build: partition,
	call: 'partition(target, { from, traffic, direction, how, network })',
	does: 'Packet filters cut the host off from the other hosts, some of them, or everyone.',
	undone: 'The filters are removed.',
	detail: ({ from, traffic, direction, how, network }) =>
		`from ${sideOf(from)}, ${WHICH[traffic]}, ${WAY[direction]}${how === 'reject' ? ', rejected' : ''}${on(network)}`,
	otherTargets: ({ from }) => (typeof from === 'object' ? { from } : {}),
	theory: ({ traffic }) => (traffic === 'swarm' ? null : 'crash'),
	// A host that only some others cannot hear is still there for its customers.
	hostEffects: ({ from, traffic, network }) => (from === 'everyone' && traffic === 'all' && network === null ? ['cut-off'] : []),
	look: 'cut',
	fuzz: {
		weight: 120,
		lasts: true,
		recoversMs: 0,
		splits: true,
		values: {
			from: ['others'],
			traffic: ['vrrp', 'all', 'swarm'],
			direction: ['both', 'in', 'out'],
			how: ['drop'],
			network: [null],
		},
	},
};

function sideOf(from: Partition['from']): string {
	if (typeof from === 'object') return describeTarget(from);
	return from === 'others' ? 'the other hosts' : 'everyone';
}
