import type { Fault } from '../../../scenario/fault.ts';
import { inLines, type Script, sh } from '../shell.ts';
import { type FaultDriver, type FaultWorld, type Nothing, scriptAct, thoseOn } from './driver.ts';
import { switchOn } from './power-loss.ts';
import { orderlyReboot } from './reboot.ts';

/** Where the switching side notes which bridge a cable was taken from. */
const TAKEN = '/run/vipdrill-deaf';

/**
 * The reboot of `reboot`; the new cable is taken from the bridge as soon as it is plugged in, seconds before keepalived starts. Both its ends are up, and nothing
 * passes. (Without spanning tree the kernel has no state of a bridge's port that would last: it ends that of listening after twice the forward delay.)
 */
export const deafBoot: FaultDriver<Extract<Fault, { kind: 'deaf-boot' }>, Nothing> = {
	prepare: (world, _fault, hosts) => orderlyReboot(world, hosts),
	async undo(world, { hosts }) {
		await onCables(world, await thoseOn(world, hosts), forwards);
		await Promise.all(hosts.map((host) => switchOn(world, host)));
	},
	afterBoot: (world, _record, host) => onCables(world, [host], isDeaf),
};

async function onCables({ injector }: FaultWorld, hosts: readonly string[], script: (cable: string) => Script): Promise<void> {
	const cables = await Promise.all(hosts.map((host) => injector.cableOf(host)));
	if (cables.length > 0) await injector.act([scriptAct(null, inLines(cables.map(script)))]);
}

const isDeaf = (cable: string): Script => sh`mkdir -p ${TAKEN}
basename "$(readlink ${`/sys/class/net/${cable}/master`})" > ${`${TAKEN}/${cable}`}
ip link set dev ${cable} nomaster`;

const forwards = (cable: string): Script => sh`if [ -s ${`${TAKEN}/${cable}`} ]; then
	ip link set dev ${cable} master "$(cat ${`${TAKEN}/${cable}`})"
	rm ${`${TAKEN}/${cable}`}
fi`;
