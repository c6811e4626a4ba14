import { VipdrillError } from '../../../base/errors.ts';
import { parseDurationMs } from '../../../base/units.ts';
import type { Fault } from '../../../scenario/fault.ts';
import type { Act } from '../agents/protocol.ts';
import { sh } from '../shell.ts';
import type { FaultDriver, FaultWorld, Nothing } from './driver.ts';
import { addQdisc, hasNetem, removeQdisc } from './queueing.ts';

type PacketDelay = Extract<Fault, { kind: 'packet-delay' }>;

/** tc-netem(8), which the kernel must have. */
export const packetDelay: FaultDriver<PacketDelay, Nothing> = {
	async prepare(world, fault, hosts) {
		if (!(await hasNetem(world, hosts[0] ?? '')))
			throw new VipdrillError(
				'FAULT_FAILED',
				"the engine's kernel has no netem, so packets can't be delayed; use --engine uml, or `modprobe sch_netem` on its machine",
			);
		const acts = await Promise.all(hosts.map((host) => install(world, fault, host)));
		return { memo: {}, fire: (atMs) => world.injector.act(acts.flat(), atMs) };
	},
	async undo(world, { fault, hosts }) {
		await removeQdisc(world, hosts, fault.direction);
	},
	async afterBoot(world, { fault }, host) {
		await world.injector.act(await install(world, fault, host));
	},
};

function install(world: FaultWorld, fault: PacketDelay, host: string): Promise<Act[]> {
	const { delay, jitter, duplicatePercent, reorderPercent, direction } = fault;
	const duplicate = duplicatePercent > 0 ? sh`duplicate ${duplicatePercent}%` : sh``;
	const reorder = reorderPercent > 0 ? sh`reorder ${reorderPercent}%` : sh``;
	const times = sh`delay ${parseDurationMs(delay)}ms ${parseDurationMs(jitter)}ms`;
	return addQdisc(world, host, direction, sh`netem ${times} ${duplicate} ${reorder}`);
}
