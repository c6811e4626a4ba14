import type { TimelineEvent } from '../../timeline/event.ts';
import type { ClusterModel } from './cluster-model.ts';
import { Journal } from './journal.ts';
import { Kernel } from './kernel.ts';
import { Lan, type Port } from './lan.ts';
import { Machine, type MachineWorld } from './machine.ts';
import { Random } from './random.ts';
import type { Tuning } from './tuning.ts';

/** The customer's machine and the router never lose their links. */
const OUTSIDER: Port = { linkUp: () => true, hear: () => {} };

/** The cluster's segment with its machines and nothing else: what VRRP needs. It begins as after a long time in which all was well. */
export class World implements MachineWorld {
	readonly random: Random;
	readonly journal: Journal;
	readonly lan: Lan;
	readonly machines: Machine[] = [];

	constructor(
		readonly model: ClusterModel,
		readonly tuning: Tuning,
		seed: string,
		emit: (event: TimelineEvent) => void,
		/** Fresh or reset. */
		readonly kernel = new Kernel(),
	) {
		this.random = new Random(seed);
		this.journal = new Journal(this.kernel, model.spec.vip, emit);
		const ports: Port[] = [];
		this.lan = new Lan(this.kernel, this.random.split('lan'), tuning, ports);
		this.machines = model.hosts.map((host, number) => new Machine(host, number, this));
		ports.push(...this.machines, OUTSIDER, OUTSIDER);
	}

	/** The customer's number on the segment. */
	get client(): number {
		return this.machines.length;
	}

	/** The number of the router before the customers in another network. */
	get router(): number {
		return this.machines.length + 1;
	}

	/** The machine of a name. Throws RangeError where there is none. */
	machine(name: string): Machine {
		const machine = this.machines.find((one) => one.name === name);
		if (!machine) throw new RangeError(`no machine is called ${name}`);
		return machine;
	}

	/** Begins: each VRRP router with its MASTER, whose next advertisement is at a random phase of its interval, as is all else that recurs. */
	begin(): void {
		const random = this.random.split('begin');
		const phases = this.random.split('phases');
		const { masters } = this.model;
		for (const machine of this.machines) {
			const states = machine.model.instances.map(({ form }) =>
				masters.get(form.vrid) === machine.number ? ('MASTER' as const) : ('BACKUP' as const),
			);
			const intervalUs = machine.model.instances[0]?.form.intervalUs ?? 0;
			machine.resume(states, random.betweenUs(0, intervalUs), (periodUs) => phases.betweenUs(0, periodUs));
		}
	}

	announced(_machine: Machine, _address: string): void {}
	serves(_machine: Machine): boolean {
		return true;
	}
	dockerdChanged(_machine: Machine): void {}
	containersEnded(_machine: Machine): void {}
}
