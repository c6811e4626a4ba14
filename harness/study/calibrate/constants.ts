import type { Constant } from '../../labs/sim/tuning.ts';
import type { DrillReport, RunReport, TrialReport } from '../../results/run-report.ts';
import type { FaultKind } from '../../scenario/fault.ts';
import type { TimelineEvent, UnitState } from '../../timeline/event.ts';

/** One real trial as constants are measured in it; `events` in time order, null where the timeline was not kept. */
export interface RealTrial {
	run: RunReport;
	drill: DrillReport;
	trial: TrialReport;
	events: readonly TimelineEvent[] | null;
}

/** A constant of the simulator that real trials tell, and how. */
interface Measurable {
	key: Constant;
	/** What is measured, one sentence without its full stop. */
	how: string;
	/** The durations that a trial shows, milliseconds. */
	samples: (trial: RealTrial) => number[];
}

/** A longer gap between two advertisements is a fault's doing. */
const REGULAR = 1.5;
/** Of answers there are thousands a trial; every so manieth will do. */
const EVERY_ANSWER = 25;
/** A change of address further away from an advertisement has another cause. */
const SAME_MOVE_MS = 300;
/** A failback that takes longer waits for preempt_delay, which run.json does not tell. */
const LONGEST_MS = 10_000;
/** From keepalived's start to its instances', which the failback includes. */
const START_MS = 25;

/** Machines that boot together share the processors, so each takes longer. */
const BOOTS_APART_MS = 10_000;

/** An agent takes a task out of the mesh so long before it stops it, also in host mode (moby, daemon/cluster/executor/container/controller.go). */
const CONVERGE_MS = 2000;

const positive = (ms: number) => Math.max(0, ms);

/** From each event that begins something to the first that ends it, unless one of `never` comes between. */
function durations(
	events: readonly TimelineEvent[] | null,
	begins: (event: TimelineEvent) => boolean,
	ends: (event: TimelineEvent, begin: TimelineEvent) => boolean,
	never: (event: TimelineEvent, begin: TimelineEvent) => boolean = () => false,
): number[] {
	return (events ?? []).flatMap((begin, i) => {
		if (!begins(begin)) return [];
		for (const event of (events ?? []).slice(i + 1)) {
			if (ends(event, begin)) return [positive(event.atMs - begin.atMs)];
			if (never(event, begin)) return [];
		}
		return [];
	});
}

const hostOf = (event: TimelineEvent): string | null => ('host' in event ? event.host : null);
const isUnit = (event: TimelineEvent, unit: UnitState['unit'], state: UnitState['state']) =>
	event.type === 'unit.state' && event.source === 'journal' && event.unit === unit && event.state === state;
const sameHost = (a: TimelineEvent, b: TimelineEvent) => hostOf(a) !== null && hostOf(a) === hostOf(b);
const isDown = (event: TimelineEvent, begin: TimelineEvent) => event.type === 'host.down' && sameHost(event, begin);
/** Whether the swarm says that the host's own manager has been found again: an engine whose agent asks that one waits for it, so it is no figure of the engine's. */
const isReachable = (event: TimelineEvent, begin: TimelineEvent) =>
	event.type === 'swarm.node' && event.node === hostOf(begin) && event.reachability === 'reachable';
const isGoodbye = (event: TimelineEvent) => event.type === 'vrrp.advert' && event.priority === 0;

/** The power's return to a machine while no other's returns. */
const bootsAlone = (events: readonly TimelineEvent[] | null) => (event: TimelineEvent) =>
	event.type === 'host.up' &&
	!events?.some((other) => other !== event && other.type === 'host.up' && Math.abs(other.atMs - event.atMs) < BOOTS_APART_MS);

/** A unit's way from one state to another; of a boot it is told apart by the host's coming up just before. */
function unitTook(
	events: readonly TimelineEvent[] | null,
	unit: UnitState['unit'],
	from: UnitState['state'],
	to: UnitState['state'],
	never: (event: TimelineEvent, begin: TimelineEvent) => boolean = () => false,
) {
	const booting = new Set<string | null>();
	return durations(
		events,
		(event) => {
			if (event.type === 'host.up') booting.add(event.host);
			if (isUnit(event, unit, 'active')) booting.delete(hostOf(event));
			return isUnit(event, unit, from) && !booting.has(hostOf(event));
		},
		(event, begin) => isUnit(event, unit, to) && sameHost(event, begin),
		(event, begin) => isDown(event, begin) || never(event, begin),
	);
}

