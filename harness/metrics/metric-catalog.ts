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
}

const metric = (path: string, unit: MetricUnit, meaning: string): MetricInfo => ({ path, name: nameOf(path), unit, meaning });

/** `http.outageMs` → `http.outage`, `http.latencyMs.p99` → `http.latency.p99`, `mesh.tailLossShare` → `mesh.tailLoss`. */
function nameOf(path: string): string {
	return path.replaceAll(/Ms(?=\.|$)/g, '').replace(/Share$/, '');
}

/** The same figures of each stream of requests. */
function streamMetrics(stream: string, whose: string): MetricInfo[] {
	return [
		metric(
			`${stream}.outageMs`,
			'ms',
			`longest time in which nobody was served, of ${whose}, from the last good request before to the first good one after`,
		),
		metric(`${stream}.degradedMs`, 'ms', `time in all in which some requests failed and others did not, of ${whose}`),
		metric(`${stream}.degradedLossShare`, 'share', `requests that failed in that time, of ${whose}`),
		metric(`${stream}.lostMs`, 'ms', `what customers lost: outages, and of degraded time the share that failed, of ${whose}`),
		metric(`${stream}.tailMs`, 'ms', `from the first recovery to the last failure outside an outage, of ${whose}`),
		metric(`${stream}.availability`, 'share', `good requests of those sent, of ${whose}`),
		metric(`${stream}.availabilityByTime`, 'share', `time without an outage, of ${whose}`),
		metric(`${stream}.sent`, 'count', `requests sent, of ${whose}`),
		metric(`${stream}.failed`, 'count', `requests that failed, of ${whose}`),
		metric(`${stream}.latencyMs.p50`, 'ms', `median latency of good requests from their due time, of ${whose}`),
		metric(`${stream}.latencyMs.p99`, 'ms', `99th percentile of that latency within a trial, of ${whose}`),
	];
}

/** Every numeric metric, in the order in which people look for them; `measurements.ts` says exactly how each is taken. */
export const METRICS: readonly MetricInfo[] = [
	metric('takeoverMs', 'ms', "from the first fault to the new owner's first gratuitous ARP"),
	metric('takeoverFromGoodbyeMs', 'ms', "from the former owner's goodbye to the new owner's first gratuitous ARP"),
	metric('takeoverToVipMs', 'ms', "from the first fault until the VIP is on the new owner's NIC"),
	metric('takeoverToAdvertMs', 'ms', "from the first fault to the new owner's first advertisement"),
	metric('takeoverUncertaintyMs', 'ms', "how exactly the fault's moment is known"),
	metric('faultPhase', 'share', 'where in the advertisement interval the first fault hit'),
	metric('vipAbsentMs', 'ms', 'time in all without an owner of the VIP, from the first fault to the last undoing'),
	metric('dualOwnerMs', 'ms', 'time in all with more than one owner of the VIP, over the whole trial'),
	metric('dualOwner.failed', 'count', 'requests that failed while there was more than one owner'),
	metric('dualOwner.arpChanges', 'count', "how often the client's ARP entry changed hosts while there was more than one owner"),
	metric('noOwnerMs', 'ms', 'longest time at a stretch without an owner although a host could have been it'),
	metric('deafOwnerMs', 'ms', 'longest outage without the time in which nobody reachable held the VIP'),
	metric('arp.staleMs', 'ms', "time in all in which the client's ARP entry named a host without the VIP"),
	metric('arp.longestStaleMs', 'ms', 'longest stretch of that time'),
	metric('arp.changes', 'count', "how often the client's ARP entry changed hosts"),
	...streamMetrics('http', 'fresh connections'),
	...streamMetrics('httpKeepAlive', 'the kept connection'),
	...streamMetrics('httpRouted', 'fresh connections through a router'),
	...streamMetrics('failback.http', 'fresh connections after the last undoing'),
	metric('keepAlive.noticedMs', 'ms', 'from the first fault until a request on the kept connection was given up'),
	metric('keepAlive.goodAgainMs', 'ms', 'from the first fault until a kept request was good again'),
	metric('swarm.leaderElectionMs', 'ms', "from the leader's fault until another manager leads"),
	metric('swarm.nodeDownMs', 'ms', 'from the first fault until the swarm calls its host down'),
	metric('swarm.tasksReplacedMs', 'ms', 'from the first fault until as many tasks run as before'),
	metric('mesh.backendRemovedMs', 'ms', "from the first fault until a survivor's IPVS table is rid of the dead back ends"),
	metric('mesh.removedByAllMs', 'ms', 'the same of the slowest survivor'),
	metric('mesh.returnMs', 'ms', "from the last undoing until a host's IPVS table is complete again"),
	metric('mesh.tailLossShare', 'share', "the tail's requests that failed"),
	metric('failback.returnMs', 'ms', 'from the last undoing until the VIP is back with its former owner'),
	metric('failback.vipAbsentMs', 'ms', 'time in all without an owner of the VIP after the last undoing'),
	metric('failback.dualOwnerMs', 'ms', 'time in all with more than one owner of the VIP after the last undoing'),
];

/** The metric of a name or a dotted path; null where there is none. */
export function metricOf(nameOrPath: string): MetricInfo | null {
	return METRICS.find(({ name, path }) => name === nameOrPath || path === nameOrPath) ?? null;
}
