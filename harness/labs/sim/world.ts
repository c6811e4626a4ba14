import type { Occasion } from '../../timeline/recording.ts';
import type { ClusterModel } from './cluster-model.ts';
import { electedMasters, isFit, type Standing } from './election.ts';
import { Journal } from './journal.ts';
import { Kernel } from './kernel.ts';
import { Lan, type Port } from './lan.ts';
import { Machine, type MachineWorld } from './machine.ts';
import { Random } from './random.ts';
import type { Tuning } from './tuning.ts';
import type { ForeignRouter } from './vrrp/foreign-router.ts';
import type { Advert } from './vrrp/wire.ts';

/** The customer's machine and the router never lose their links. */
const OUTSIDER: Port = { linkUp: () => true, hear: () => {} };

/** Where a stranger may be plugged in: only another cluster's router hears anything there. */
class StrangersPort implements Port {
	constructor(private readonly world: World) {}
	linkUp(): boolean {
		return true;
	}
	hear(advert: Advert): void {
		this.world.foreignRouter?.hear(advert);
	}
}

/** The cluster's segment with its machines and nothing else: what VRRP needs. It begins as after a long time in which all was well. */
export class World implements MachineWorld {
	readonly random: Random;
	readonly journal: Journal;
	readonly lan: Lan;
	readonly machines: Machine[] = [];
	/** The further segments by name; null where there are none. */
	readonly #further: ReadonlyMap<string, Lan> | null;
	/** Another cluster's VRRP router on the segment; null without. */
	foreignRouter: ForeignRouter | null = null;
	/** The number of the host that holds the floating IP that customers ask as it begins; null where none can. */
	firstOwner: number | null = null;

	constructor(
		readonly model: ClusterModel,
		readonly tuning: Tuning,
		seed: string,
		emit: (event: Occasion) => void,
		/** Fresh or reset. */
		readonly kernel = new Kernel(),
	) {
		this.random = new Random(seed);
		this.journal = new Journal(this.kernel, model.spec.vips, emit);
		const ports: Port[] = [];
		this.lan = new Lan(this.kernel, this.random.split('lan'), tuning, ports);
		this.machines = model.hosts.map((host, number) => new Machine(host, number, this));
		ports.push(...this.machines, OUTSIDER, OUTSIDER, new StrangersPort(this));
		this.#further = model.spec.networks.length === 0 ? null : this.#furtherSegments();
	}

	/** The customer's number on the segment. */
	get client(): number {
		return this.machines.length;
	}

	/** The number of the router before the customers in another network. */
	get router(): number {
		return this.machines.length + 1;
	}

	/** The number of a stranger who may come to the segment. */
	get strangers(): number {
		return this.machines.length + 2;
	}

	/** A segment by its name; the customers' is null. */
	segment(name: string | null): Lan {
		return (name === null ? undefined : this.#further?.get(name)) ?? this.lan;
	}

	/** The machine of a name. Throws RangeError where there is none. */
	machine(name: string): Machine {
		const machine = this.machines.find((one) => one.name === name);
		if (!machine) throw new RangeError(`no machine is called ${name}`);
		return machine;
	}

	/**
	 * Begins: each VRRP router with its MASTER, whose next advertisement is at a random phase of its interval, as is all else that recurs. `settled` runs
	 * once the machines are up, before anybody asks what serves.
	 */
	begin(settled: () => void = () => {}): void {
		const random = this.random.split('begin');
		const phases = this.random.split('phases');
		const phaseUs = (periodUs: number) => phases.betweenUs(0, periodUs);
		for (const machine of this.machines) machine.settle();
		settled();
		for (const { keepalived } of this.machines) keepalived?.settle(phaseUs);
		const standings = this.machines.flatMap(({ number: host, keepalived }) =>
			(keepalived?.fitness() ?? []).map((fitness): Standing => ({ host, ...fitness })),
		);
		const masters = this.#masters(standings);
		const { vip } = this.model.spec;
		const holds = ({ host, model }: Standing) => model.held.includes(vip) && masters.get(model.form.router) === host;
		this.firstOwner = standings.find(holds)?.host ?? null;
		for (const machine of this.machines) {
			const own = standings.filter(({ host }) => host === machine.number);
			const states = own.map((one) => {
				if (!isFit(one, standings)) return 'FAULT' as const;
				return masters.get(one.model.form.router) === machine.number ? ('MASTER' as const) : ('BACKUP' as const);
			});
			const intervalUs = machine.model.instances[0]?.form.intervalUs ?? 0;
			machine.keepalived?.resume(states, random.betweenUs(0, intervalUs), phaseUs);
		}
	}

	/** The number of the MASTER of each virtual router. */
	#masters(standings: readonly Standing[]): Map<string, number> {
		const { owner, isAsked, spec } = this.model;
		const elected = electedMasters(standings);
		const wanted = standings.find(
			(one) => isAsked && one.host === owner && one.model.held.includes(spec.vip) && isFit(one, standings),
		);
		if (wanted) elected.set(wanted.model.form.router, wanted.host);
		return elected;
	}

	#furtherSegments(): Map<string, Lan> {
		const portsOn = (name: string) =>
			this.machines.map((machine): Port => ({ linkUp: () => machine.linkedTo(name), hear: (advert) => machine.hear(advert) }));
		const lanOf = (name: string) => new Lan(this.kernel, this.random.split(`lan ${name}`), this.tuning, portsOn(name));
		return new Map(this.model.spec.networks.map(({ name }) => [name, lanOf(name)]));
	}

	announced(_machine: Machine, _address: string): void {}
	serves(_machine: Machine): boolean {
		return true;
	}
	dockerdChanged(_machine: Machine): void {}
	thawed(_machine: Machine): void {}
	containersEnded(_machine: Machine): void {}
	leftoversEnded(_machine: Machine): void {}
	unitsChanged(_machine: Machine): void {}
}
