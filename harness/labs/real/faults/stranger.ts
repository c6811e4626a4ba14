import { VipdrillError } from '../../../base/errors.ts';
import { STRANGER_MAC } from '../../common/stranger.ts';
import { cablePrefix } from '../lab-marks.ts';
import { inLines, type Script, sh } from '../shell.ts';
import type { FaultWorld } from './driver.ts';

/** What a stranger's NIC is called. */
export const STRANGER_NIC = 'eth0';

/** What there is of a stranger on the side from which the machines are switched; its network namespace is all that it consists of. */
export const strangerPlaces = ({ lab }: FaultWorld, index: number) => ({
	namespace: `vipdrill-${lab.id}-stranger-${index}`,
	cable: `${cablePrefix(lab.id)}str${index}`,
});

/** A stranger without an address is plugged in at the segment, in place of one that is left over. Throws FAULT_FAILED where no host is on. */
export async function plugStrangerIn(world: FaultWorld, index: number, remove: Script): Promise<void> {
	await world.lab.runBeside(inLines([remove, plugging(await someCable(world), strangerPlaces(world, index))]));
}

/** Ends what runs in a stranger's namespace and takes it away. Idempotent. */
export function strangerRemoval(world: FaultWorld, index: number): Script {
	const { namespace, cable } = strangerPlaces(world, index);
	return sh`[ ! -e ${`/sys/class/net/${cable}`} ] || ip link delete ${cable}
[ ! -e ${`/run/netns/${namespace}`} ] || { ip netns pids ${namespace} | xargs -r kill -9; ip netns delete ${namespace}; }`;
}

/** The engine's end of the cable of a host that is on: it leads to the segment's bridge. */
async function someCable({ lab, injector }: FaultWorld): Promise<string> {
	for (const { name } of lab.spec.hosts) if (await lab.isOn(name)) return injector.cableOf(name);
	throw new VipdrillError('FAULT_FAILED', 'no host is on, so the segment cannot be found');
}

/** Plugs the stranger into the bridge at the other end of a cable, and waits until that passes its packets on (3 is BR_STATE_FORWARDING of linux/if_bridge.h). */
function plugging(hostCable: string, { namespace, cable }: { namespace: string; cable: string }): Script {
	return sh`bridge=$(basename "$(readlink ${`/sys/class/net/${hostCable}/master`})")
ip netns add ${namespace}
ip link add ${cable} up master "$bridge" type veth peer name ${STRANGER_NIC} address ${STRANGER_MAC} netns ${namespace}
ip -n ${namespace} link set ${STRANGER_NIC} up
for try in $(seq 500); do
	[ "$(cat ${`/sys/class/net/${cable}/brport/state`})" != 3 ] || exit 0
	sleep 0.01
done
echo "the segment's bridge does not pass the stranger's packets on" >&2
exit 1`;
}
