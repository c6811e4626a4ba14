import { z } from 'zod';
import { LAB_NAMES } from './environment.ts';
import { CLIENTS, HTTP_OUTCOMES, PROBE_KINDS, PROBE_OUTCOMES } from './requests.ts';

/**
 * The narrow waist: the vocabulary every lab emits and everything downstream reads. The shapes are the one source; the types are inferred
 * from them. Events are held against their shapes where they enter: agents' lines and stored runs. A lab that builds one is held by its type.
 *
 * `atMs` is milliseconds since the trial's origin (three decimals: microseconds) on one clock, the observer's. The origin's
 * wall-clock time stands in `trial.started`. Events are stored in the order they became known, which need not be time order;
 * `parseTimeline` sorts.
 */

const text = z.string('must be a string');
const textOrNull = z.string('must be a string or null').nullable();
const texts = z.array(text, 'must be a list of strings');
const number = z.number('must be a number');
const numberOrNull = z.number('must be a number or null').nullable();
const yesOrNo = z.boolean('must be true or false');
const oneOf = <const W extends string>(...words: W[]) => z.enum(words, `must be one of ${words.join(', ')}`);

const trialStarted = z.object({
	type: z.literal('trial.started'),
	atMs: number,
	/** Milliseconds since the Unix epoch at `atMs` = 0, on the observer's clock. */
	originEpochMs: number,
	lab: oneOf(...LAB_NAMES),
	drill: text,
	trial: number,
	seed: text,
	/** Which engine it runs on, by the name that the user gave it; absent where there is one. */
	engine: text.exactOptional(),
});

const trialEnded = z.object({
	type: z.literal('trial.ended'),
	atMs: number,
	/** What still ailed the cluster when the wait for its health ran out; absent where it came back. */
	ill: text.exactOptional(),
});

const mark = z.object({
	type: z.literal('mark'),
	atMs: number,
	phase: oneOf('steady', 'observe', 'heal', 'settled'),
});

const faultEvent = z.object({
	type: z.enum(['fault.injected', 'fault.undone']),
	atMs: number,
	/** Position of the fault in the drill's list, from 0. */
	index: number,
	/** The fault's name, for instance `power-loss`. */
	fault: text,
	/** What else there is to say of it, in words: `both processes`, `30 % of what it receives`; absent where there is nothing. */
	detail: text.exactOptional(),
	/** The target as the drill wrote it, for instance `master()`. */
	target: text,
	/** The hosts the target resolved to at injection time. */
	hosts: texts,
	/** Before the first action began. */
	askedMs: number,
	/** After the last action had taken effect. */
	doneMs: number,
	/** Half the bracket. */
	uncertaintyMs: number,
});

const hostEvent = z.object({
	type: z.enum(['host.down', 'host.up']),
	atMs: number,
	host: text,
});

const vrrpAdvert = z.object({
	type: z.literal('vrrp.advert'),
	atMs: number,
	source: text,
	host: textOrNull,
	version: z.literal([2, 3], 'must be one of 2, 3'),
	vrid: number,
	priority: number,
	intervalMs: number,
	addresses: texts,
});

const gratuitousArp = z.object({
	type: z.literal('arp.gratuitous'),
	atMs: number,
	address: text,
	mac: text,
	host: textOrNull,
	op: oneOf('request', 'reply'),
});

const vipEvent = z.object({
	type: z.enum(['vip.added', 'vip.removed']),
	atMs: number,
	host: text,
	address: text,
	/** `monitor`: the kernel's address event on the host. `snapshot`: it was there when the watch began. `host-down`: the machine died with it. */
	source: oneOf('monitor', 'snapshot', 'host-down'),
});

const vrrpState = z.object({
	type: z.literal('vrrp.state'),
	atMs: number,
	host: text,
	instance: text,
	state: oneOf('MASTER', 'BACKUP', 'FAULT', 'STOPPED'),
});

const unitState = z.object({
	type: z.literal('unit.state'),
	atMs: number,
	host: text,
	unit: oneOf('docker', 'keepalived'),
	state: oneOf('active', 'activating', 'deactivating', 'inactive', 'failed'),
	/** Its first process, in the host's own numbering; null where it has none, or the journal does not say. */
	mainPid: numberOrNull,
	/** `journal`: systemd said so. `snapshot`: the state it was in when a trial began and ended. */
	source: oneOf('journal', 'snapshot'),
});

const clientArp = z.object({
	type: z.literal('client.arp'),
	atMs: number,
	address: text,
	/** Null where the client knows no address. */
	mac: textOrNull,
	/** Whose hardware address that is; null where no host's. */
	host: textOrNull,
	source: oneOf('monitor', 'snapshot'),
});

const httpSample = z.object({
	type: z.literal('http.sample'),
	/** Equals `dueMs`. */
	atMs: number,
	/** Who asked; absent in timelines from before there were routed clients, and then `segment`. */
	client: oneOf(...CLIENTS).exactOptional(),
	/** `fresh`: a new connection a request. `keepalive`: one connection kept as long as it lives. */
	stream: oneOf('fresh', 'keepalive'),
	seq: number,
	dueMs: number,
	/** Null where it was not sent. */
	sentMs: numberOrNull,
	doneMs: number,
	outcome: oneOf(...HTTP_OUTCOMES),
	status: numberOrNull,
	/** The node whose task answered, where the answer says so. */
	node: textOrNull,
	task: textOrNull,
	/** Sent so late after it was due that the observer, not the cluster, is to blame. */
	tainted: yesOrNo,
});

