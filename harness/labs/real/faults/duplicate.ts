import { VipdrillError } from '../../../base/errors.ts';
import { withPrefix } from '../../../base/ip.ts';
import type { Fault } from '../../../scenario/fault.ts';
import { inLines, type Script, sh } from '../shell.ts';
import { type FaultDriver, type FaultWorld, scriptAct } from './driver.ts';
import { STRANGER_NIC as NIC, plugStrangerIn, strangerPlaces, strangerRemoval } from './stranger.ts';

/** Where it says that the stranger has announced itself. */
const announcedAt = (index: number) => `/run/vipdrill-announced-${index}`;

/**
 * A fault that is a stranger with addresses of the cluster, on the customers' segment. It is plugged in without an address beforehand; at the moment itself it gets
 * them, and announces each once.
 */
export const duplicateOf = <F extends Fault>(
	addressesOf: (spec: FaultWorld['lab']['spec'], hosts: readonly string[]) => readonly string[],
): FaultDriver<F> => ({
	async prepare(world, _fault, hosts, index) {
		const { spec } = world.lab;
		const { namespace } = strangerPlaces(world, index);
		const announced = announcedAt(index);
		await plugStrangerIn(world, index, removal(world, index));
		const addresses = addressesOf(spec, hosts);
		const inside = sh`ip netns exec ${namespace}`;
		const has = addresses.map((one) => sh`ip -n ${namespace} address add ${withPrefix(one, spec.network.subnet)} dev ${NIC}`);
		// Announcing takes arping a second, for it waits after the packet; the stranger answers ARP at once.
		const announces = addresses.map((one) => sh`${inside} arping -q -U -c 1 -I ${NIC} ${one} || code=$?`);
		const fire = inLines([...has, sh`{ code=0`, ...announces, sh`echo $code > ${announced}; } > /dev/null 2>&1 &`]);
		return {
			memo: {},
			fire: (atMs) => world.injector.act([scriptAct(null, fire)], atMs),
			confirm: () => untilAnnounced(world, announced),
		};
	},
	async undo(world, { index }) {
		await world.lab.runBeside(removal(world, index));
	},
});

const removal = (world: FaultWorld, index: number): Script =>
	inLines([sh`rm -f ${announcedAt(index)}`, strangerRemoval(world, index)]);

async function untilAnnounced({ lab }: FaultWorld, announced: string): Promise<void> {
	const wait = sh`for try in $(seq 500); do [ ! -s ${announced} ] || break; sleep 0.01; done; cat ${announced}`;
	const exitCode = (await lab.runBeside(wait)).trim();
	if (exitCode !== '0')
		throw new VipdrillError('FAULT_FAILED', `the stranger could not announce itself: arping exited with ${exitCode}`);
}
