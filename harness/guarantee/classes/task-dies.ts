import { hasSwarm } from '../../cluster/nodes.ts';
import { atLeast, between } from '../range.ts';
import { watchPort } from '../remedies.ts';
import { TIMERS_SOURCE } from '../timers.ts';
import { isSeen, namesOf, seenBy, WATCH_SOURCE } from '../watching.ts';
import { either, type FailureClass, first, NO_OUTAGE, othersServe, theory } from './descriptor.ts';
import { cannotTell, unreadable, watchNotes } from './dockerd.ts';

const ITS_START = 'Swarm starts another task after its restart delay, and how long a container takes to start no timer bounds';
const DELAY_SOURCE = 'deploy.restart_policy.delay of the stack file; 5 s where it is not set (swarmkit’s restart.go)';

/** The service's task on the owner dies; everything else lives. */
export const taskDies: FailureClass = {
	id: 'task-dies',
	failure: 'task dies',
	drill: 'web-task-crash',
	measured: 'fault',
	applies: hasSwarm,
	theory(facts, owner) {
		const { tasks, inputs } = facts;
		const { restartDelayMs } = inputs;
		if (inputs.publishMode === 'ingress') {
			if (tasks >= 2)
				return theory({
					outcome: 'stays',
					why: `The routing mesh sends requests to the service's other ${tasks - 1} task${tasks === 2 ? '' : 's'}.`,
					outage: NO_OUTAGE,
					sources: ['round robin of the mesh: no two new connections in a row go to one task'],
					notes: ['Single requests may fail until the host has taken the dead task off its list.'],
				});
			return theory({
				outcome: 'never',
				problem: 'deaf-owner',
				why: 'The service has one task, so no host serves until Swarm has started another.',
				outage: atLeast(restartDelayMs, ITS_START),
				sources: [DELAY_SOURCE],
				remedy: {
					why: 'One task alone has nobody to stand in for it.',
					parts: [
						{
							where: `${inputs.composeFile ?? 'the stack file'}, deploy of ${inputs.serviceName}`,
							lines: ['replicas: 2'],
						},
					],
					note: null,
				},
			});
		}
		const seen = seenBy(
			facts,
			owner,
			owner.watches.filter(({ asks }) => asks === 'published-port'),
		);
		if (!isSeen(seen)) {
			if (facts.isProxied) return othersServe(owner);
			const unread = unreadable(owner);
			if (unread.length > 0) return cannotTell(owner, unread);
			return theory({
				outcome: 'never',
				problem: 'deaf-owner',
				why: `In host mode nothing else answers on ${owner.name}, and nothing that it tracks sees it: customers are refused until Swarm has started another task.`,
				outage: atLeast(restartDelayMs, ITS_START),
				sources: [DELAY_SOURCE],
				remedy: watchPort(facts, owner),
			});
		}
		const isSure = (seen.detection.maxMs ?? 0) <= restartDelayMs;
		return theory({
			outcome: isSure ? 'moves' : 'may-move',
			why: `${namesOf(seen.by)} fails on ${owner.name}; ${either(seen.heirs.hosts)} takes over${isSure ? '' : ', unless another task runs before'}.`,
			...first(seen.heirs),
			detection: seen.detection,
			detectionIsSeen: seen.isFault,
			takeover: seen.takeover,
			outage: between(Math.min(restartDelayMs, seen.takeover.minMs), seen.takeover.maxMs ?? 0),
			sources: [WATCH_SOURCE, TIMERS_SOURCE, DELAY_SOURCE],
			notes: watchNotes(seen.by),
		});
	},
};
