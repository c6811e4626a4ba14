import { formatMs } from '../base/units.ts';
import type { ClusterSpec } from '../cluster/spec.ts';
import { masterDownIntervalMs } from '../cluster/theory.ts';
import { eventText } from '../report/drawing/event-text.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { isRequest } from '../timeline/is-request.ts';

/** A moment of a trial, told in one sentence. */
export interface Step {
	/** Milliseconds since the trial's origin. */
	atMs: number;
	/** Whose it is: a host, or `customers`, or null for the cluster's. */
	who: string | null;
	says: string;
}

/** So many good answers in a row, half a second's at the usual load, are no chance of a mesh that still sends some to the dead. */
const GOOD_AGAIN = 25;

/** A vrrp_instance on a host, as far as its timer tells why it becomes MASTER. */
export interface Router {
	host: string;
	instance: string;
	vrid: number;
	masterDownMs: number;
}

/** The instances of a cluster's hosts. */
export const routersOf = ({ hosts }: ClusterSpec): Router[] =>
	hosts.flatMap(({ name: host, keepalived }) =>
		(keepalived?.instances ?? []).map((one) => ({
			...{ host, instance: one.name, vrid: one.virtualRouterId, masterDownMs: masterDownIntervalMs(one) },
		})),
	);

/** A moment at which keepalived was reloaded on some hosts, and the instances of all hosts from then on. */
export interface Reload {
	atMs: number;
	hosts: readonly string[];
	routers: readonly Router[];
}

/**
 * What happens in a trial, a sentence each, in time order. `events` are all that it recorded; advertisements that only repeat the last ones are left out. `reloads`:
 * with other files on the way, in time order.
 */
export function stepsOf(
	events: readonly TimelineEvent[],
	vip: string,
	routers: readonly Router[],
	reloads: readonly Reload[] = [],
): Step[] {
	const sorted = [...events].sort((a, b) => a.atMs - b.atMs);
	const teller = new Teller(vip, (atMs) => reloads.findLast((one) => one.atMs <= atMs)?.routers ?? routers);
	const says = 'keepalived is told to read its changed file.';
	const told = reloads.flatMap(({ atMs, hosts }) => hosts.map((who): Step => ({ atMs, who, says: `On ${who} ${says}` })));
	const steps = sorted.flatMap((event) => (isRequest(event) ? [] : teller.tell(event)));
	return [...told, ...steps, ...customers(sorted)].sort((a, b) => a.atMs - b.atMs);
}

/** What is known when an event comes. */
class Teller {
	/** When each host last advertised, by virtual router. */
	readonly #adverts = new Map<number, { host: string | null; atMs: number; priority: number }>();
	readonly #states = new Map<string, string>();
	readonly #units = new Map<string, string>();
	readonly #arp = new Map<string, string>();
	readonly #nodes = new Map<string, string>();
	#leader: string | null | undefined;
	#last: { who: string; atMs: number } | null = null;

	constructor(
		private readonly vip: string,
		/** The instances at a time. */
		private readonly routersAt: (atMs: number) => readonly Router[],
	) {}

	tell(event: TimelineEvent): Step[] {
		const says = this.#sentence(event);
		return says === null ? [] : [{ atMs: event.atMs, who: whoOf(event), says }];
	}

