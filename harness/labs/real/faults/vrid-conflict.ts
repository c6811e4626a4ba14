import { VipdrillError } from '../../../base/errors.ts';
import type { Fault } from '../../../scenario/fault.ts';
import { STRANGER_ADDRESS, STRANGER_VIP, strangerRouter } from '../../common/stranger.ts';
import { inLines, type Script, sh } from '../shell.ts';
import { type FaultDriver, type FaultWorld, scriptAct } from './driver.ts';
import { STRANGER_NIC as NIC, plugStrangerIn, strangerPlaces, strangerRemoval } from './stranger.ts';

/** Longer than its Master_Down_Interval at the longest interval of VRRPv3, which most never come near. */
const MASTER_WITHIN_S = 130;

/** A keepalived of a host's disk, in the stranger's own network namespace: of the cluster's version, and no process of any host. */
export const vridConflict: FaultDriver<Extract<Fault, { kind: 'vrid-conflict' }>> = {
	async prepare(world, _fault, _hosts, index) {
		const { lab, injector } = world;
		const { namespace } = strangerPlaces(world, index);
		const pid = await lab.pidOf(await someHost(world));
		await plugStrangerIn(world, index, strangerRemoval(world, index));
		await lab.runBeside(sh`ip -n ${namespace} address add ${`${STRANGER_ADDRESS}/24`} dev ${NIC}
printf '%s\\n' ${configuration(world)} > ${`/proc/${pid}/root${fileOf(index)}`}`);
		const files = sh`-f ${fileOf(index)} -p ${`${fileOf(index)}.pid`} -r ${`${fileOf(index)}.vrrp.pid`}`;
		const fire = sh`nsenter --net=${`/run/netns/${namespace}`} --root=${`/proc/${pid}/root`} keepalived --dont-fork --vrrp ${files} > /dev/null 2>&1 &`;
		return {
			memo: {},
			fire: (atMs) => injector.act([scriptAct(null, fire)], atMs),
			confirm: () => untilMaster(world, namespace),
		};
	},
	async undo(world, { index }) {
		await world.lab.runBeside(strangerRemoval(world, index));
	},
};

const fileOf = (index: number) => `/run/vipdrill-stranger-${index}.conf`;

async function someHost({ lab }: FaultWorld): Promise<string> {
	for (const { name, keepalived } of lab.spec.hosts) if (keepalived && (await lab.isOn(name))) return name;
	throw new VipdrillError('FAULT_FAILED', 'no host with keepalived is on, whose keepalived a stranger could run');
}

/** Throws FAULT_FAILED where the cluster has no VRRP to conflict with. */
function configuration({ lab }: FaultWorld): string[] {
	const router = strangerRouter(lab.spec);
	if (!router) throw new VipdrillError('FAULT_FAILED', 'no host has a vrrp_instance for the floating IP');
	const { vrid, version, advertIntMs, priority } = router;
	return [
		...['vrrp_instance STRANGER {', 'state BACKUP', `interface ${NIC}`, `virtual_router_id ${vrid}`, `version ${version}`],
		...[`priority ${priority}`, `advert_int ${advertIntMs / 1000}`, 'virtual_ipaddress {', `${STRANGER_VIP}/24`, '}', '}'],
	];
}

/** It has taken its own floating IP: from then on it advertises. */
async function untilMaster({ lab }: FaultWorld, namespace: string): Promise<void> {
	const look: Script = sh`ip -n ${namespace} -o address show dev ${NIC} to ${STRANGER_VIP}`;
	const wait = inLines([
		sh`for try in $(seq ${MASTER_WITHIN_S * 10}); do [ -z "$(${look})" ] || { echo yes; exit 0; }; sleep 0.1; done`,
		sh`echo no`,
	]);
	const said = (await lab.runBeside(wait, { timeoutMs: (MASTER_WITHIN_S + 10) * 1000 })).trim();
	if (said !== 'yes') throw new VipdrillError('FAULT_FAILED', "the stranger's keepalived did not take its own floating IP");
}
