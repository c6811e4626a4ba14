import { addressConflictFault } from './address-conflict.ts';
import { backgroundFault } from './background.ts';
import { checkFailsFault } from './check-fails.ts';
import { cpuStarveFault } from './cpu-starve.ts';
import { deafBootFault } from './deaf-boot.ts';
import type { FaultDescriptor } from './descriptor.ts';
import { dockerdKillFault } from './dockerd-kill.ts';
import { dockerdStopFault } from './dockerd-stop.ts';
import { firewallReloadFault } from './firewall-reload.ts';
import { freezeFault } from './freeze.ts';
import { keepalivedKillFault } from './keepalived-kill.ts';
import { keepalivedPauseFault } from './keepalived-pause.ts';
import { keepalivedReloadFault } from './keepalived-reload.ts';
import { keepalivedRestartFault } from './keepalived-restart.ts';
import { keepalivedStopFault } from './keepalived-stop.ts';
import { linkDownFault } from './link-down.ts';
import { linkFlapFault } from './link-flap.ts';
import { macFilterFault } from './mac-filter.ts';
import { networkRestartFault } from './network-restart.ts';
import { nodeDemoteFault } from './node-demote.ts';
import { nodeDrainFault } from './node-drain.ts';
import { packetDelayFault } from './packet-delay.ts';
import { packetLossFault } from './packet-loss.ts';
import { partitionFault } from './partition.ts';
import { powerLossFault } from './power-loss.ts';
import { providerFloatingIpFault } from './provider-floating-ip.ts';
import { raftDiskFullFault } from './raft-disk-full.ts';
import { rateLimitFault } from './rate-limit.ts';
import { rebootFault } from './reboot.ts';
import { serviceScaleFault } from './service-scale.ts';
import { serviceUpdateFault } from './service-update.ts';
import { taskKillFault } from './task-kill.ts';
import { unitStopFault } from './unit-stop.ts';
import { vipDeleteFault } from './vip-delete.ts';
import { vipDuplicateFault } from './vip-duplicate.ts';
import { vridConflictFault } from './vrid-conflict.ts';

/** Every kind of fault by its name, in the order of lists and schemas. */
export const FAULTS = {
	'power-loss': powerLossFault,
	reboot: rebootFault,
	'deaf-boot': deafBootFault,
	freeze: freezeFault,
	'cpu-starve': cpuStarveFault,
	background: backgroundFault,
	'raft-disk-full': raftDiskFullFault,
	'keepalived-stop': keepalivedStopFault,
	'keepalived-restart': keepalivedRestartFault,
	'keepalived-reload': keepalivedReloadFault,
	'keepalived-kill': keepalivedKillFault,
	'keepalived-pause': keepalivedPauseFault,
	'check-fails': checkFailsFault,
	'unit-stop': unitStopFault,
	'dockerd-stop': dockerdStopFault,
	'dockerd-kill': dockerdKillFault,
	'task-kill': taskKillFault,
	'service-update': serviceUpdateFault,
	'service-scale': serviceScaleFault,
	'node-drain': nodeDrainFault,
	'node-demote': nodeDemoteFault,
	'link-down': linkDownFault,
	'link-flap': linkFlapFault,
	partition: partitionFault,
	'packet-loss': packetLossFault,
	'packet-delay': packetDelayFault,
	'rate-limit': rateLimitFault,
	'mac-filter': macFilterFault,
	'vip-delete': vipDeleteFault,
	'network-restart': networkRestartFault,
	'firewall-reload': firewallReloadFault,
	'vip-duplicate': vipDuplicateFault,
	'address-conflict': addressConflictFault,
	'vrid-conflict': vridConflictFault,
	'provider-floating-ip': providerFloatingIpFault,
} satisfies Record<string, FaultDescriptor>;

export type FaultKind = keyof typeof FAULTS;

/** A fault as data; each lab knows how to inject and undo every kind it supports. */
export type Fault = Built<(typeof FAULTS)[FaultKind]>;
type Built<D> = D extends { build: (...parameters: never[]) => infer F } ? F : never;

/** What is known of the fault's kind. */
export const descriptorOf = ({ kind }: { kind: FaultKind }): FaultDescriptor<Fault> => FAULTS[kind];

/** What is known of a kind that a stored run names; undefined where no fault is called so. */
export const descriptorNamed = (kind: string): FaultDescriptor | undefined =>
	Object.hasOwn(FAULTS, kind) ? FAULTS[kind as FaultKind] : undefined;