/** How much longer than Master_Down_Interval the failback took, where this fault was the only one. */
function failbackBeyondMdi({ run, drill, trial }: RealTrial, kind: FaultKind): number[] {
	const [only, ...others] = drill.spec.faults;
	const { failback, formerOwner } = trial.measurements;
	const downMs = run.cluster.hosts.find(({ name }) => name === formerOwner)?.masterDownIntervalMs ?? null;
	if (only?.inject.kind !== kind || others.length > 0 || !failback || failback.returnMs === null || downMs === null) return [];
	const beyondMs = failback.returnMs - downMs;
	return beyondMs > 0 && beyondMs < LONGEST_MS ? [beyondMs] : [];
}

/** How long after `sinceMs`, counted from the only fault, the kept connection ended; nothing where that was before. */
function noticedAfter({ drill, trial }: RealTrial, kind: FaultKind, sinceMs: number): number[] {
	const [only, ...others] = drill.spec.faults;
	const noticedMs = trial.measurements.keepAlive?.noticedMs ?? null;
	if (only?.inject.kind !== kind || others.length > 0 || noticedMs === null) return [];
	return noticedMs > sinceMs ? [noticedMs - sinceMs] : [];
}

function periods(events: readonly TimelineEvent[]): number[] {
	const last = new Map<string, number>();
	return events.flatMap((event) => {
		if (event.type !== 'vrrp.advert') return [];
		const gapMs = event.atMs - (last.get(event.source) ?? Number.NaN);
		last.set(event.source, event.atMs);
		return gapMs >= event.intervalMs && gapMs < REGULAR * event.intervalMs ? [gapMs - event.intervalMs] : [];
	});
}

/**
 * From the first advertisement of whoever becomes MASTER to what it does to the floating IP. Two observers saw the two, so an address may seem to come
 * first: that is no time at all.
 */
function moves(
	events: readonly TimelineEvent[] | null,
	type: 'vip.added' | 'vip.removed',
	isIts: (event: TimelineEvent, advert: TimelineEvent) => boolean,
): number[] {
	let last: string | null = null;
	return (events ?? []).flatMap((advert) => {
		if (advert.type !== 'vrrp.advert' || advert.priority === 0 || advert.host === last) return [];
		const isFirst = last === null;
		last = advert.host;
		if (isFirst) return [];
		const move = events?.find(
			(event) =>
				event.type === type && isIts(event, advert) && Math.abs(event.atMs - advert.atMs) < SAME_MOVE_MS && isFromWatch(event),
		);
		return move ? [positive(move.atMs - advert.atMs)] : [];
	});
}

const isFromWatch = (event: TimelineEvent) => 'source' in event && event.source === 'monitor';

