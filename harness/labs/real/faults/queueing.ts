import type { Direction } from '../../../scenario/fault.ts';
import type { Act } from '../agents/protocol.ts';
import { type Script, sh } from '../shell.ts';
import { type FaultWorld, scriptAct, thoseOn } from './driver.ts';

/** Whether a host's kernel has netem, asked by using it on its loopback. */
export async function hasNetem({ lab }: FaultWorld, host: string): Promise<boolean> {
	const ask = sh`tc qdisc add dev lo root netem delay 0ms 2>/dev/null && tc qdisc del dev lo root && echo yes || echo no`;
	return (await lab.run(host, ask)).trim() === 'yes';
}

/** Puts a queueing discipline on what a host sends, what it receives (at the other end of its cable), or both. The kernel refuses a second one. */
export const addQdisc = (world: FaultWorld, host: string, direction: Direction, qdisc: Script): Promise<Act[]> =>
	atEnds(world, host, direction, (nic) => sh`tc qdisc add dev ${nic} root ${qdisc}`);

/** Takes it away again. Idempotent. */
export async function removeQdisc(world: FaultWorld, hosts: readonly string[], direction: Direction): Promise<void> {
	const remove = (nic: string) => sh`tc qdisc del dev ${nic} root 2>/dev/null || true`;
	const acts = await Promise.all((await thoseOn(world, hosts)).map((host) => atEnds(world, host, direction, remove)));
	await world.injector.act(acts.flat());
}

/** A shell script at the end of a host's cable that sends in this direction: the host's own NIC, its peer on the engine's side, or both. */
async function atEnds(
	{ lab, injector }: FaultWorld,
	host: string,
	direction: Direction,
	script: (nic: string) => Script,
): Promise<Act[]> {
	return [
		...(direction === 'in' ? [] : [scriptAct(await lab.pidOf(host), script(lab.nicOf(host)))]),
		...(direction === 'out' ? [] : [scriptAct(null, script(await injector.cableOf(host)))]),
	];
}
