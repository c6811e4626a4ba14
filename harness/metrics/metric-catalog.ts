import { asMuch, deciding, type GateRule, slow, watched } from './gate-rule.ts';
import type { TrialMeasurements } from './measurements.ts';

/** What a metric counts: milliseconds, a share of 0–1, or things. */
type MetricUnit = 'ms' | 'share' | 'count';

/** One numeric metric that is summed up over trials. */
export interface MetricInfo {
	/** Dotted path into TrialMeasurements, for instance `http.outageMs`. */
	path: string;
	/** What people write in an objective: the path without `Ms`, and without the `Share` of a share. */
	name: string;
	unit: MetricUnit;
	/** What it says, one sentence without its full stop. */
	meaning: string;
	/** Which way is good; null where neither is. */
	better: 'lower' | 'higher' | null;
	/** How a baseline holds a run to it; null where it does not. */
	gate: GateRule | null;
}

/** A metric that a baseline holds runs to. */
export interface GatedMetric extends GateRule {
	path: string;
	better: 'lower' | 'higher';
}

const metric = (
	better: MetricInfo['better'],
	path: string,
	unit: MetricUnit,
	meaning: string,
	gate: GateRule | null = null,
): MetricInfo => ({ path, name: nameOf(path), unit, meaning, better, gate });
const lower = metric.bind(null, 'lower');
const higher = metric.bind(null, 'higher');
const neither = metric.bind(null, null);

/** `http.outageMs` → `http.outage`, `http.latencyMs.p99` → `http.latency.p99`, `mesh.tailLossShare` → `mesh.tailLoss`. */
function nameOf(path: string): string {
	return path.replaceAll(/Ms(?=\.|$)/g, '').replace(/Share$/, '');
}

type StreamGates = Partial<Record<'outage' | 'lost' | 'tail' | 'availability', GateRule>>;

/** The same figures of each stream of requests. */
function streamMetrics(stream: string, whose: string, gates: StreamGates = {}): MetricInfo[] {
	return [
		lower(
			`${stream}.outageMs`,
			'ms',
			`longest time in which nobody was served, of ${whose}, from the last good request before to the first good one after`,
			gates.outage,
		),
		lower(`${stream}.degradedMs`, 'ms', `time in all in which some requests failed and others did not, of ${whose}`),
		lower(`${stream}.degradedLossShare`, 'share', `requests that failed in that time, of ${whose}`),
		lower(
			`${stream}.lostMs`,
			'ms',
			`what customers lost: outages, and of degraded time the share that failed, of ${whose}`,
			gates.lost,
		),
		lower(`${stream}.tailMs`, 'ms', `from the first recovery to the last failure outside an outage, of ${whose}`, gates.tail),
		higher(`${stream}.availability`, 'share', `good requests of those sent, of ${whose}`, gates.availability),
		higher(`${stream}.availabilityByTime`, 'share', `time without an outage, of ${whose}`),
		neither(`${stream}.sent`, 'count', `requests sent, of ${whose}`),
		lower(`${stream}.failed`, 'count', `requests that failed, of ${whose}`),
		lower(`${stream}.latencyMs.p50`, 'ms', `median latency of good requests from their due time, of ${whose}`),
		lower(`${stream}.latencyMs.p99`, 'ms', `99th percentile of that latency within a trial, of ${whose}`),
	];
}

/** A share of the window's requests, for they are sent at a steady rate. */
const ofWindow = (http: TrialMeasurements['httpRouted']) => (http && http.windowMs > 0 ? -1 / http.windowMs : 0);

/**
 * Every numeric metric, in the order in which people look for them; `measurements.ts` says exactly how each is taken.
 *
 * Few are gated: each one costs all others power. Those that decide are what a failover is about: how long the takeover takes, how long nobody
 * owns the VIP, how long two do, and how much customers lose. The practical sizes are where somebody would ask what happened: a tenth of an
 * advertisement interval for who owns the VIP, ten gaps between two requests for an outage, two in a hundred requests; more for what is
 * polled (IPVS, swarm) or takes long by itself.
 */
