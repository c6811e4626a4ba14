import type { Duration } from '../base/units.ts';
import type { Target } from './target.ts';

/** Which part of keepalived: the VRRP process alone, its parent alone, or both. */
export type KeepalivedPart = 'child' | 'parent' | 'both';
/** What is cut or disturbed: everything (ARP too), VRRP's advertisements, or Swarm's ports (2377, 7946, 4789). */
export type Traffic = 'all' | 'vrrp' | 'swarm';
/** As seen from the target: what it sends, what it receives, or both. */
export type Direction = 'out' | 'in' | 'both';

/** A fault as data; each lab knows how to inject and undo every kind it supports. */
export type Fault =
	| { kind: 'power-loss'; target: Target }
	| { kind: 'reboot'; target: Target }
	| { kind: 'freeze'; target: Target }
	| { kind: 'cpu-starve'; target: Target; cpus: number }
	| { kind: 'raft-disk-full'; target: Target }
	| { kind: 'keepalived-stop'; target: Target }
	| { kind: 'keepalived-restart'; target: Target }
	| { kind: 'keepalived-reload'; target: Target; set: Record<string, string | number> }
	| { kind: 'keepalived-kill'; target: Target; part: KeepalivedPart }
	| { kind: 'keepalived-pause'; target: Target }
	| { kind: 'check-fails'; target: Target; script: string }
	| { kind: 'dockerd-stop'; target: Target }
	| { kind: 'dockerd-kill'; target: Target; respawn: boolean }
	| { kind: 'task-kill'; target: Target }
	| { kind: 'service-update' }
	| { kind: 'service-scale'; replicas: number }
	| { kind: 'node-drain'; target: Target }
	| { kind: 'node-demote'; target: Target }
	| { kind: 'link-down'; target: Target; how: 'carrier' | 'admin' }
	| { kind: 'link-flap'; target: Target; down: Duration; up: Duration }
	| {
			kind: 'partition';
			target: Target;
			from: Target | 'others' | 'everyone';
			traffic: Traffic;
			direction: Direction;
			how: 'drop' | 'reject';
	  }
	| { kind: 'packet-loss'; target: Target; percent: number; traffic: Traffic; direction: Direction }
	| {
			kind: 'packet-delay';
			target: Target;
			direction: Direction;
			delay: Duration;
			jitter: Duration;
			duplicatePercent: number;
			reorderPercent: number;
	  }
	| { kind: 'rate-limit'; target: Target; bitsPerSecond: number }
	| { kind: 'vip-delete'; target: Target };

export type FaultKind = Fault['kind'];

/** The machine loses power: every process is gone at once and its link with them. Undone by switching it on again. */
export const powerLoss = (target: Target): Fault => ({ kind: 'power-loss', target });
/** The machine shuts down in order and boots again, by itself. Undone by waiting for it. */
export const reboot = (target: Target): Fault => ({ kind: 'reboot', target });
/** Every process of the machine stops where it is, as when a hypervisor pauses it; kernel and link live on. Undone by thawing it. */
export const freeze = (target: Target): Fault => ({ kind: 'freeze', target });
/** The machine's processes together get only this share of one processor, for instance 0.05. Undone by lifting the limit. */
export const cpuStarve = (target: Target, cpus: number): Fault => ({ kind: 'cpu-starve', target, cpus });
/** dockerd restarts on a disk for the swarm's state (raft log, certificates, task store) that is then filled to the last byte. Undone by moving the state back. */
export const raftDiskFull = (target: Target): Fault => ({ kind: 'raft-disk-full', target });

/** `systemctl stop keepalived`: it says goodbye with priority 0. Undone by starting it. */
export const keepalivedStop = (target: Target): Fault => ({ kind: 'keepalived-stop', target });
/** `systemctl restart keepalived`. Undone by starting it if it does not run. */
export const keepalivedRestart = (target: Target): Fault => ({ kind: 'keepalived-restart', target });
/**
 * Reloads keepalived (SIGHUP) with another file: each keyword is set to its value in every `vrrp_instance`, in place or as a new line.
 * Undone by reloading it with the cluster's own file.
 */
export const keepalivedReload = (target: Target, set: Record<string, string | number>): Fault => ({
	kind: 'keepalived-reload',
	target,
	set,
});
/** SIGKILL. Undone by starting keepalived again where it does not come back by itself. */
export const keepalivedKill = (target: Target, part: KeepalivedPart = 'both'): Fault => ({
	kind: 'keepalived-kill',
	target,
	part,
});
/** SIGSTOP of keepalived's processes; the rest of the machine lives on. Undone by SIGCONT. */
export const keepalivedPause = (target: Target): Fault => ({ kind: 'keepalived-pause', target });

