import { VipdrillError } from '../../../base/errors.ts';
import type { Fault } from '../../../scenario/fault.ts';
import { STRANGER_ADDRESS, STRANGER_VIP, strangerRouter } from '../../common/stranger.ts';
import { inLines, type Script, sh } from '../shell.ts';
import { type FaultDriver, type FaultWorld, scriptAct } from './driver.ts';
import { STRANGER_NIC as NIC, plugStrangerIn, strangerPlaces, strangerRemoval } from './stranger.ts';

/** So often, in its intervals, a BACKUP that hears nobody would have become MASTER (RFC 5798 §6.1: three and Skew_Time, which is less than one). */
const DOWN_INTERVALS = 4;
/** Long enough for its process to be there, on a machine that has much else to do. */
const RUNS_WITHIN_S = 10;

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
		const fire = sh`nsenter --net=${`/run/netns/${namespace}`} --root=${`/proc/${pid}/root`} keepalived --dont-fork --log-console --vrrp ${files} > ${`/proc/${pid}/root${logOf(index)}`} 2>&1 &`;
		return {
			memo: {},
			fire: (atMs) => injector.act([scriptAct(null, fire)], atMs),
			confirm: () => untilItSpeaksOrHears(world, namespace, `/proc/${pid}/root${logOf(index)}`),
		};
	},
	async undo(world, { index }) {
		await world.lab.runBeside(strangerRemoval(world, index));
	},
};

const fileOf = (index: number) => `/run/vipdrill-stranger-${index}.conf`;
const logOf = (index: number) => `/run/vipdrill-stranger-${index}.log`;

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

/**
 * It has taken its own floating IP, and advertises; or, since keepalived 2.3.3, it takes the cluster's advertisements for those of its own MASTER, and has been
 * silent for longer than it would be if it heard nobody. Where its process ends, nobody waits any longer; what it said last is told.
 */
async function untilItSpeaksOrHears({ lab }: FaultWorld, namespace: string, log: string): Promise<void> {
	const intervalS = (strangerRouter(lab.spec)?.advertIntMs ?? 1000) / 1000;
	const hearsAfterS = Math.ceil(RUNS_WITHIN_S + DOWN_INTERVALS * intervalS);
	const look: Script = sh`ip -n ${namespace} -o address show dev ${NIC} to ${STRANGER_VIP}`;
	const wait = inLines([
		sh`started=$(date +%s)`,
		sh`while waited=$(($(date +%s) - started)); [ "$waited" -lt ${hearsAfterS} ]; do`,
		sh`	[ -z "$(${look})" ] || { echo speaks; exit 0; }`,
		sh`	[ "$waited" -lt ${RUNS_WITHIN_S} ] || [ -n "$(ip netns pids ${namespace})" ] || break`,
		sh`	sleep 0.1`,
		sh`done`,
		sh`if [ -n "$(ip netns pids ${namespace})" ] && grep -q 'Entering BACKUP STATE' ${log}; then echo hears; else echo ended; tail -n 3 ${log}; fi`,
	]);
	const said = (await lab.runBeside(wait, { timeoutMs: (hearsAfterS + 10) * 1000 })).trim();
	if (said === 'speaks' || said === 'hears') return;
	const last = said.replace(/^ended\n?/, '').replaceAll('\n', '; ');
	throw new VipdrillError('FAULT_FAILED', `the stranger's keepalived does not run; it said last: ${last || 'nothing'}`);
}
