import type { HttpOutcome, ProbeKind, ProbeOutcome } from '../timeline/requests.ts';

/** How an owner of the VIP goes: without a word, or with an advertisement of priority 0. */
export type TheoryKind = 'crash' | 'goodbye';

/** What memberlist's gossip predicts for the routing mesh after one host's crash. */
export interface MeshTheory {
	/** Crash → the dead host's back ends are out of a survivor's IPVS table. */
	removalMs: { min: number; max: number };
	/** Share of new connections that go to the dead host's tasks until then, 0–1. */
	lossShare: number;
}

/** Everything one trial's timeline says, in milliseconds; null where it did not happen or could not be measured. */
export interface TrialMeasurements {
	/** First fault effective → first gratuitous ARP of the new owner. */
	takeoverMs: number | null;
	/** The former owner's goodbye (an advertisement of priority 0) → first gratuitous ARP of the new owner; null where it said none. */
	takeoverFromGoodbyeMs: number | null;
	/** Half the fault's bracket: how exactly the start of `takeoverMs` is known. */
	takeoverUncertaintyMs: number | null;
	/** Fault effective → the VIP is on the new owner's NIC. */
	takeoverToVipMs: number | null;
	/** Fault effective → first advertisement of the new owner. */
	takeoverToAdvertMs: number | null;
	/** Who held the VIP when the first fault hit, and who was first to get it afterwards: maybe the same again, and null where it did not move. */
	formerOwner: string | null;
	newOwner: string | null;
	/**
	 * Where in the advertisement interval the fault hit, 0–1: (fault − last advert of the former owner) / interval. Null where the
	 * former owner's last advert is older than 1.1 intervals: it was not advertising regularly.
	 */
	faultPhase: number | null;
	/** Total time without any owner, between the first fault and the last undoing, or without a fault while observed; null where nobody ever held the VIP. */
	vipAbsentMs: number | null;
	/** Total time with more than one owner, over the whole trial; null where nobody was ever seen to hold the VIP. */
	dualOwnerMs: number | null;
	/** When that was, and what clients saw then; null where nobody was ever seen to hold the VIP. */
	dualOwner: DualOwnerMeasurements | null;
	/** Longest time at a stretch without an owner that anybody could reach although a host could have been it, over the whole trial; null likewise. */
	noOwnerMs: number | null;
	/** Longest outage without the time in which nobody who could be reached held the VIP, from the first fault to the end of the trial; null where nothing was sent. */
	deafOwnerMs: number | null;
	/** The floating IPs beside the one that customers ask; null where there are none. */
	otherVips: OtherVipsMeasurements | null;
	/** The client's ARP entry for the VIP beside who held it, over the whole trial; null where it was not watched. */
	arp: ArpMeasurements | null;
	/** The fresh-connection stream, from the first fault to the last undoing; without a fault while observed. */
	http: HttpMeasurements;
	/** The same for the keep-alive stream. */
	httpKeepAlive: HttpMeasurements;
	/** The same for the fresh connections of the client behind a router; null where there was none. */
	httpRouted: HttpMeasurements | null;
	/** The probes of the drill, by name, from the first fault to the last undoing; without a fault while observed. */
	probes: Record<string, ProbeMeasurements>;
	/** The kept connection's fate after the first fault; null without a fault, or where there was none. */
	keepAlive: KeepAliveMeasurements | null;
	/** What the last undoing (for instance a machine's return) did; null where nothing was undone. */
	failback: FailbackMeasurements | null;
	/** What the first fault did to the routing mesh; null where the service is not published through it. */
	mesh: MeshMeasurements | null;
	/** How the swarm got over the faults; null without a fault, or where it was not watched. */
	swarm: SwarmMeasurements | null;
	/** What VRRP arithmetic predicts for the host that took over; null where it predicts nothing. */
	theory: TakeoverTheory | null;
	/** Whether the observer can be believed, and why not. `edgeStallMs`: the longest stall that could have shifted an outage's edge. */
	trust: { trusted: boolean; reasons: string[]; taintedSamples: number; stalls: number; edgeStallMs: number };
}

/** The worst of the other floating IPs, in milliseconds, and each by its address; null where none did so. */
export interface OtherVipsMeasurements {
	takeoverMs: number | null;
	vipAbsentMs: number | null;
	dualOwnerMs: number | null;
	/** Last undoing effective → back with its former owner. */
	returnMs: number | null;
	each: Record<string, VipMeasurements>;
}

