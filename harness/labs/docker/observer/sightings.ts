import type { SwarmLeader, SwarmNode, SwarmTask, TimelineEvent, VrrpAdvert, VrrpState } from '../../../timeline/event.ts';

/** What the observer saw last: the state that targets resolve against and that waits look at. */
export class Sightings {
	readonly owners = new Set<string>();
	readonly vrrp = new Map<string, VrrpState>();
	readonly nodes = new Map<string, SwarmNode>();
	readonly tasks = new Map<string, SwarmTask>();
	readonly down = new Set<string>();
	leader: SwarmLeader | null = null;
	lastAdvert: VrrpAdvert | null = null;

	/** Takes an event in. Returns whether it said anything new, so that repeated sightings are emitted once. */
	see(event: TimelineEvent): boolean {
		switch (event.type) {
			case 'vip.added':
				return this.owners.size !== this.owners.add(event.host).size;
			case 'vip.removed':
				return this.owners.delete(event.host);
			case 'host.down':
				this.down.add(event.host);
				this.vrrp.delete(event.host);
				return true;
			case 'host.up':
				return this.down.delete(event.host);
			case 'vrrp.state': {
				const key = event.host;
				const changed = this.vrrp.get(key)?.state !== event.state;
				this.vrrp.set(key, event);
				return changed;
			}
			case 'vrrp.advert':
				this.lastAdvert = event;
				return true;
			case 'swarm.leader': {
				const changed = this.leader?.node !== event.node;
				this.leader = event;
				return changed;
			}
			case 'swarm.node': {
				const was = this.nodes.get(event.node);
				this.nodes.set(event.node, event);
				return (
					!was || was.state !== event.state || was.availability !== event.availability || was.reachability !== event.reachability
				);
			}
			case 'swarm.task': {
				const was = this.tasks.get(event.task);
				this.tasks.set(event.task, event);
				return !was || was.state !== event.state || was.desiredState !== event.desiredState || was.node !== event.node;
			}
			default:
				return true;
		}
	}

	/** Forgets the tasks that the swarm no longer lists. */
	keepTasks(ids: ReadonlySet<string>): void {
		for (const id of [...this.tasks.keys()]) if (!ids.has(id)) this.tasks.delete(id);
	}

	/** The state as events of one instant, to open a trial's timeline with. */
	snapshot(atMs: number, vip: string): TimelineEvent[] {
		const at = <T extends TimelineEvent>(event: T): T => ({ ...event, atMs });
		return [
			...[...this.owners].map((host) => ({ type: 'vip.added' as const, atMs, host, address: vip, source: 'snapshot' as const })),
			...[...this.down].map((host) => ({ type: 'host.down' as const, atMs, host })),
			...[...this.vrrp.values()].map(at),
			...[...this.nodes.values()].map(at),
			...(this.leader ? [at(this.leader)] : []),
			...[...this.tasks.values()].filter((task) => task.desiredState === 'running').map(at),
		];
	}
}
