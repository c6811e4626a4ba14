import { nicOn } from '../../../cluster/segments.ts';
import type { Fault } from '../../../scenario/fault.ts';
import type { Act } from '../agents/protocol.ts';
import { CLIENT_MACHINES } from '../observer/prober.ts';
import { type FaultDriver, type FaultWorld, fireScript, scriptAct, thoseOn } from './driver.ts';
import { type FilterRules, installFilter, removeFilter } from './packet-filter.ts';

type Partition = Extract<Fault, { kind: 'partition' }>;
/** The other side: hosts, and `client` for the customers on the segment. */
interface Sides {
	others: string[];
}

/**
 * Each receiver drops what comes from the other side, by hardware address: so also what its sender puts on the wire past its own packet
 * filter (keepalived's gratuitous ARP), and multicast, which others still get.
 */
export const partition: FaultDriver<Partition, Sides> = {
	async prepare(world, fault, hosts, index) {
		const others = otherSide(world, fault, hosts);
		const machines = await thoseOn(world, [...hosts, ...others]);
		const acts = await Promise.all(machines.map((machine) => install(world, fault, { hosts, others }, machine, index)));
		return { memo: { others }, fire: (atMs) => world.injector.act(acts.flat(), atMs) };
	},
	async undo(world, { hosts, memo, index }) {
		const machines = await thoseOn(world, [...hosts, ...memo.others]);
		await (await fireScript(world, machines, removeFilter(index)))(0);
	},
	async afterBoot(world, { fault, hosts, memo, index }, host) {
		await world.injector.act(await install(world, fault, { hosts, others: memo.others }, host, index));
	},
};

/** On a further segment, those that have a NIC there; customers are on their own alone. */
function otherSide({ lab, resolve }: FaultWorld, { from, network }: Partition, hosts: string[]): string[] {
	const others = typeof from === 'object' ? resolve(from) : lab.spec.hosts.map(({ name }) => name);
	const apart = others.filter((name) => !hosts.includes(name) && nicOn(lab.spec, name, network) !== null);
	return from === 'everyone' && network === null ? [...apart, CLIENT_MACHINES.segment] : apart;
}

async function install(
	{ lab }: FaultWorld,
	{ traffic, direction, how, network }: Partition,
	{ hosts, others }: { hosts: string[]; others: string[] },
	machine: string,
	index: number,
): Promise<Act[]> {
	const isTarget = hosts.includes(machine);
	const opposite = isTarget ? others : hosts;
	const hears = direction === 'both' || direction === (isTarget ? 'in' : 'out');
	const isHeard = direction === 'both' || direction === (isTarget ? 'out' : 'in');
	const rules: FilterRules = {
		nic: lab.nicOf(machine, network),
		traffic,
		dropFrom: hears ? opposite.map((name) => lab.macOf(name, network)) : null,
		dropOut: false,
		probability: null,
		ipv6: lab.spec.network.subnet6 !== null,
		rejectTo: how === 'reject' && isHeard ? opposite.map((name) => lab.addressOf(name, network)) : [],
	};
	if (rules.dropFrom === null && rules.rejectTo.length === 0) return [];
	return [scriptAct(await lab.pidOf(machine), installFilter(index, rules))];
}
