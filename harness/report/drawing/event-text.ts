import { formatMs } from '../../base/units.ts';
import type { TimelineEvent } from '../../timeline/event.ts';

/** An event in a few words, for a table of events. */
export function eventText(event: TimelineEvent): string {
	switch (event.type) {
		case 'trial.started':
			return `trial ${event.trial} of ${event.drill} begins${event.engine === undefined ? '' : ` on engine ${event.engine}`}, seed ${event.seed}`;
		case 'trial.ended':
			return event.ill === undefined ? 'the trial ends' : `the trial ends, and the cluster did not come back: ${event.ill}`;
		case 'mark':
			return `phase: ${event.phase}`;
		case 'fault.injected':
			return `${faultText(event)} on ${event.hosts.join(', ') || event.target} (${event.target}) ± ${formatMs(event.uncertaintyMs)}`;
		case 'fault.undone':
			return `${event.fault} undone on ${event.hosts.join(', ') || event.target} ± ${formatMs(event.uncertaintyMs)}`;
		case 'host.down':
			return `${event.host} is down`;
		case 'host.up':
			return `${event.host} begins to boot`;
		case 'vrrp.advert':
			return `advertisement of ${event.host ?? event.source}, priority ${event.priority}`;
		case 'arp.gratuitous':
			return `gratuitous ARP of ${event.host ?? event.mac} for ${event.address}`;
		case 'vip.added':
			return `${event.host} gets the VIP${event.source === 'snapshot' ? ' (found there)' : ''}`;
		case 'vip.removed':
			return `${event.host} loses the VIP${event.source === 'host-down' ? ' (it died)' : ''}`;
		case 'vrrp.state':
			return `keepalived of ${event.host}: ${event.instance} is ${event.state}`;
		case 'unit.state':
			return `${event.unit} of ${event.host} is ${event.state}`;
		case 'client.arp':
			return `the client's ARP entry names ${event.host ?? event.mac ?? 'nobody'}`;
		case 'http.sample':
			return `request due: ${event.outcome}`;
		case 'probe.sample':
			return `${event.probe} due: ${event.outcome}${event.detail ? ` (${event.detail})` : ''}`;
		case 'swarm.node':
			return `${event.seenBy} sees node ${event.node}: ${event.state}, ${event.availability}${event.reachability ? `, ${event.reachability}` : ''}`;
		case 'swarm.leader':
			return `${event.seenBy} sees leader ${event.node ?? 'nobody'}`;
		case 'swarm.task':
			return `${event.seenBy} sees task of ${event.service} on ${event.node ?? 'no node'}: ${event.state}`;
		case 'ipvs.backend':
			return `${event.host}'s IPVS table: ${event.node ?? event.address} ${event.change}, seen up to ${formatMs(event.resolutionMs)} late`;
		case 'host.log':
			return `${event.unit} of ${event.host} says: ${event.text}`;
		case 'observer.health':
			return `observer: ${event.kind} for ${formatMs(event.durationMs)}: ${event.detail}`;
	}
}

/** A fault with its details. */
export const faultText = ({ fault, detail }: { fault: string; detail?: string }): string =>
	detail ? `${fault} (${detail})` : fault;