/** Every constant that can be measured; the others stay as `labs/sim/tuning.ts` has them. */
export const MEASURABLE: readonly Measurable[] = [
	{
		key: 'timerNoise',
		how: 'between two advertisements of one host, less the interval; without a timeline, takeover less what theory predicts',
		samples: ({ events, trial: { measurements: m } }) => {
			if (events) return periods(events);
			const predictedMs = m.theory?.kind === 'crash' ? m.theory.predictedMs : null;
			return m.takeoverMs === null || predictedMs === null ? [] : [positive(m.takeoverMs - predictedMs)];
		},
	},
	{
		key: 'boot',
		how: "from the power's return to one machine alone to keepalived's start; without a timeline, the failback less Master_Down_Interval",
		samples: (real) => {
			const { events } = real;
			if (!events) return failbackBeyondMdi(real, 'power-loss').flatMap((ms) => (ms > START_MS ? [ms - START_MS] : []));
			const isStart = (event: TimelineEvent) => isUnit(event, 'keepalived', 'active') || event.type === 'vrrp.state';
			return durations(events, bootsAlone(events), (event, up) => isStart(event) && sameHost(event, up), isDown);
		},
	},
	{
		key: 'keepalivedStart',
		how: "from keepalived's start to its instances': the failback after `systemctl stop`, less Master_Down_Interval",
		samples: (real) => failbackBeyondMdi(real, 'keepalived-stop'),
	},
	{
		key: 'bootDockerd',
		how: "from the power's return to one machine alone until dockerd is ready, where it did not wait for its own manager",
		samples: ({ events }) =>
			durations(
				events,
				bootsAlone(events),
				(event, up) => isUnit(event, 'docker', 'active') && sameHost(event, up),
				(event, up) => isDown(event, up) || isReachable(event, up),
			),
	},
	{
		key: 'dockerdStart',
		how: 'from the start of dockerd until it is ready, where it did not wait for its own manager',
		samples: ({ events }) => unitTook(events, 'docker', 'activating', 'active', isReachable),
	},
	{
		key: 'dockerdStop',
		how: "from the begin of dockerd's orderly stop to its end",
		samples: ({ events }) => unitTook(events, 'docker', 'deactivating', 'inactive'),
	},
	{
		key: 'dockerdCleans',
		how: 'from the start of dockerd until a killed one’s containers have ended, as the kept connection shows (a request each 0.1 s)',
		samples: (real) =>
			durations(
				real.events,
				(event) => event.type === 'fault.injected' && event.fault === 'dockerd-kill',
				(event, kill) =>
					isUnit(event, 'docker', 'activating') && kill.type === 'fault.injected' && kill.hosts.includes(hostOf(event) ?? ''),
			).flatMap((startedMs) => noticedAfter(real, 'dockerd-kill', startedMs)),
	},
	{
		key: 'containerStop',
		how: 'from the end of the two seconds in which a task leaves the mesh until its container has ended, as the kept connection shows (a request each 0.1 s)',
		samples: (real) => noticedAfter(real, 'node-drain', CONVERGE_MS),
	},
	{
		key: 'keepalivedExit',
		how: "from the begin of keepalived's orderly stop to its end",
		samples: ({ events }) => unitTook(events, 'keepalived', 'deactivating', 'inactive'),
	},
	{
		key: 'goodbye',
		how: 'from the order to stop keepalived to its advertisement of priority 0',
		samples: ({ events }) =>
			durations(
				events,
				(event) => event.type === 'fault.injected' && (event.fault === 'keepalived-stop' || event.fault === 'keepalived-restart'),
				(event, fault) => isGoodbye(event) && fault.type === 'fault.injected' && fault.hosts.includes(hostOf(event) ?? ''),
				({ type }) => type === 'fault.undone',
			),
	},
	{
		key: 'vipAdd',
		how: "from a new MASTER's first advertisement until the floating IP is on its NIC",
		samples: ({ events }) => moves(events, 'vip.added', (event, advert) => sameHost(event, advert)),
	},
	{
		key: 'vipRemove',
		how: "from a better MASTER's first advertisement, or the own goodbye, until the floating IP is off the NIC",
		samples: ({ events }) => [
			...moves(events, 'vip.removed', (event, advert) => !sameHost(event, advert)),
			...durations(
				events,
				isGoodbye,
				(event, goodbye) => event.type === 'vip.removed' && sameHost(event, goodbye),
				(event, goodbye) => event.type === 'vrrp.advert' && event.priority > 0 && sameHost(event, goodbye),
			),
		],
	},
	{
		key: 'shutdown',
		how: 'from the order to reboot until the host is down',
		samples: ({ events }) =>
			durations(
				events,
				(event) => event.type === 'fault.injected' && event.fault === 'reboot',
				(event, fault) => event.type === 'host.down' && fault.type === 'fault.injected' && fault.hosts.includes(event.host),
				({ type }) => type === 'fault.undone',
			),
	},
	{
		key: 'containerStart',
		how: 'from the order to run a task until it runs (as the swarm is polled)',
		samples: ({ events }) => {
			const ordered = new Map<string, number>();
			return (events ?? []).flatMap((event) => {
				if (event.type !== 'swarm.task' || event.desiredState !== 'running') return [];
				const sinceMs = ordered.get(event.task);
				if (sinceMs === undefined && event.state !== 'running') ordered.set(event.task, event.atMs);
				if (sinceMs === undefined || event.state !== 'running') return [];
				ordered.delete(event.task);
				return [event.atMs - sinceMs];
			});
		},
	},
	{
		key: 'answer',
		how: 'from the sending of a request over a new connection to its answer, of every 25th before the first fault',
		samples: ({ events }) => {
			const untilMs = events?.find(({ type }) => type === 'fault.injected')?.atMs ?? Number.POSITIVE_INFINITY;
			return (events ?? []).flatMap((event) => {
				if (event.type !== 'http.sample' || event.stream !== 'fresh' || event.outcome !== 'ok') return [];
				const isFit = event.doneMs < untilMs && !event.tainted && event.seq % EVERY_ANSWER === 0;
				return isFit && event.sentMs !== null ? [positive(event.doneMs - event.sentMs)] : [];
			});
		},
	},
];
