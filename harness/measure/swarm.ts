import type { SwarmMeasurements } from '../metrics/measurements.ts';
import type { FaultEvent, SwarmLeader, SwarmNode, SwarmTask, TimelineEvent } from '../timeline/event.ts';
import { roundMs } from './round.ts';

/** The swarm is polled: what is said of it may have happened so much earlier, and more while the manager that is asked does not answer. */
const SWARM_POLL_MS = 500;

/**
 * How the swarm got over the faults, from each one's effect to the end of the trial. `events` in time order, `faults` those that took effect.
 * The leader's fault is the first that hit it; nodes and tasks are the first fault's. Null without a fault, or where the swarm was not watched.
 */
export function measureSwarm(events: readonly TimelineEvent[], faults: readonly FaultEvent[]): SwarmMeasurements | null {
	const [first] = faults;
	if (!first || !events.some((e) => e.type === 'swarm.node')) return null;
	return {
		leaderElectionMs: leaderElectionMs(events, faults),
		nodeDownMs: nodeDownMs(events, first),
		tasksReplacedMs: tasksReplacedMs(events, first),
		leaderBefore: leaderAt(events, first.askedMs),
		resolutionMs: SWARM_POLL_MS,
	};
}

function leaderElectionMs(events: readonly TimelineEvent[], faults: readonly FaultEvent[]): number | null {
	const leaders = events.filter(isLeader);
	for (const fault of faults) {
		const leader = leaderAt(events, fault.askedMs);
		if (leader === null || !fault.hosts.includes(leader)) continue;
		const next = leaders.find((e) => e.atMs > fault.askedMs && e.node !== null && e.node !== leader);
		return next ? roundMs(next.atMs - fault.atMs) : null;
	}
	return null;
}

const isLeader = (e: TimelineEvent): e is SwarmLeader => e.type === 'swarm.leader';

/** Whom the swarm was last seen to be led by. */
const leaderAt = (events: readonly TimelineEvent[], atMs: number): string | null =>
	events.findLast((e): e is SwarmLeader => isLeader(e) && e.atMs <= atMs)?.node ?? null;

/** The last of the fault's hosts; null where one was never found to be down. */
function nodeDownMs(events: readonly TimelineEvent[], fault: FaultEvent): number | null {
	const isDown = (e: TimelineEvent, host: string): e is SwarmNode =>
		e.type === 'swarm.node' && e.node === host && e.state === 'down' && e.atMs > fault.askedMs;
	const found = fault.hosts.map((host) => events.find((e) => isDown(e, host))?.atMs ?? Number.POSITIVE_INFINITY);
	const lastMs = Math.max(...found);
	return Number.isFinite(lastMs) ? roundMs(lastMs - fault.atMs) : null;
}

/**
 * Until as many tasks run as when the fault was asked for, without those that it killed: they ran on its hosts, and the swarm gave them up
 * later, so they are not counted from the fault on. Null where none was given up, or they were not replaced.
 */
function tasksReplacedMs(events: readonly TimelineEvent[], fault: FaultEvent): number | null {
	const tasks = events.filter((e): e is SwarmTask => e.type === 'swarm.task');
	const running = new Map<string, SwarmTask>();
	const note = (task: SwarmTask) => (runs(task) ? running.set(task.task, task) : running.delete(task.task));
	const [before, after] = [tasks.filter((e) => e.atMs <= fault.askedMs), tasks.filter((e) => e.atMs > fault.askedMs)];
	for (const task of before) note(task);
	const wanted = running.size;
	const wasHit = ({ node }: SwarmTask) => node !== null && fault.hosts.includes(node);
	const dead = new Set([...running.values()].filter(wasHit).map(({ task }) => task));
	for (const id of dead) if (!after.some((e) => e.task === id && !runs(e))) dead.delete(id);
	if (dead.size === 0) return null;
	for (const id of dead) running.delete(id);
	for (const task of after) {
		if (!dead.has(task.task)) note(task);
		if (running.size >= wanted) return roundMs(task.atMs - fault.atMs);
	}
	return null;
}

const runs = ({ state, desiredState }: SwarmTask) => state === 'running' && desiredState === 'running';