const probeSample = z.object({
	type: z.literal('probe.sample'),
	/** Equals `dueMs`. */
	atMs: number,
	/** The probe's name in cluster.yaml. */
	probe: text,
	kind: oneOf(...PROBE_KINDS),
	seq: number,
	dueMs: number,
	/** Null where it was not sent. */
	sentMs: numberOrNull,
	doneMs: number,
	outcome: oneOf(...PROBE_OUTCOMES),
	/** What else there is to say, in words: `exit status 3`; absent where there is nothing. */
	detail: text.exactOptional(),
	/** Whether the connection that it keeps was lost; absent for kinds that keep none. */
	cut: yesOrNo.exactOptional(),
	/** The node whose task answered, and the task; absent where the answer does not say. */
	node: text.exactOptional(),
	task: text.exactOptional(),
	/** Sent so late after it was due that the observer, not the cluster, is to blame. */
	tainted: yesOrNo,
});

const swarmNode = z.object({
	type: z.literal('swarm.node'),
	atMs: number,
	node: text,
	state: oneOf('ready', 'down', 'unknown', 'disconnected'),
	availability: oneOf('active', 'pause', 'drain'),
	/** Null for a worker. */
	reachability: z
		.enum(['reachable', 'unreachable', 'unknown'], 'must be one of reachable, unreachable, unknown or null')
		.nullable(),
	/** The host whose engine said so. */
	seenBy: text,
});

const swarmLeader = z.object({
	type: z.literal('swarm.leader'),
	atMs: number,
	node: textOrNull,
	seenBy: text,
});

const swarmTask = z.object({
	type: z.literal('swarm.task'),
	atMs: number,
	task: text,
	service: text,
	node: textOrNull,
	state: text,
	desiredState: text,
	/** Why the swarm says that it failed or was rejected; absent where it says nothing. */
	error: text.exactOptional(),
	seenBy: text,
});

const ipvsBackend = z.object({
	type: z.literal('ipvs.backend'),
	/** When the change was first seen; it happened up to `resolutionMs` earlier. */
	atMs: number,
	/** The host whose table it is. */
	host: text,
	/** The virtual service, as ipvsadm calls it: `FWM 256`. */
	service: text,
	/** The back end's address in the ingress network. */
	address: text,
	/** The task with that address and its node; null where the swarm had not named them yet. */
	node: textOrNull,
	task: textOrNull,
	/** `added`: it gets new connections from now on. `drained`: it stays with weight 0 and gets none. `removed`: it is gone. */
	change: oneOf('added', 'drained', 'removed'),
	/** `snapshot`: it was there when the watch, or the trial, began. */
	source: oneOf('watch', 'snapshot'),
	/** Time since the look before: the kernel announces no IPVS change, so the table is polled. */
	resolutionMs: number,
});

const hostLog = z.object({
	type: z.literal('host.log'),
	atMs: number,
	host: text,
	unit: oneOf('docker', 'keepalived'),
	/** As the daemon wrote it, or systemd of it. */
	text,
});

const observerHealth = z.object({
	type: z.literal('observer.health'),
	/** When it began. */
	atMs: number,
	/**
	 * `stall`: the prober did not run. `clock-step`: the observer's clock jumped. `capture-drop`: packets were missed.
	 * `watch-lost`: a host's watch ended although the host was alive. `paused`: somebody had the trial stand still.
	 */
	kind: oneOf('stall', 'clock-step', 'capture-drop', 'watch-lost', 'paused'),
	durationMs: number,
	detail: text,
});

/** Every shape of an event, told apart by `type`. Unknown extra fields are let through. */
export const EVENT = z.discriminatedUnion('type', [
	trialStarted,
	trialEnded,
	mark,
	faultEvent,
	hostEvent,
	vrrpAdvert,
	gratuitousArp,
	vipEvent,
	vrrpState,
	unitState,
	clientArp,
	httpSample,
	probeSample,
	swarmNode,
	swarmLeader,
	swarmTask,
	ipvsBackend,
	hostLog,
	observerHealth,
]);

export type TimelineEvent = z.infer<typeof EVENT>;

/** Where the trial has got to: `steady` before the first fault, `observe` while faults act (or, without any, nothing is done), `heal` until converged, `settled` afterwards. */
export type Mark = z.infer<typeof mark>;
/** A fault took effect, or was undone. `atMs` is the middle of the bracket; it happened within `atMs` ± `uncertaintyMs`. */
export type FaultEvent = z.infer<typeof faultEvent>;
/** A VRRP advertisement on the cluster's segment; `host` is null where no host has the source address. RFC 3768 / 5798 field names. */
export type VrrpAdvert = z.infer<typeof vrrpAdvert>;
/** keepalived reports a state of a VRRP instance (its own log). */
export type VrrpState = z.infer<typeof vrrpState>;
/** A daemon of a host started or ended. */
export type UnitState = z.infer<typeof unitState>;
/** The client's ARP entry for the VIP changed: where it sends what is meant for the VIP. */
export type ClientArp = z.infer<typeof clientArp>;
/** One request of the open-loop load: due at a fixed time whatever became of those before. */
export type HttpSample = z.infer<typeof httpSample>;
/** One request of a probe, open-loop as the load's are. */
export type ProbeSample = z.infer<typeof probeSample>;
/** What a host's engine says of a node of the swarm. */
export type SwarmNode = z.infer<typeof swarmNode>;
export type SwarmLeader = z.infer<typeof swarmLeader>;
export type SwarmTask = z.infer<typeof swarmTask>;
/** A back end in a host's ingress IPVS table, which Swarm's routing mesh balances by. */
export type IpvsBackend = z.infer<typeof ipvsBackend>;
/** A line of a daemon's journal. Nothing is measured by it: it is for people. */
export type HostLog = z.infer<typeof hostLog>;
/** Something that limits how far this timeline can be trusted. */
export type ObserverHealth = z.infer<typeof observerHealth>;
