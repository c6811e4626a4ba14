import type { Fault } from '../../../scenario/fault.ts';
import { addressConflict } from './address-conflict.ts';
import { background } from './background.ts';
import { checkFails } from './check-fails.ts';
import { cpuStarve } from './cpu-starve.ts';
import { deafBoot } from './deaf-boot.ts';
import { dockerdKill } from './dockerd-kill.ts';
import { dockerdStop } from './dockerd-stop.ts';
import type { FaultDriver } from './driver.ts';
import { firewallReload } from './firewall-reload.ts';
import { freeze } from './freeze.ts';
import { keepalivedKill } from './keepalived-kill.ts';
import { keepalivedPause } from './keepalived-pause.ts';
import { keepalivedReload } from './keepalived-reload.ts';
import { keepalivedRestart } from './keepalived-restart.ts';
import { keepalivedStop } from './keepalived-stop.ts';
import { linkDown } from './link-down.ts';
import { linkFlap } from './link-flap.ts';
import { macFilter } from './mac-filter.ts';
import { networkRestart } from './network-restart.ts';
import { nodeDemote } from './node-demote.ts';
import { nodeDrain } from './node-drain.ts';
import { packetDelay } from './packet-delay.ts';
import { packetLoss } from './packet-loss.ts';
import { partition } from './partition.ts';
import { powerLoss } from './power-loss.ts';
import { providerFloatingIp } from './provider-floating-ip.ts';
import { raftDiskFull } from './raft-disk-full.ts';
import { rateLimit } from './rate-limit.ts';
import { reboot } from './reboot.ts';
import { serviceScale } from './service-scale.ts';
import { serviceUpdate } from './service-update.ts';
import { taskKill } from './task-kill.ts';
import { unitStop } from './unit-stop.ts';
import { vipDelete } from './vip-delete.ts';
import { vipDuplicate } from './vip-duplicate.ts';
import { vridConflict } from './vrid-conflict.ts';

type Drivers = { [K in Fault['kind']]: FaultDriver<Extract<Fault, { kind: K }>> };

const DRIVERS: Drivers = {
	'power-loss': powerLoss,
	reboot,
	'deaf-boot': deafBoot,
	freeze,
	'cpu-starve': cpuStarve,
	background,
	'raft-disk-full': raftDiskFull,
	'keepalived-stop': keepalivedStop,
	'keepalived-restart': keepalivedRestart,
	'keepalived-reload': keepalivedReload,
	'keepalived-kill': keepalivedKill,
	'keepalived-pause': keepalivedPause,
	'check-fails': checkFails,
	'unit-stop': unitStop,
	'dockerd-stop': dockerdStop,
	'dockerd-kill': dockerdKill,
	'task-kill': taskKill,
	'service-update': serviceUpdate,
	'service-scale': serviceScale,
	'node-drain': nodeDrain,
	'node-demote': nodeDemote,
	'link-down': linkDown,
	'link-flap': linkFlap,
	partition,
	'packet-loss': packetLoss,
	'packet-delay': packetDelay,
	'rate-limit': rateLimit,
	'mac-filter': macFilter,
	'vip-delete': vipDelete,
	'network-restart': networkRestart,
	'firewall-reload': firewallReload,
	'vip-duplicate': vipDuplicate,
	'address-conflict': addressConflict,
	'vrid-conflict': vridConflict,
	'provider-floating-ip': providerFloatingIp,
};

/** What injects and undoes a fault on real hosts. */
export const driverOf = (fault: Fault): FaultDriver => DRIVERS[fault.kind];