	#sentence(event: TimelineEvent): string | null {
		switch (event.type) {
			case 'trial.started':
				return `The trial begins. All is well. Seed ${event.seed}.`;
			case 'trial.ended':
				return event.ill === undefined
					? 'The trial ends. All is well again.'
					: `The trial ends, and the cluster did not come back: ${event.ill}.`;
			case 'fault.injected':
				return `The fault: ${event.fault}${event.detail ? ` (${event.detail})` : ''} hits ${event.hosts.join(', ') || event.target}.`;
			case 'fault.undone':
				return `The fault is undone: ${event.fault} on ${event.hosts.join(', ') || event.target}.`;
			case 'host.down':
				this.#forget(event.host);
				return `${event.host} is down. Nothing on it runs.`;
			case 'host.up':
				return `${event.host} has power and begins to boot.`;
			case 'vrrp.advert':
				return this.#advert(event);
			case 'vrrp.state':
				return this.#state(event);
			case 'vip.added':
				if (event.source === 'snapshot') return `${event.host} holds ${event.address} from the beginning.`;
				return `${event.host} has ${event.address} on its NIC: it can serve customers.`;
			case 'vip.removed':
				return event.source === 'host-down' ? null : `${event.host} gives ${event.address} up.`;
			case 'arp.gratuitous':
				return this.#gratuitous(event);
			case 'client.arp':
				return this.#customersArp(event);
			case 'unit.state':
				return this.#unit(event);
			case 'swarm.node':
				return this.#node(event);
			case 'swarm.leader':
				return this.#leads(event.node, event.seenBy);
			case 'ipvs.backend':
				return this.#backend(event);
			case 'mark':
			case 'host.log':
			case 'swarm.task':
				return null;
			default:
				return `${eventText(event)}.`;
		}
	}

	#forget(host: string): void {
		for (const key of this.#states.keys()) if (key.startsWith(`${host} `)) this.#states.delete(key);
		this.#units.delete(`${host} keepalived`);
		this.#units.delete(`${host} docker`);
	}

	/** Only a sender or a priority that is new is worth a sentence. */
	#advert({ vrid, host, source, atMs, priority }: Extract<TimelineEvent, { type: 'vrrp.advert' }>): string | null {
		const before = this.#adverts.get(vrid);
		this.#adverts.set(vrid, { host, atMs, priority });
		const name = host ?? source;
		if (before === undefined) return `${name} advertises with priority ${priority}: the others hear it and stay BACKUP.`;
		if (priority === 0) return `${name} says goodbye with priority 0: a backup need not wait for its silence.`;
		if (before.host !== host)
			return `${name} advertises for the first time since ${before.host ?? 'another'} did, with priority ${priority}.`;
		return before.priority === priority
			? null
			: `${name} now advertises with priority ${priority}; before it was ${before.priority}.`;
	}

	#state({ host, instance, state, atMs }: Extract<TimelineEvent, { type: 'vrrp.state' }>): string {
		const key = `${host} ${instance}`;
		const before = this.#states.get(key);
		this.#states.set(key, state);
		if (atMs === 0) return `${host} is ${state} of ${instance} from the beginning.`;
		if (state === 'MASTER') return `${this.#whyMaster(host, instance, atMs)}: it becomes MASTER of ${instance}.`;
		if (state === 'FAULT') return `${host} goes to FAULT: what it tracks has failed, so it may not hold the floating IP.`;
		if (state === 'STOPPED') return `keepalived of ${host} stops.`;
		return before === 'MASTER'
			? `${host} hears a better one and goes back to BACKUP of ${instance}.`
			: `${host} is BACKUP of ${instance}: it listens for advertisements.`;
	}

	#whyMaster(host: string, instance: string, atMs: number): string {
		const router = this.routersAt(atMs).find((one) => one.host === host && one.instance === instance);
		const heard = router && this.#adverts.get(router.vrid);
		if (!router || !heard || heard.host === host) return `${host} has no reason to wait any longer`;
		const name = heard.host ?? 'a stranger';
		if (heard.priority === 0) return `${host} has waited its Skew_Time after the goodbye of ${name}`;
		const silentMs = atMs - heard.atMs;
		// A timer goes off when it is due, or a little later.
		if (silentMs >= router.masterDownMs - 1) return `${host} has heard nobody for ${(silentMs / 1000).toFixed(3)} s`;
		return `${host} hears only ${name}, whose priority ${heard.priority} it need not respect`;
	}

	#gratuitous({ host, mac, address, atMs }: Extract<TimelineEvent, { type: 'arp.gratuitous' }>): string | null {
		const who = host ?? mac;
		const last = this.#last;
		this.#last = { who: `${who} ${address}`, atMs };
		if (last?.who === `${who} ${address}`) return null;
		return `${who} tells the segment by gratuitous ARP that ${address} is at its NIC now.`;
	}

	#customersArp({ address, host, mac, source }: Extract<TimelineEvent, { type: 'client.arp' }>): string | null {
		const name = host ?? mac ?? 'nobody';
		const before = this.#arp.get(address);
		this.#arp.set(address, name);
		if (address !== this.vip || source === 'snapshot' || before === name) return null;
		return name === 'nobody' ? 'The customer no longer knows where the floating IP is.' : `The customer now sends to ${name}.`;
	}

	#unit({ host, unit, state, source }: Extract<TimelineEvent, { type: 'unit.state' }>): string | null {
		const key = `${host} ${unit}`;
		const before = this.#units.get(key);
		this.#units.set(key, state);
		if (source === 'snapshot' || before === state) return null;
		const words = {
			...{ active: 'runs', activating: 'starts', deactivating: 'is being stopped', inactive: 'has ended', failed: 'has failed' },
		};
		return `${unit === 'docker' ? 'dockerd' : 'keepalived'} of ${host} ${words[state]}.`;
	}

	#node({ node, state, seenBy }: Extract<TimelineEvent, { type: 'swarm.node' }>): string | null {
		const before = this.#nodes.get(node);
		this.#nodes.set(node, state);
		if (before === undefined || before === state) return null;
		return `The swarm takes ${node} for ${state}, says ${seenBy}.`;
	}

	#leads(node: string | null, seenBy: string): string | null {
		const before = this.#leader;
		this.#leader = node;
		if (before === undefined || before === node) return null;
		return node === null ? `${seenBy} sees no leader of the swarm.` : `${node} leads the swarm now.`;
	}

	#backend({ host, node, address, change, source }: Extract<TimelineEvent, { type: 'ipvs.backend' }>): string | null {
		if (source === 'snapshot') return null;
		const whose = node === null ? address : `${node}’s task`;
		const words = { added: 'balances to', drained: 'sends no new connection to', removed: 'no longer balances to' };
		return `The mesh on ${host} ${words[change]} ${whose}.`;
	}
}