/** One of them, as the one that customers ask is measured. */
export interface VipMeasurements {
	takeoverMs: number | null;
	takeoverToVipMs: number | null;
	takeoverToAdvertMs: number | null;
	formerOwner: string | null;
	newOwner: string | null;
	vipAbsentMs: number | null;
	dualOwnerMs: number | null;
	returnMs: number | null;
	theory: TakeoverTheory | null;
}

export interface DualOwnerMeasurements {
	/** One for each set of owners, in time order. */
	windows: { fromMs: number; toMs: number; hosts: string[] }[];
	/** Fresh requests due in them, and those that failed. */
	sent: number;
	failed: number;
	/** Share of the good answers per node, 0–1; answers without identity are under `?`. */
	answeredBy: Record<string, number>;
	/** How often the client's ARP entry went from one host to another in them; null where it was not watched. */
	arpChanges: number | null;
}

export interface ArpMeasurements {
	/** Total time in which the entry named somebody without the VIP although another host had it, and the longest stretch of it. */
	staleMs: number;
	longestStaleMs: number;
	/** How often it went from one hardware address to another. */
	changes: number;
}

export interface HttpMeasurements {
	/** Requests due in the window, without those not sent. */
	sent: number;
	ok: number;
	failed: number;
	notSent: number;
	failures: Partial<Record<HttpOutcome, number>>;
	/** ok / sent, by requests; null without samples. */
	availability: number | null;
	/** 1 − outage time / window, by time; null without samples. */
	availabilityByTime: number | null;
	windowMs: number;
	/** Milliseconds between two requests (the median): nothing shorter can be seen. Null with fewer than two requests. */
	resolutionMs: number | null;
	/** The longest of `outages`; 0 where nothing failed, null where nothing was sent. */
	outageMs: number | null;
	/** In time order: stretches in which nobody was served (`http-outages.ts` says exactly when). Failures while others succeed are degraded service. */
	outages: OutageWindow[];
	/** First recovery → last failure outside an outage; 0 where none failed, null where it never recovered or nothing was sent. */
	tailMs: number | null;
	/** Requests that failed in the tail, and all that were sent in it; a later outage's are not counted. */
	tailFailed: number;
	tailSent: number;
	/** Time in all in which some requests failed and others did not; 0 where none failed so, null where nothing was sent. */
	degradedMs: number | null;
	/** Requests that failed in that time, and all that were sent in it. */
	degradedFailed: number;
	degradedSent: number;
	/** The one by the other, 0–1; null without degraded time. */
	degradedLossShare: number | null;
	/** What customers lost: the outages' time, and of the degraded time the share that failed; null where nothing was sent. */
	lostMs: number | null;
	/** Share of the good answers per node, 0–1; answers without identity are under `?`. */
	answeredBy: Record<string, number>;
	/** Latency of good requests from *due* time (so that waiting counts); null without any. */
	latencyMs: { p50: number; p99: number; max: number } | null;
}

export interface OutageWindow {
	/** Due time of the last good request before, which may lie before the window; null where none was seen. */
	lastGoodMs: number | null;
	/** Due time of the first good request after that was not the only one; null if it never came back in the window. */
	firstGoodMs: number | null;
	/** Between the two; a lower bound where one is null, for the window's edge stands in for it. */
	durationMs: number;
	/** Requests that failed between the two. */
	failed: number;
}