export const METRICS: readonly MetricInfo[] = [
	lower('takeoverMs', 'ms', "from the first fault to the new owner's first gratuitous ARP", deciding(100, asMuch)),
	lower('takeoverFromGoodbyeMs', 'ms', "from the former owner's goodbye to the new owner's first gratuitous ARP"),
	lower('takeoverToVipMs', 'ms', "from the first fault until the VIP is on the new owner's NIC"),
	lower('takeoverToAdvertMs', 'ms', "from the first fault to the new owner's first advertisement"),
	lower('takeoverUncertaintyMs', 'ms', "how exactly the fault's moment is known"),
	neither('faultPhase', 'share', 'where in the advertisement interval the first fault hit'),
	lower(
		'vipAbsentMs',
		'ms',
		'time in all without an owner of the VIP, from the first fault to the last undoing',
		deciding(100, asMuch),
	),
	lower('dualOwnerMs', 'ms', 'time in all with more than one owner of the VIP, over the whole trial', deciding(100)),
	lower('dualOwner.failed', 'count', 'requests that failed while there was more than one owner'),
	lower('dualOwner.arpChanges', 'count', "how often the client's ARP entry changed hosts while there was more than one owner"),
	lower('noOwnerMs', 'ms', 'longest time at a stretch without an owner although a host could have been it'),
	lower('deafOwnerMs', 'ms', 'longest outage without the time in which nobody reachable held the VIP', slow(250)),
	lower('otherVips.takeoverMs', 'ms', 'takeover of the slowest of the other floating IPs', watched(100, asMuch)),
	lower('otherVips.vipAbsentMs', 'ms', 'time in all without an owner of the worst of them'),
	lower('otherVips.dualOwnerMs', 'ms', 'time in all with more than one owner of the worst of them', watched(100)),
	lower('otherVips.returnMs', 'ms', 'from the last undoing until the last of them is back with its former owner'),
	lower('arp.staleMs', 'ms', "time in all in which the client's ARP entry named a host without the VIP"),
	lower('arp.longestStaleMs', 'ms', 'longest stretch of that time'),
	lower('arp.changes', 'count', "how often the client's ARP entry changed hosts"),
	...streamMetrics('http', 'fresh connections', {
		outage: watched(200, asMuch),
		lost: deciding(250, asMuch),
		tail: watched(500),
		availability: watched(0.02, ({ http }) => ofWindow(http)),
	}),
	...streamMetrics('httpKeepAlive', 'the kept connection', { outage: watched(500, asMuch) }),
	...streamMetrics('httpRouted', 'fresh connections through a router', {
		outage: watched(200, asMuch),
		lost: deciding(250, asMuch),
		availability: watched(0.02, ({ httpRouted }) => ofWindow(httpRouted)),
	}),
	...streamMetrics('failback.http', 'fresh connections after the last undoing', { outage: slow(500) }),
	lower('keepAlive.noticedMs', 'ms', 'from the first fault until a request on the kept connection was given up'),
	lower('keepAlive.goodAgainMs', 'ms', 'from the first fault until a kept request was good again'),
	lower('swarm.leaderElectionMs', 'ms', "from the leader's fault until another manager leads", slow(500)),
	lower('swarm.nodeDownMs', 'ms', 'from the first fault until the swarm calls its host down'),
	lower('swarm.tasksReplacedMs', 'ms', 'from the first fault until as many tasks run as before', slow(2000)),
	lower('mesh.backendRemovedMs', 'ms', "from the first fault until a survivor's IPVS table is rid of the dead back ends"),
	lower('mesh.removedByAllMs', 'ms', 'the same of the slowest survivor', slow(1000)),
	lower('mesh.returnMs', 'ms', "from the last undoing until a host's IPVS table is complete again"),
	lower('mesh.tailLossShare', 'share', "the tail's requests that failed"),
	lower('failback.returnMs', 'ms', 'from the last undoing until the VIP is back with its former owner'),
	lower('failback.vipAbsentMs', 'ms', 'time in all without an owner of the VIP after the last undoing'),
	lower('failback.dualOwnerMs', 'ms', 'time in all with more than one owner of the VIP after the last undoing'),
];

