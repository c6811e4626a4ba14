import type { ClusterSpec } from '../../cluster/spec.ts';
import type { Elector, Facts } from '../facts.ts';
import { atLeast, between } from '../range.ts';
import type { Range, Theory } from '../shape.ts';
import type { Heirs } from '../timers.ts';

/** A class of failures: what hits the owner of the floating IP, which drill shows it, and what the files say comes of it. */
export interface FailureClass {
	/** What people call it on the command line. */
	id: string;
	/** What happens, in a few words. */
	failure: string;
	/** The shipped drill that injects it. */
	drill: string;
	/** Which of the drill's figures are meant: those of its first fault, or of the last undoing. */
	measured: 'fault' | 'return';
	/** Whether the cluster has what could fail so; every cluster has where it is left out. */
	applies?(spec: ClusterSpec): boolean;
	/** By arithmetic alone. `owner` holds the floating IP. */
	theory(facts: Facts, owner: Elector): Theory;
}

const NOTHING: Omit<Theory, 'outcome' | 'why'> = {
	problem: null,
	takesOver: [],
	runnersUp: [],
	detection: null,
	detectionIsSeen: true,
	takeover: null,
	outage: null,
	twoOwners: null,
	sources: [],
	notes: [],
	remedy: null,
};

/** A theory; what is left out is not there. */
export const theory = (some: Pick<Theory, 'outcome' | 'why'> & Partial<Theory>): Theory => ({ ...NOTHING, ...some });

/** Nobody else runs VRRP for the floating IP. */
export const nobodyElse = (owner: Elector): Theory =>
	theory({
		outcome: 'never',
		problem: 'nobody',
		why: `No host but ${owner.name} has an instance for the floating IP.`,
		outage: atLeast(0, 'nobody takes over'),
		remedy: {
			why: 'One host alone cannot fail over.',
			parts: [],
			note: 'Give another host a keepalived.conf with the same virtual_router_id and address, and a lower priority.',
		},
	});

/** The outage that lasts until another host has the floating IP, and serves. */
export function outageUntil({ inputs, tasks, hasTaskEach, isProxied }: Facts, until: Range): Range {
	if (isProxied) return until;
	if (inputs.publishMode === 'host')
		return hasTaskEach ? until : atLeast(until.minMs, 'in host mode without a task on each host, the new owner may have none');
	return tasks >= 2
		? until
		: atLeast(until.minMs, 'the only task may be on the failed host, and Swarm starts another in its own time');
}

export const NO_OUTAGE: Range = between(0, 0);

/** What ails a task, or the dockerd under it, costs nothing where the owner's HAProxy has other tasks to ask, and keepalived does not look at it. */
export const othersServe = (owner: Elector): Theory =>
	theory({
		outcome: 'stays',
		why: `HAProxy on ${owner.name} hands requests to the other hosts' tasks.`,
		outage: NO_OUTAGE,
		sources: ['retries and option redispatch of haproxy.cfg'],
		notes: ['Requests that a task was answering when it ended are lost.'],
	});

/** Names as a choice. */
export const either = (names: readonly string[]): string => names.join(' or ');

/** Who takes over, for a theory. */
export const first = ({ hosts, runnersUp }: Heirs): Pick<Theory, 'takesOver' | 'runnersUp'> => ({ takesOver: hosts, runnersUp });