/** The `vrrp_script` of this name fails on the target, whatever it asks. Undone by letting it ask again. */
export const checkFails = (target: Target, script: string): Fault => ({ kind: 'check-fails', target, script });

/** `systemctl stop docker docker.socket`: the machine stays, its containers go. Undone by starting it. */
export const dockerdStop = (target: Target): Fault => ({ kind: 'dockerd-stop', target });
/**
 * SIGKILL to dockerd; containers, namespaces and rules stay behind. With `respawn` (default) systemd does as its unit says; without it, the
 * engine stays dead. Undone by starting it.
 */
export const dockerdKill = (target: Target, { respawn = true }: { respawn?: boolean } = {}): Fault => ({
	kind: 'dockerd-kill',
	target,
	respawn,
});
/** SIGKILL to the first process of each of the service's tasks on the target. Swarm replaces them; nothing to undo. */
export const taskKill = (target: Target): Fault => ({ kind: 'task-kill', target });
/** A rolling update of the service, as `docker service update --force` does it. Undone by waiting for its end. */
export const serviceUpdate = (): Fault => ({ kind: 'service-update' });
/** `docker service scale` of a replicated service. Undone by scaling back. */
export const serviceScale = (replicas: number): Fault => ({ kind: 'service-scale', replicas });
/** The node is drained. Undone by activating it. */
export const nodeDrain = (target: Target): Fault => ({ kind: 'node-drain', target });
/** A manager becomes a worker. Undone by promoting it. */
export const nodeDemote = (target: Target): Fault => ({ kind: 'node-demote', target });

/** The cable is pulled (`carrier`, at the switch's end) or the NIC is set down (`admin`). Undone by the opposite. */
export const linkDown = (target: Target, how: 'carrier' | 'admin' = 'carrier'): Fault => ({ kind: 'link-down', target, how });
/** The carrier goes and comes in turn, beginning with `down`. Undone by leaving it up. */
export const linkFlap = (target: Target, { down, up }: { down: Duration; up: Duration }): Fault => ({
	kind: 'link-flap',
	target,
	down,
	up,
});

interface PartitionOptions {
	/** The other side: the other hosts (default), some of them, or everyone on the segment, customers too. */
	from?: Target | 'others' | 'everyone';
	traffic?: Traffic;
	/** `out`: what the target sends is lost. `in`: what is sent to it. */
	direction?: Direction;
	/** `reject` answers what it can with an ICMP error or a TCP reset; ARP and VRRP are dropped either way. */
	how?: 'drop' | 'reject';
}
/** Cuts the target off from the other side, by packet filters in the hosts. Undone by removing them. */
export const partition = (target: Target, options: PartitionOptions = {}): Fault => ({
	kind: 'partition',
	target,
	from: 'others',
	traffic: 'all',
	direction: 'both',
	how: 'drop',
	...options,
});

/** A share of the target's packets is lost at random, each for itself. */
export const packetLoss = (
	target: Target,
	percent: number,
	{ traffic = 'all', direction = 'both' }: { traffic?: Traffic; direction?: Direction } = {},
): Fault => ({ kind: 'packet-loss', target, percent, traffic, direction });

interface DelayOptions {
	jitter?: Duration;
	duplicatePercent?: number;
	/** Share of packets that overtake those before them; needs a delay. */
	reorderPercent?: number;
	direction?: Direction;
}
/** The target's packets are delayed, and duplicated or reordered where asked (tc-netem). Needs `sch_netem` in the engine's kernel. */
export const packetDelay = (target: Target, delay: Duration, options: DelayOptions = {}): Fault => ({
	kind: 'packet-delay',
	target,
	delay,
	jitter: '0ms',
	duplicatePercent: 0,
	reorderPercent: 0,
	direction: 'both',
	...options,
});
/** What the target sends is limited to so many bits a second (tc-tbf). */
export const rateLimit = (target: Target, bitsPerSecond: number): Fault => ({ kind: 'rate-limit', target, bitsPerSecond });

/** Somebody deletes the VIP from the target's NIC. keepalived mends it; nothing to undo. */
export const vipDelete = (target: Target): Fault => ({ kind: 'vip-delete', target });