/** Stands for a probe's name in the paths of `PROBE_METRICS`. */
const ANY_PROBE = '<name>';

/** The figures of each probe, with `<name>` for the probe's own. */
export const PROBE_METRICS: readonly MetricInfo[] = [
	lower('outage.longestMs', 'ms', 'longest time in which nothing was good', watched(200)),
	lower('outage.totalMs', 'ms', 'time in all in which nothing was good'),
	lower('outage.count', 'count', 'how often nothing was good'),
	lower('degradedMs', 'ms', 'time in all in which some requests failed and others did not'),
	lower('lostMs', 'ms', 'what customers lost: outages, and of degraded time the share that failed', watched(250)),
	higher('availability', 'share', 'good requests of those sent', watched(0.02)),
	neither('sent', 'count', 'requests sent'),
	lower('failed', 'count', 'requests that failed'),
	lower('latencyMs.p50', 'ms', 'median latency of good requests from their due time'),
	lower('latencyMs.p99', 'ms', '99th percentile of that latency within a trial'),
	lower('cut.times', 'count', 'how often the kept connection was lost'),
	lower('cut.firstMs', 'ms', 'from the first fault until the kept connection was found lost'),
].map(({ path, name, meaning, ...metric }) => ({
	...metric,
	path: `probes.${ANY_PROBE}.${path}`,
	name: `probes.${ANY_PROBE}.${name}`,
	meaning: `${meaning}, of a probe`,
}));

/** The same figures of the probe of this name. */
const metricsOfProbe = (probe: string): MetricInfo[] =>
	PROBE_METRICS.map(({ path, name, meaning, ...metric }) => ({
		...metric,
		path: path.replace(ANY_PROBE, probe),
		name: name.replace(ANY_PROBE, probe),
		meaning: meaning.replace('a probe', `the probe ${probe}`),
	}));

/** Every numeric metric that these trials may have: the catalogue, and the figures of each of their probes. */
export function metricsOf(trials: readonly Pick<TrialMeasurements, 'probes'>[]): readonly MetricInfo[] {
	const names = new Set(trials.flatMap(({ probes }) => Object.keys(probes)));
	return names.size === 0 ? METRICS : [...METRICS, ...[...names].sort().flatMap(metricsOfProbe)];
}

const gatedIn = (metrics: readonly MetricInfo[]): readonly GatedMetric[] =>
	(['deciding', 'watched'] as const).flatMap((role) =>
		metrics.flatMap(({ path, better, gate }) => (better && gate?.role === role ? [{ path, better, ...gate }] : [])),
	);

/** The metrics that a baseline holds a run to, those that decide first. */
export const GATED_METRICS: readonly GatedMetric[] = gatedIn(METRICS);

/** The same of trials that may have probes. */
export const gatedMetricsOf = (trials: readonly Pick<TrialMeasurements, 'probes'>[]): readonly GatedMetric[] => {
	const metrics = metricsOf(trials);
	return metrics === METRICS ? GATED_METRICS : gatedIn(metrics);
};

/** The metric of a name or a dotted path, of a probe of any name too; null where there is none. */
export function metricOf(nameOrPath: string): MetricInfo | null {
	const [, probe] = /^probes\.([^.<>]+)\./.exec(nameOrPath) ?? [];
	const metrics = probe === undefined ? METRICS : metricsOfProbe(probe);
	return metrics.find(({ name, path }) => name === nameOrPath || path === nameOrPath) ?? null;
}
