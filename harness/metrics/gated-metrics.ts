import type { HttpMeasurements, TrialMeasurements } from './measurements.ts';

/** A metric that runs are compared by. */
export interface GatedMetric {
	/** `deciding`: what a gate is about; not to be able to tell is worth a warning. `watched`: only a proved regression counts. */
	role: 'deciding' | 'watched';
	/** Dotted path into TrialMeasurements. */
	path: string;
	better: 'lower' | 'higher';
	/** A median that is worse by no more is no regression, however certain it is; in the metric's unit. */
	practical: number;
	/** The same as a share of the baseline's median; the greater of the two counts. */
	practicalShare: number;
	/**
	 * What a takeover that lasts a millisecond longer adds to it; null where that says nothing. After a crash the takeover depends on where in
	 * the advertisement interval the fault hit, which is drawn by lot.
	 */
	perTakeoverMs: ((trial: TrialMeasurements) => number) | null;
}

type PerTakeoverMs = GatedMetric['perTakeoverMs'];
const lower = (path: string, practical: number, perTakeoverMs: PerTakeoverMs = null): GatedMetric => ({
	role: 'watched',
	path,
	better: 'lower',
	practical,
	practicalShare: 0,
	perTakeoverMs,
});
const higher = (path: string, practical: number, perTakeoverMs: PerTakeoverMs): GatedMetric => ({
	role: 'watched',
	path,
	better: 'higher',
	practical,
	practicalShare: 0,
	perTakeoverMs,
});
/** What boots and elections decide varies by seconds from trial to trial, and a quarter of it is not yet news. */
const slow = (path: string, practical: number): GatedMetric => ({ ...lower(path, practical), practicalShare: 0.25 });
const deciding = (metric: GatedMetric): GatedMetric => ({ ...metric, role: 'deciding' });
const asMuch = () => 1;
/** A share of the window's requests, for they are sent at a steady rate. */
const ofWindow = (http: HttpMeasurements | null) => (http && http.windowMs > 0 ? -1 / http.windowMs : 0);

/**
 * What a baseline holds a run to. Few on purpose: each one costs all others power. Those that decide are what a failover is about: how
 * long the takeover takes, how long nobody owns the VIP, how long two do, and how much customers lose. The sizes are where somebody would ask
 * what happened: a tenth of an advertisement interval for who owns the VIP, ten gaps between two requests for an outage, two in a
 * hundred requests; more for what is polled (IPVS, swarm) or takes long by itself.
 */
export const GATED_METRICS: readonly GatedMetric[] = [
	deciding(lower('takeoverMs', 100, asMuch)),
	deciding(lower('vipAbsentMs', 100, asMuch)),
	deciding(lower('dualOwnerMs', 100)),
	deciding(lower('http.lostMs', 250, asMuch)),
	deciding(lower('httpRouted.lostMs', 250, asMuch)),
	slow('deafOwnerMs', 250),
	lower('http.outageMs', 200, asMuch),
	lower('http.tailMs', 500),
	higher('http.availability', 0.02, ({ http }) => ofWindow(http)),
	lower('httpKeepAlive.outageMs', 500, asMuch),
	lower('httpRouted.outageMs', 200, asMuch),
	higher('httpRouted.availability', 0.02, ({ httpRouted }) => ofWindow(httpRouted)),
	slow('mesh.removedByAllMs', 1000),
	slow('swarm.leaderElectionMs', 500),
	slow('swarm.tasksReplacedMs', 2000),
	slow('failback.http.outageMs', 500),
];
