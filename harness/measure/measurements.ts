import type { HttpOutcome } from '../timeline/event.ts';

/** Everything one trial's timeline says, in milliseconds; null where it did not happen or could not be measured. */
export interface TrialMeasurements {
	/** Fault effective → first gratuitous ARP of the new owner. */
	takeoverMs: number | null;
	/** Half the fault's bracket: how exactly the start of `takeoverMs` is known. */
	takeoverUncertaintyMs: number | null;
	/** Fault effective → the VIP is on the new owner's NIC. */
	takeoverToVipMs: number | null;
	/** Fault effective → first advertisement of the new owner. */
	takeoverToAdvertMs: number | null;
	/** Who held the VIP when the fault hit, and who first held it afterwards. */
	formerOwner: string | null;
	newOwner: string | null;
	/** Where in the advertisement interval the fault hit, 0–1: (fault − last advert of the former owner) / interval. */
	faultPhase: number | null;
	/** Total time without any owner, between the fault and its undoing. */
	vipAbsentMs: number;
	/** Total time with more than one owner, over the whole trial. */
	dualOwnerMs: number;
	/** The fresh-connection stream, from the fault to its undoing. */
	http: HttpMeasurements;
	/** The same for the keep-alive stream. */
	httpKeepAlive: HttpMeasurements;
	/** What the undoing of the fault (the machine's return) did; null where nothing was undone. */
	failback: FailbackMeasurements | null;
	/** What VRRP arithmetic predicts for the host that took over; null where it predicts nothing. */
	theory: TakeoverTheory | null;
	/** Whether the observer can be believed, and why not. */
	trust: { trusted: boolean; reasons: string[]; taintedSamples: number; stalls: number };
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
	/** Milliseconds between two requests: nothing shorter can be seen. */
	resolutionMs: number;
	/** From the last good request's due time to the first sustained good one's, the longest of the window; 0 where nothing failed. */
	outageMs: number;
	outages: OutageWindow[];
	/** First sustained recovery → last failure of the window; 0 where nothing failed after the recovery. */
	tailMs: number;
	/** Requests that failed in the tail, and all that were sent in it. */
	tailFailed: number;
	tailSent: number;
	/** Share of the good answers per node, 0–1; answers without identity are under `?`. */
	answeredBy: Record<string, number>;
	/** Latency of good requests from *due* time (so that waiting counts); null without any. */
	latencyMs: { p50: number; p99: number; max: number } | null;
}

export interface OutageWindow {
	/** Due time of the last good request before. */
	lastGoodMs: number;
	/** Due time of the first sustained good request after; null if it never came back in the window. */
	firstGoodMs: number | null;
	durationMs: number;
	failed: number;
}

export interface FailbackMeasurements {
	/** Undo effective → the VIP is back with its former owner; null where it never went back. */
	returnMs: number | null;
	newOwner: string | null;
	vipAbsentMs: number;
	dualOwnerMs: number;
	http: HttpMeasurements;
}

export interface TakeoverTheory {
	host: string;
	/** Master_Down_Interval of the host that took over. */
	masterDownIntervalMs: number;
	advertIntMs: number;
	/** Bounds for a crash at an unknown phase: MDI − interval, and MDI. */
	minMs: number;
	maxMs: number;
	/** The bound at this trial's phase: MDI − (fault − last advert). Null where no advert was seen before the fault. */
	predictedMs: number | null;
}
