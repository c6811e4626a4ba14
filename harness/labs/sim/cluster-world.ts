import { hasSwarm } from '../../cluster/nodes.ts';
import type { Occasion, Recording } from '../../timeline/recording.ts';
import type { Client } from '../../timeline/requests.ts';
import { probeDueMs } from '../common/probe-due.ts';
import { STRANGER_ADDRESS, STRANGER_MAC, strangerRouter } from '../common/stranger.ts';
import { type Backend, Detour } from './backend.ts';
import type { Answerer, Stranger } from './client/answerer.ts';
import { ArpCache } from './client/arp-cache.ts';
import { FreshStream } from './client/fresh-stream.ts';
import { KeptStream } from './client/kept-stream.ts';
import { connectingOnly, overTls, Path, type Way } from './client/path.ts';
import { type RequestLoad, Requests } from './client/requests.ts';
import type { ClusterModel } from './cluster-model.ts';
import type { Kernel } from './kernel.ts';
import type { Machine } from './machine.ts';
import { Proxies } from './proxy/proxies.ts';
import { Members } from './swarm/members.ts';
import type { ServiceModel } from './swarm/service-model.ts';
import { Swarm } from './swarm/swarm.ts';
import type { Tuning } from './tuning.ts';
import { UnitBackend } from './units.ts';
import type { ModelledProbe } from './unmodelled.ts';
import { ForeignRouter } from './vrrp/foreign-router.ts';
import { checksAddresses } from './vrrp/model.ts';
import type { Advert } from './vrrp/wire.ts';
import { World } from './world.ts';

/** Requests a second, each stream of its own, and when a request counts as failed. */
export interface SimLoad {
	ratePerSecond: number;
	keepAliveRatePerSecond: number;
	timeoutUs: number;
	clients: readonly Client[];
	probes: readonly ModelledProbe[];
}

/** The whole: machines, swarm and service on them, and customers. */
export class ClusterWorld extends World {
	/** Null in a cluster without one. */
	readonly swarm: Swarm | null;
	readonly #backend: Backend;
	/** Null where no host has a proxy before those that serve. */
	readonly #proxies: Proxies | null;
	readonly service: ServiceModel;
	readonly #customers: Record<Client, ArpCache>;
	#streams: (FreshStream | KeptStream)[] = [];
	#stranger: Stranger | null = null;

	constructor(model: ClusterModel, tuning: Tuning, seed: string, say: (event: Occasion) => void, kernel?: Kernel) {
		super(model, tuning, seed, say, kernel);
		this.service = model.service;
		const members = new Members(
			this.kernel,
			this.random.split('swarm'),
			tuning,
			this.segment(model.spec.swarm.network),
			this.machines,
		);
		this.swarm = hasSwarm(model.spec) ? new Swarm(members, this.service, say) : null;
		const behind = this.swarm ?? new UnitBackend(this.machines);
		const proxies = model.hosts.map(({ proxy }) => proxy);
		this.#proxies = proxies.some((proxy) => proxy !== null) ? new Proxies(this, proxies, behind) : null;
		this.#backend = this.#proxies ?? behind;
		const answerers = () => (this.#stranger ? [...this.machines, this.#stranger] : this.machines);
		this.#customers = {
			segment: new ArpCache(this, this.client, say, answerers),
			// The router's entry decides for those behind it; nobody watches it.
			routed: new ArpCache(this, this.router, () => {}, answerers),
		};
	}

