/**
 * The narrow waist: the vocabulary every lab emits and everything downstream reads.
 *
 * `atMs` is milliseconds since the trial's origin (three decimals: microseconds) on one clock, the observer's. The origin's
 * wall-clock time stands in `trial.started`. Events are stored in the order they became known, which need not be time order;
 * `readTimeline` sorts.
 */
export type TimelineEvent =
	| TrialStarted
	| TrialEnded
	| Mark
	| FaultEvent
	| HostEvent
	| VrrpAdvert
	| GratuitousArp
	| VipEvent
	| VrrpState
	| UnitState
	| ClientArp
	| HttpSample
	| SwarmNode
	| SwarmLeader
	| SwarmTask
	| IpvsBackend
	| ObserverHealth;

interface TrialStarted {
	type: 'trial.started';
	atMs: number;
	/** Milliseconds since the Unix epoch at `atMs` = 0, on the observer's clock. */
	originEpochMs: number;
	lab: 'docker' | 'sim';
	scenario: string;
	trial: number;
	seed: string;
}
interface TrialEnded {
	type: 'trial.ended';
	atMs: number;
	/** What still ailed the cluster when the wait for its health ran out; absent where it came back. */
	ill?: string;
}

/** Where the trial has got to: `steady` before the first fault, `observe` while faults act (or, without any, nothing is done), `heal` until converged, `settled` afterwards. */
export interface Mark {
	type: 'mark';
	atMs: number;
	phase: 'steady' | 'observe' | 'heal' | 'settled';
}

/** A fault took effect, or was undone. `atMs` is the middle of the bracket; it happened within `atMs` ± `uncertaintyMs`. */
export interface FaultEvent {
	type: 'fault.injected' | 'fault.undone';
	atMs: number;
	/** Position of the fault in the drill's list, from 0. */
	index: number;
	/** The fault's name, for instance `power-loss`. */
	fault: string;
	/** What else there is to say of it, in words: `both processes`, `30 % of what it receives`; absent where there is nothing. */
	detail?: string;
	/** The target as the drill wrote it, for instance `master()`. */
	target: string;
	/** The hosts the target resolved to at injection time. */
	hosts: string[];
	/** Before the first action began. */
	askedMs: number;
	/** After the last action had taken effect. */
	doneMs: number;
	/** Half the bracket. */
	uncertaintyMs: number;
}

/** A machine ended (power loss, or seen dead) or began to boot. */
interface HostEvent {
	type: 'host.down' | 'host.up';
	atMs: number;
	host: string;
}

/** A VRRP advertisement on the cluster's segment; `host` is null where no host has the source address. RFC 3768 / 5798 field names. */
export interface VrrpAdvert {
	type: 'vrrp.advert';
	atMs: number;
	source: string;
	host: string | null;
	version: 2 | 3;
	vrid: number;
	priority: number;
	intervalMs: number;
	addresses: string[];
}

/** An ARP packet whose sender and target protocol address are both the VIP. */
interface GratuitousArp {
	type: 'arp.gratuitous';
	atMs: number;
	address: string;
	mac: string;
	host: string | null;
	op: 'request' | 'reply';
}

/**
 * The VIP came to a host or left it. `source`: `monitor` (the kernel's address event on the host), `snapshot` (it was there when the
 * watch began), `host-down` (the machine died with it).
 */
interface VipEvent {
	type: 'vip.added' | 'vip.removed';
	atMs: number;
	host: string;
	address: string;
	source: 'monitor' | 'snapshot' | 'host-down';
}

/** keepalived reports a state of a VRRP instance (its own log). */
export interface VrrpState {
	type: 'vrrp.state';
	atMs: number;
	host: string;
	instance: string;
	state: 'MASTER' | 'BACKUP' | 'FAULT' | 'STOPPED';
}

