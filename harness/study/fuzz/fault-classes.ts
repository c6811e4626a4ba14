import fc from 'fast-check';
import {
	dockerdKill,
	dockerdStop,
	type Fault,
	freeze,
	keepalivedKill,
	keepalivedPause,
	keepalivedRestart,
	keepalivedStop,
	linkDown,
	linkFlap,
	nodeDrain,
	packetLoss,
	partition,
	powerLoss,
	reboot,
	taskKill,
	vipDelete,
} from '../../scenario/fault.ts';
import { backup, leader, master, type Target } from '../../scenario/target.ts';

/** A kind of fault that schedules are made of. */
export interface FaultClass {
	name: string;
	make: (target: Target) => fc.Arbitrary<Fault>;
	/** Null: it is over at once, or undoes itself. */
	lasts: boolean;
	/** How long after its end the host is still not what it was: boot and engine. */
	recoversMs: number;
	/** It keeps hosts from hearing each other, so that two of them must take themselves for the owner. */
	splits?: boolean;
}

/** A host that boots has dockerd again, and its tasks, after about so long. */
const BOOT_MS = 40_000;
const ENGINE_MS = 20_000;
/** keepalived takes a second to end, and then starts. */
const RESTART_MS = 3000;

const one = (name: string, make: (target: Target) => Fault, lasts: boolean, recoversMs = 0): FaultClass => ({
	name,
	make: (target) => fc.constant(make(target)),
	lasts,
	recoversMs,
});

/** What fuzzing draws from: every fault that the simulator models and every engine can inject, but checkFails, which needs the name of a script. */
export const FAULT_CLASSES: readonly FaultClass[] = [
	one('keepalived-stop', keepalivedStop, true, RESTART_MS),
	one('keepalived-restart', keepalivedRestart, false, RESTART_MS),
	one('keepalived-pause', keepalivedPause, true),
	{
		name: 'keepalived-kill',
		make: (target) => fc.constantFrom('both', 'child', 'parent').map((part) => keepalivedKill(target, part)),
		lasts: true,
		recoversMs: 0,
	},
	one('vip-delete', vipDelete, false),
	one('task-kill', taskKill, false, ENGINE_MS),
	one('dockerd-stop', dockerdStop, true, ENGINE_MS),
	{
		name: 'dockerd-kill',
		make: (target) => fc.boolean().map((respawn) => dockerdKill(target, { respawn })),
		lasts: true,
		recoversMs: ENGINE_MS,
	},
	one('node-drain', nodeDrain, true, ENGINE_MS),
	{ name: 'link-down', make: (target) => fc.constant(linkDown(target)), lasts: true, recoversMs: 0, splits: true },
	{ ...one('link-flap', (target) => linkFlap(target, { down: '500ms', up: '2s' }), true), splits: true },
	{
		name: 'partition',
		make: (target) =>
			fc
				.record({ traffic: fc.constantFrom('vrrp', 'all', 'swarm'), direction: fc.constantFrom('both', 'in', 'out') })
				.map((options) => partition(target, options)),
		lasts: true,
		recoversMs: 0,
		splits: true,
	},
	{
		name: 'packet-loss',
		make: (target) =>
			fc
				.record({ percent: fc.constantFrom(30, 60), traffic: fc.constantFrom('vrrp', 'all') })
				.map(({ percent, traffic }) => packetLoss(target, percent, { traffic })),
		lasts: true,
		recoversMs: 0,
		splits: true,
	},
	{ ...one('freeze', freeze, true), splits: true },
	one('power-loss', powerLoss, true, BOOT_MS),
	one('reboot', reboot, false, BOOT_MS),
];

/** The class of a fault. Throws RangeError for one that fuzzing does not draw. */
export function classOf({ kind }: Fault): FaultClass {
	const found = FAULT_CLASSES.find(({ name }) => name === kind);
	if (!found) throw new RangeError(`fuzzing does not draw ${kind}`);
	return found;
}

/** Whom faults hit; the first is what shrinking tends to. */
export const anyTarget: fc.Arbitrary<Target> = fc.constantFrom(master(), backup(1), backup(2), leader());
