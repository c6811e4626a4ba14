import { VipdrillError } from '../../../base/errors.ts';
import type { Fault } from '../../../scenario/fault.ts';
import { STRANGER_MAC } from '../../common/stranger.ts';
import { cablePrefix } from '../lab-marks.ts';
import { inLines, type Script, sh } from '../shell.ts';
import { type FaultDriver, type FaultWorld, scriptAct } from './driver.ts';

const NIC = 'eth0';

/** What there is of a stranger on the side from which the machines are switched; its network namespace is all that it consists of. */
const placesOf = ({ lab }: FaultWorld, index: number) => ({
	namespace: `vipdrill-${lab.id}-stranger-${index}`,
	cable: `${cablePrefix(lab.id)}str${index}`,
	announced: `/run/vipdrill-announced-${index}`,
});

/** The stranger is plugged in without an address beforehand; at the moment itself it gets the VIP. */
export const vipDuplicate: FaultDriver<Extract<Fault, { kind: 'vip-duplicate' }>> = {
	async prepare(world, _fault, _hosts, index) {
		const { lab, injector } = world;
		const { namespace, cable, announced } = placesOf(world, index);
		await lab.runBeside(inLines([removal(world, index), plugging(await someCable(world), { namespace, cable })]));
		const inside = sh`ip netns exec ${namespace}`;
		const { vip, network } = lab.spec;
		// Announcing takes arping a second, for it waits after the packet; the stranger answers ARP at once.
		const fire = sh`ip -n ${namespace} address add ${`${vip}/${network.subnet.split('/')[1]}`} dev ${NIC}
{ ${inside} arping -q -U -c 1 -I ${NIC} ${vip}; echo $? > ${announced}; } > /dev/null 2>&1 &`;
		return {
			memo: {},
			fire: (atMs) => injector.act([scriptAct(null, fire)], atMs),
			confirm: () => untilAnnounced(world, announced),
		};
	},
	async undo(world, { index }) {
		await world.lab.runBeside(removal(world, index));
	},
};

/** The engine's end of the cable of a host that is on: it leads to the segment's bridge. */
async function someCable({ lab, injector }: FaultWorld): Promise<string> {
	for (const { name } of lab.spec.hosts) if (await lab.isOn(name)) return injector.cableOf(name);
	throw new VipdrillError('FAULT_FAILED', 'no host is on, so the segment cannot be found');
}

/** Plugs the stranger into the bridge at the other end of a cable, and waits until that passes its packets on (3 is BR_STATE_FORWARDING of linux/if_bridge.h). */
function plugging(hostCable: string, { namespace, cable }: { namespace: string; cable: string }): Script {
	return sh`bridge=$(basename "$(readlink ${`/sys/class/net/${hostCable}/master`})")
ip netns add ${namespace}
ip link add ${cable} up master "$bridge" type veth peer name ${NIC} address ${STRANGER_MAC} netns ${namespace}
ip -n ${namespace} link set ${NIC} up
for try in $(seq 500); do
	[ "$(cat ${`/sys/class/net/${cable}/brport/state`})" != 3 ] || exit 0
	sleep 0.01
done
echo "the segment's bridge does not pass the stranger's packets on" >&2
exit 1`;
}

const removal = (world: FaultWorld, index: number): Script => {
	const { namespace, cable, announced } = placesOf(world, index);
	return sh`rm -f ${announced}
[ ! -e ${`/sys/class/net/${cable}`} ] || ip link delete ${cable}
[ ! -e ${`/run/netns/${namespace}`} ] || ip netns delete ${namespace}`;
};

async function untilAnnounced({ lab }: FaultWorld, announced: string): Promise<void> {
	const wait = sh`for try in $(seq 500); do [ ! -s ${announced} ] || break; sleep 0.01; done; cat ${announced}`;
	const exitCode = (await lab.runBeside(wait)).trim();
	if (exitCode !== '0')
		throw new VipdrillError('FAULT_FAILED', `the stranger could not announce itself: arping exited with ${exitCode}`);
}
