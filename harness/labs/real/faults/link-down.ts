import type { Fault } from '../../../scenario/fault.ts';
import { sh } from '../shell.ts';
import { type FaultDriver, type FaultWorld, fireScript, type Nothing, onEach, thoseOn } from './driver.ts';

type LinkDown = Extract<Fault, { kind: 'link-down' }>;

/** `carrier`: the switch's end goes down, and the NIC loses its carrier. `admin`: the NIC itself, and its routes with it. */
export const linkDown: FaultDriver<LinkDown, Nothing> = {
	async prepare(world, fault, hosts) {
		return { memo: {}, fire: await down(world, fault, hosts) };
	},
	async undo(world, { fault, hosts }) {
		const on = await thoseOn(world, hosts);
		if (fault.how === 'carrier') {
			const links = await Promise.all(on.map((host) => world.injector.cableOf(host, fault.network)));
			await world.injector.act(links.map((link) => ({ do: 'link', link, up: true })));
			return;
		}
		const { gateway } = world.lab.spec.network;
		await onEach(world, on, (host) => {
			const nic = world.lab.nicOf(host, fault.network);
			const up = sh`ip link set dev ${nic} up`;
			return fault.network === null ? sh`${up}; ip route replace default via ${gateway} dev ${nic}` : up;
		});
	},
	async afterBoot(world, { fault }, host) {
		await (await down(world, fault, [host]))(0);
	},
};

async function down(world: FaultWorld, { how, network }: LinkDown, hosts: string[]) {
	if (how === 'admin') return fireScript(world, hosts, (host) => sh`ip link set dev ${world.lab.nicOf(host, network)} down`);
	const links = await Promise.all(hosts.map((host) => world.injector.cableOf(host, network)));
	return (atMs: number) =>
		world.injector.act(
			links.map((link) => ({ do: 'link' as const, link, up: false })),
			atMs,
		);
}
