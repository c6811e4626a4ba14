import type { Fault } from '../../../scenario/fault.ts';
import type { Act } from '../agents/protocol.ts';
import { sh } from '../shell.ts';
import type { FaultDriver, FaultWorld, Nothing } from './driver.ts';
import { addQdisc, removeQdisc } from './queueing.ts';

type RateLimit = Extract<Fault, { kind: 'rate-limit' }>;

/** The bucket holds a large frame at least; what would wait longer than this is dropped (tc-tbf(8)). */
const BURST_BYTES = 16_000;
const LATENCY_MS = 400;

/** A token bucket on what the host sends. */
export const rateLimit: FaultDriver<RateLimit, Nothing> = {
	async prepare(world, fault, hosts) {
		const acts = await Promise.all(hosts.map((host) => install(world, fault, host)));
		return { memo: {}, fire: (atMs) => world.injector.act(acts.flat(), atMs) };
	},
	async undo(world, { hosts }) {
		await removeQdisc(world, hosts, 'out');
	},
	async afterBoot(world, { fault }, host) {
		await world.injector.act(await install(world, fault, host));
	},
};

const install = (world: FaultWorld, { bitsPerSecond }: RateLimit, host: string): Promise<Act[]> =>
	addQdisc(world, host, 'out', sh`tbf rate ${bitsPerSecond}bit burst ${BURST_BYTES} latency ${LATENCY_MS}ms`);