/** A daemon of a host started or ended, as systemd says (`journal`), or the state it was in (`snapshot`: when a trial began and ended). */
export interface UnitState {
	type: 'unit.state';
	atMs: number;
	host: string;
	unit: 'docker' | 'keepalived';
	state: 'active' | 'activating' | 'deactivating' | 'inactive' | 'failed';
	/** Its first process, in the host's own numbering; null where it has none, or the journal does not say. */
	mainPid: number | null;
	source: 'journal' | 'snapshot';
}

/** The client's ARP entry for the VIP changed: where it sends what is meant for the VIP. `mac` is null where it knows no address. */
export interface ClientArp {
	type: 'client.arp';
	atMs: number;
	address: string;
	mac: string | null;
	/** Whose hardware address that is; null where no host's. */
	host: string | null;
	source: 'monitor' | 'snapshot';
}

/** What became of one request. `not-sent` is a fault of the measurement, never of the cluster. */
export type HttpOutcome = 'ok' | 'refused' | 'unreachable' | 'reset' | 'timeout' | 'bad-status' | 'bad-body' | 'not-sent';

/** Where a customer is: on the cluster's own segment, or in a network behind a router. */
export type Client = 'segment' | 'routed';

/** One request of the open-loop load: due at a fixed time whatever became of those before. `atMs` equals `dueMs`. */
export interface HttpSample {
	type: 'http.sample';
	atMs: number;
	/** Who asked; absent in timelines from before there were routed clients, and then `segment`. */
	client?: Client;
	/** `fresh`: a new connection a request. `keepalive`: one connection kept as long as it lives. */
	stream: 'fresh' | 'keepalive';
	seq: number;
	dueMs: number;
	/** Null where it was not sent. */
	sentMs: number | null;
	doneMs: number;
	outcome: HttpOutcome;
	status: number | null;
	/** The node whose task answered, where the answer says so. */
	node: string | null;
	task: string | null;
	/** Sent so late after it was due that the observer, not the cluster, is to blame. */
	tainted: boolean;
}

export interface SwarmNode {
	type: 'swarm.node';
	atMs: number;
	node: string;
	state: 'ready' | 'down' | 'unknown' | 'disconnected';
	availability: 'active' | 'pause' | 'drain';
	/** Null for a worker. */
	reachability: 'reachable' | 'unreachable' | 'unknown' | null;
	/** The host whose engine said so. */
	seenBy: string;
}
export interface SwarmLeader {
	type: 'swarm.leader';
	atMs: number;
	node: string | null;
	seenBy: string;
}
export interface SwarmTask {
	type: 'swarm.task';
	atMs: number;
	task: string;
	service: string;
	node: string | null;
	state: string;
	desiredState: string;
	/** Why the swarm says that it failed or was rejected; absent where it says nothing. */
	error?: string;
	seenBy: string;
}

/**
 * A back end in a host's ingress IPVS table, which Swarm's routing mesh balances by. `added`: it gets new connections from now on.
 * `drained`: it stays with weight 0 and gets none. `removed`: it is gone.
 */
export interface IpvsBackend {
	type: 'ipvs.backend';
	/** When the change was first seen; it happened up to `resolutionMs` earlier. */
	atMs: number;
	/** The host whose table it is. */
	host: string;
	/** The virtual service, as ipvsadm calls it: `FWM 256`. */
	service: string;
	/** The back end's address in the ingress network. */
	address: string;
	/** The task with that address and its node; null where the swarm had not named them yet. */
	node: string | null;
	task: string | null;
	change: 'added' | 'drained' | 'removed';
	/** `snapshot`: it was there when the watch, or the trial, began. */
	source: 'watch' | 'snapshot';
	/** Time since the look before: the kernel announces no IPVS change, so the table is polled. */
	resolutionMs: number;
}

/** Something that limits how far this timeline can be trusted. */
export interface ObserverHealth {
	type: 'observer.health';
	/** When it began. */
	atMs: number;
	/**
	 * `stall`: the prober did not run. `clock-step`: the observer's clock jumped. `capture-drop`: packets were missed.
	 * `watch-lost`: a host's watch ended although the host was alive.
	 */
	kind: 'stall' | 'clock-step' | 'capture-drop' | 'watch-lost';
	durationMs: number;
	detail: string;
}
