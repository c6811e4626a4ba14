import type {
	ClientArp,
	IpvsBackend,
	SwarmLeader,
	SwarmNode,
	SwarmTask,
	TimelineEvent,
	UnitState,
	VrrpAdvert,
	VrrpState,
} from '../../timeline/event.ts';
import type { Occasion } from '../../timeline/recording.ts';
import type { AddressOwner } from './ingress-tasks.ts';

/** What the observer saw last: the state that targets resolve against and that waits look at. */
export class ObservedState {
	/** Who holds the floating IP that customers ask, and who each other one, by address. */
	readonly owners = new Set<string>();
	readonly otherOwners = new Map<string, Set<string>>();
	readonly vrrp = new Map<string, VrrpState>();
	readonly nodes = new Map<string, SwarmNode>();
	readonly tasks = new Map<string, SwarmTask>();
	readonly down = new Set<string>();
	/** Back ends in the hosts' ingress IPVS tables, drained ones too. */
	readonly backends = new Map<string, IpvsBackend>();
	/** Whose addresses in the ingress network are, as the swarm says. */
	addresses: ReadonlyMap<string, AddressOwner> = new Map();
	/** dockerd's and keepalived's last state, by `host unit`. */
	readonly units = new Map<string, UnitState>();
	/** The client's ARP entries, by address. */
	readonly arp = new Map<string, ClientArp>();
	leader: SwarmLeader | null = null;
	/** The leader's machine has gone down since it was named: without a leader the swarm says nothing, so what it said before is old. */
	leaderDied = false;
	lastAdvert: VrrpAdvert | null = null;

	/** `vip`: the floating IP that customers ask; null for whichever is heard of. */
	constructor(private readonly vip: string | null = null) {}

	/** Takes an event in. Returns whether it said anything new, so that repeated sightings are emitted once. */
	apply(event: TimelineEvent): boolean {
		switch (event.type) {
			case 'vip.added':
				return this.ownersOf(event.address).size !== this.ownersOf(event.address).add(event.host).size;
			case 'vip.removed':
				return this.ownersOf(event.address).delete(event.host);
			case 'host.down':
				this.down.add(event.host);
				if (this.leader?.node === event.host) this.leaderDied = true;
				for (const [key, { host }] of this.vrrp) if (host === event.host) this.vrrp.delete(key);
				for (const [key, { host }] of this.units) if (host === event.host) this.units.delete(key);
				for (const [key, { host }] of this.backends) if (host === event.host) this.backends.delete(key);
				return true;
			case 'host.up':
				return this.down.delete(event.host);
			case 'vrrp.state': {
				const key = `${event.host} ${event.instance}`;
				const changed = this.vrrp.get(key)?.state !== event.state;
				this.vrrp.set(key, event);
				return changed;
			}
			case 'unit.state': {
				const key = `${event.host} ${event.unit}`;
				const changed = event.source === 'snapshot' || this.units.get(key)?.state !== event.state;
				this.units.set(key, event);
				return changed;
			}
			case 'client.arp': {
				const changed = this.arp.get(event.address)?.mac !== event.mac;
				this.arp.set(event.address, event);
				return changed;
			}
			case 'vrrp.advert':
				// A fault's phase is counted from those for the VIP that customers ask.
				if (this.vip === null || event.addresses.includes(this.vip)) this.lastAdvert = event;
				return true;
			case 'swarm.leader': {
				const changed = this.leaderDied || this.leader?.node !== event.node;
				this.leader = event;
				this.leaderDied = false;
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
			case 'ipvs.backend': {
				// A last line of a dead host's watch would leave its table behind.
				if (this.down.has(event.host)) return false;
				const key = `${event.host} ${event.service} ${event.address}`;
				if (event.change === 'removed') return this.backends.delete(key);
				const changed = this.backends.get(key)?.change !== event.change;
				this.backends.set(key, event);
				return changed;
			}
			default:
				return true;
		}
	}

	/** Who holds a floating IP. */
	ownersOf(address: string): Set<string> {
		if (this.vip === null || address === this.vip) return this.owners;
		const known = this.otherOwners.get(address) ?? new Set();
		this.otherOwners.set(address, known);
		return known;
	}

	/** Forgets the tasks that the swarm no longer lists. */
	keepTasks(ids: ReadonlySet<string>): void {
		for (const id of [...this.tasks.keys()]) if (!ids.has(id)) this.tasks.delete(id);
	}

	/** The task and the node behind an address of the ingress network; null where the swarm has not named them. */
	ownerOf(address: string): { task: string | null; node: string | null } {
		return this.addresses.get(address) ?? { task: null, node: null };
	}

	/** The state as events of one instant, to open a trial's timeline with. */
	snapshot(atMs: number, vip: string): Occasion[] {
		const at = <T extends Occasion>(event: T): T => ({ ...event, atMs });
		const held = (address: string, hosts: ReadonlySet<string>) =>
			[...hosts].map((host) => ({ type: 'vip.added' as const, atMs, host, address, source: 'snapshot' as const }));
		return [
			...held(vip, this.owners),
			...[...this.otherOwners].flatMap(([address, hosts]) => held(address, hosts)),
			...[...this.down].map((host) => ({ type: 'host.down' as const, atMs, host })),
			...[...this.vrrp.values()].map(at),
			...[...this.nodes.values()].map(at),
			...(this.leader ? [at(this.leader)] : []),
			...[...this.arp.values()].map((event) => ({ ...at(event), source: 'snapshot' as const })),
			...[...this.tasks.values()].filter((task) => task.desiredState === 'running').map(at),
			...[...this.backends.values()].map((event) => ({
				...at(event),
				...(this.addresses.get(event.address) ?? {}),
				source: 'snapshot' as const,
			})),
		];
	}
}
