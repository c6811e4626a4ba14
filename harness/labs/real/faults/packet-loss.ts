import type { Fault } from '../../../scenario/fault.ts';
import type { Act } from '../agents/protocol.ts';
import { sh } from '../shell.ts';
import { type FaultDriver, type FaultWorld, fireScript, scriptAct, thoseOn } from './driver.ts';
import { installFilter, removeFilter } from './packet-filter.ts';
import { addQdisc, hasNetem, removeQdisc } from './queueing.ts';

type PacketLoss = Extract<Fault, { kind: 'packet-loss' }>;

/** By netem where the kernel has it and all traffic is meant; else by iptables' `statistic` match, which spares ARP. */
export const packetLoss: FaultDriver<PacketLoss, { netem: boolean }> = {
	async prepare(world, fault, hosts, index) {
		const netem = fault.traffic === 'all' && (await hasNetem(world, hosts[0] ?? ''));
		const acts = await Promise.all(hosts.map((host) => install(world, fault, host, index, netem)));
		return { memo: { netem }, fire: (atMs) => world.injector.act(acts.flat(), atMs) };
	},
	async undo(world, { fault, hosts, memo, index }) {
		if (memo.netem) return removeQdisc(world, hosts, fault.direction);
		const on = await thoseOn(world, hosts);
		await (await fireScript(world, on, removeFilter(index)))(0);
	},
	async afterBoot(world, { fault, memo, index }, host) {
		await world.injector.act(await install(world, fault, host, index, memo.netem));
	},
};

async function install(world: FaultWorld, fault: PacketLoss, host: string, index: number, netem: boolean): Promise<Act[]> {
	const { percent, traffic, direction } = fault;
	if (netem) return addQdisc(world, host, direction, sh`netem loss random ${percent}%`);
	const rules = {
		nic: world.lab.nicOf(host),
		traffic,
		dropFrom: direction === 'out' ? null : ('anyone' as const),
		dropOut: direction !== 'in',
		probability: percent / 100,
		ipv6: world.lab.spec.network.subnet6 !== null,
		rejectTo: [],
	};
	return [scriptAct(await world.lab.pidOf(host), installFilter(index, rules))];
}