function whoOf(event: TimelineEvent): string | null {
	if (event.type === 'client.arp') return 'customers';
	if ('host' in event && event.host !== null) return event.host;
	return 'node' in event && typeof event.node === 'string' ? event.node : null;
}

/** When customers on fresh connections are cut off, when the first of them is served again, and when all are. */
function customers(sorted: readonly TimelineEvent[]): Step[] {
	const asked = sorted.filter(
		(event) =>
			event.type === 'http.sample' &&
			event.stream === 'fresh' &&
			(event.client ?? 'segment') === 'segment' &&
			event.outcome !== 'not-sent',
	) as Extract<TimelineEvent, { type: 'http.sample' }>[];
	const steps: Step[] = [];
	const say = (atMs: number, says: string) => steps.push({ atMs, who: 'customers', says });
	let cut: { atMs: number; failed: number; isPartly: boolean } | null = null;
	let good: typeof asked = [];
	const end = () => {
		const [first] = good;
		if (cut === null || !first) return;
		const count = cut.failed === 1 ? '1 request failed' : `${cut.failed} requests failed`;
		say(first.dueMs, `All customers are served again: ${count} within ${formatMs(first.dueMs - cut.atMs)}.`);
		cut = null;
	};
	for (const sample of asked) {
		if (sample.outcome === 'ok') {
			good.push(sample);
			if (good.length === GOOD_AGAIN) end();
			continue;
		}
		cut ??= begin(sample.dueMs, sample.outcome);
		const [first] = good;
		if (first && cut.failed > 0 && !cut.isPartly) {
			say(first.dueMs, `Some customers are served again, by ${first.node ?? 'a host'}. Others still fail.`);
			cut.isPartly = true;
		}
		cut.failed += 1;
		good = [];
	}
	end();
	return steps;

	function begin(atMs: number, outcome: string) {
		say(atMs, `A customer’s request fails: ${outcome}.`);
		return { atMs, failed: 0, isPartly: false };
	}
}
