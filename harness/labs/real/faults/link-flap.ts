import { parseDurationMs } from '../../../base/units.ts';
import type { Fault } from '../../../scenario/fault.ts';
import { type FaultDriver, type FaultWorld, type Nothing, thoseOn } from './driver.ts';

type LinkFlap = Extract<Fault, { kind: 'link-flap' }>;

/** The injector goes on with it by itself; if it dies meanwhile, the link stays as it was until the undo. */
export const linkFlap: FaultDriver<LinkFlap, Nothing> = {
	async prepare(world, fault, hosts) {
		return { memo: {}, fire: await flap(world, fault, hosts) };
	},
	async undo({ injector, ...world }, { hosts }) {
		const on = await thoseOn({ injector, ...world }, hosts);
		const links = await Promise.all(on.map((host) => injector.cableOf(host)));
		await injector.act(links.map((link) => ({ do: 'still', link })));
	},
	async afterBoot(world, { fault }, host) {
		await (await flap(world, fault, [host]))(0);
	},
};

async function flap({ injector }: FaultWorld, { down, up }: LinkFlap, hosts: string[]) {
	const links = await Promise.all(hosts.map((host) => injector.cableOf(host)));
	const times = { downMs: parseDurationMs(down), upMs: parseDurationMs(up) };
	return (atMs: number) =>
		injector.act(
			links.map((link) => ({ do: 'flap' as const, link, ...times })),
			atMs,
		);
}