/** What one probe saw. */
export interface ProbeMeasurements {
	kind: ProbeKind;
	/** Requests due in the window, without those not sent. */
	sent: number;
	ok: number;
	failed: number;
	notSent: number;
	failures: Partial<Record<ProbeOutcome, number>>;
	/** ok / sent, by requests; null without samples. */
	availability: number | null;
	/** Milliseconds between two requests (the median): nothing shorter can be seen. Null with fewer than two requests. */
	resolutionMs: number | null;
	/** The stretches in which nothing was good, by the arithmetic of the load's; 0 where nothing failed, null where nothing was sent. */
	outage: { count: number; longestMs: number | null; totalMs: number | null };
	/** In time order. */
	outages: OutageWindow[];
	/** Time in all in which some requests failed and others did not; 0 where none failed so, null where nothing was sent. */
	degradedMs: number | null;
	/** The outages' time, and of the degraded time the share that failed; null where nothing was sent. */
	lostMs: number | null;
	/** Share of the good answers per node, 0–1; answers without identity are under `?`. */
	answeredBy: Record<string, number>;
	/** Latency of good requests from *due* time; null without any, and for kinds that keep a connection, where it says nothing. */
	latencyMs: { p50: number; p99: number; max: number } | null;
	/** What became of the connection that a probe keeps; null for kinds that keep none. */
	cut: {
		/** How often it was lost. */
		times: number;
		/** First fault effective → the first loss was noticed; without a fault from the beginning of the observation. Null where none was. */
		firstMs: number | null;
	} | null;
	/** Whether the figures of this probe can be believed, beside what is to be said of the whole trial. */
	trust: { trusted: boolean; reasons: string[] };
}

export interface KeepAliveMeasurements {
	/** `reset`: the client was told, or it was closed between two requests. `hung`: the client had to wait for its time-out. */
	fate: 'survived' | 'reset' | 'hung' | null;
	/** First fault effective → the first kept request that failed was given up; null where none failed. */
	noticedMs: number | null;
	/** First fault effective → a later kept request was answered well; null where none was, or none had failed. */
	goodAgainMs: number | null;
}

export interface SwarmMeasurements {
	/** Fault effective on the leader → another manager leads; null where the leader was not hit, or nobody else came to lead. */
	leaderElectionMs: number | null;
	/** First fault effective → the swarm calls its host down (the last of several); null where it never did. */
	nodeDownMs: number | null;
	/** First fault effective → as many tasks run as before, without those that it killed; null where it killed none, or they were not replaced. */
	tasksReplacedMs: number | null;
	/** Who led when the first fault was asked for; null where nobody did, and in runs from before it was recorded. */
	leaderBefore: string | null;
	/** By how much these times may be too long: the swarm is polled. */
	resolutionMs: number;
}

export interface MeshMeasurements {
	/**
	 * For each survivor that listed back ends on the fault's hosts: fault effective → the last of them was seen to be gone from its IPVS
	 * table, or drained. Null where one stayed until the fault was undone.
	 */
	backendRemovedMs: Record<string, number | null>;
	/** The slowest survivor; null where one kept a dead back end, or there was none to remove. */
	removedByAllMs: number | null;
	/** By how much those times may be too long at most: the tables are polled. Null where nothing was removed. */
	resolutionMs: number | null;
	/**
	 * For each host whose table was seen before the first fault: last undoing effective → its table lists as many back ends as then, and does
	 * so to the end of the trial; 0 where it did already. Null where it did not come to that. Empty where nothing was undone.
	 */
	returnMs: Record<string, number | null>;
	/** By how much those times may be too long at most: the tables are polled. Null where none had to be waited for. */
	returnResolutionMs: number | null;
	/** Share of the tail's requests that failed, 0–1; null without a tail. */
	tailLossShare: number | null;
	/** What gossip predicts; null where the fault hit several hosts, or took no back end. */
	theory: MeshTheory | null;
}

export interface FailbackMeasurements {
	/** Undo effective → the VIP is back with its former owner; null where it never went back, or the moment was not seen. */
	returnMs: number | null;
	/** The first host to get the VIP after the undoing; null where it stayed where it was. */
	newOwner: string | null;
	/** From the undoing to the end of the trial; null where nobody was ever seen to hold the VIP. */
	vipAbsentMs: number | null;
	dualOwnerMs: number | null;
	http: HttpMeasurements;
	/** Why these figures are rough (requests sent late); null where they are not. */
	roughBecause: string | null;
}

export interface TakeoverTheory {
	/** `crash`: nobody said goodbye. `goodbye`: the former owner advertised priority 0. */
	kind: TheoryKind;
	host: string;
	/** Master_Down_Interval of the host that took over. */
	masterDownIntervalMs: number;
	advertIntMs: number;
	/** Bounds for a crash at an unknown phase: MDI − interval, and MDI. After a goodbye both are Skew_Time, counted from it. */
	minMs: number;
	maxMs: number;
	/** The prediction for this trial, from the fault: MDI − (fault − last advert), or (goodbye − fault) + Skew_Time. Null where the phase or the goodbye is not known. */
	predictedMs: number | null;
}