	/** Begins with this manager as the leader of a swarm that is there. */
	beginWith(leader: number): void {
		this.begin(() => {
			this.swarm?.begin(leader);
			this.#proxies?.begin();
		});
		const owner = this.machines[this.firstOwner ?? -1];
		if (owner) for (const cache of Object.values(this.#customers)) cache.begin(owner);
	}

	/** Starts the customers' load, now. What becomes of their requests is recorded. */
	startLoad({ ratePerSecond, keepAliveRatePerSecond, timeoutUs, clients, probes }: SimLoad, recording: Recording): void {
		const startUs = this.kernel.nowUs;
		const fresh: RequestLoad = { ratePerSecond, timeoutUs, startUs };
		const kept: RequestLoad = { ratePerSecond: keepAliveRatePerSecond, timeoutUs, startUs };
		this.#streams = clients.flatMap((client) => {
			const path = this.#pathOf(client);
			const stream = new FreshStream(this, path, new Requests(this.machines, recording.stream(client, 'fresh'), fresh));
			if (client === 'routed') return [stream];
			const requests = new Requests(this.machines, recording.stream(client, 'keepalive'), kept);
			return [stream, new KeptStream(this, path, requests)];
		});
		for (const probe of probes) {
			const { name, kind, everyMs, timeoutMs } = probe;
			const afterUs = (request: number) => probeDueMs(probe, request) * 1000;
			const load: RequestLoad = { ratePerSecond: 1000 / everyMs, timeoutUs: timeoutMs * 1000, startUs, afterUs };
			const requests = new Requests(this.machines, recording.probe(name, kind), load);
			this.#streams.push(new FreshStream(this, wayOf(kind, this.#pathOf('segment')), requests));
		}
	}

	stopLoad(): void {
		for (const stream of this.#streams) stream.stop();
	}

	/** A stranger comes to the segment who has the VIP too, and announces itself once. Returns what takes it away. */
	strangerComes(): () => void {
		let isThere = true;
		const { vip } = this.model.spec;
		const stranger: Stranger = {
			number: this.strangers,
			mac: STRANGER_MAC,
			name: null,
			holds: (address) => isThere && address === vip,
		};
		this.#stranger = stranger;
		this.journal.gratuitousArp(stranger, vip);
		this.announced(stranger, vip);
		return () => {
			isThere = false;
			this.#stranger = null;
		};
	}

	/** Another cluster of the same VRID comes to the segment, and multicasts. Returns what takes it away. */
	routerComes(): () => void {
		const router = strangerRouter(this.model.spec);
		if (!router) return () => {};
		const hearers = this.machines.filter(({ model }) => model.instances.some(({ peers }) => peers === null));
		const send = (advert: Advert) => {
			this.journal.foreignAdvert(STRANGER_ADDRESS, advert);
			for (const { number } of hearers) this.lan.send(this.strangers, number, advert);
		};
		const foreign = new ForeignRouter(router, checksAddresses(this.model.spec.versions.keepalived), this, send);
		this.foreignRouter = foreign;
		return () => {
			foreign.leave();
			this.foreignRouter = null;
		};
	}

	override announced(machine: Answerer, address: string): void {
		if (address === this.model.spec.vip) for (const cache of Object.values(this.#customers)) cache.hear(machine);
	}

	/** Three tries, as through the mesh each goes to another task. */
	override serves(machine: Machine): boolean {
		for (let i = 0; i < 3; i += 1) {
			const route = this.#backend.route(machine);
			const task = route instanceof Detour ? route.task : route;
			if (task !== null && task !== 'refused' && task !== 'lost' && this.#backend.fateAt(machine, task) === 'ok') return true;
		}
		return false;
	}

	/** Whether a customer, by default on the segment, gets an answer at this address: a host's own, or the VIP, which goes to whoever the customer takes for its owner. */
	servesAt(address: string, client: Client = 'segment'): boolean {
		if (address === this.model.spec.vip) return this.#pathOf(client).connect().outcome === 'ok';
		const machine = this.machines.find((one) => one.address === address);
		return machine !== undefined && this.lan.passesBoth(this.client, machine.number, 'web') && this.serves(machine);
	}

	override dockerdChanged(machine: Machine): void {
		this.swarm?.dockerdChanged(machine);
	}

	override thawed(_machine: Machine): void {
		for (const stream of this.#streams) stream.thawed();
	}

	override unitsChanged(machine: Machine): void {
		this.#proxies?.unitsChanged(machine);
	}

	override leftoversEnded(machine: Machine): void {
		this.swarm?.leftoversEnded(machine);
	}

	override containersEnded(machine: Machine): void {
		this.swarm?.containersEnded(machine);
	}

	#pathOf(client: Client): Path {
		const port = client === 'segment' ? this.client : this.router;
		const answered = client === 'routed' || this.swarm?.overlaps !== true;
		return new Path(this, this.#backend, this.#customers[client], port, answered);
	}
}

const wayOf = (kind: ModelledProbe['kind'], path: Path): Way =>
	({ http: () => path, https: () => overTls(path), tcp: () => connectingOnly(path) })[kind]();
