import type { ClusterSpec } from '../../cluster/spec.ts';
import { clusterModel } from '../../labs/sim/cluster-model.ts';
import type { Actor } from '../../labs/sim/kernel.ts';
import type { Random } from '../../labs/sim/random.ts';
import type { Tuning } from '../../labs/sim/tuning.ts';
import { World } from '../../labs/sim/world.ts';
import type { Surroundings } from './surroundings.ts';

const DAY_US = 86_400_000_000;

/** Virtual VRRP routers that nothing fails, under some conditions: every time that another host than the first owner becomes MASTER is a false move. */
export class QuietLife {
	/** So often until now. */
	falseMoves = 0;
	readonly #world: World;

	/** Throws RangeError where no host can own the floating IP. */
	constructor(spec: ClusterSpec, tuning: Tuning, { loss, latencyMs, jitterMs, pauses }: Surroundings, seed: string) {
		const model = clusterModel(spec);
		const owner = model.hosts[model.owner]?.spec.name;
		if (owner === undefined) throw new RangeError('no host can own the floating IP');
		this.#world = new World(model, { ...tuning, lanLoss: loss }, seed, (event) => {
			if (event.type === 'vrrp.state' && event.state === 'MASTER' && event.host !== owner) this.falseMoves += 1;
		});
		const { machines, lan } = this.#world;
		if (latencyMs + jitterMs > 0)
			for (const { number: from } of machines)
				for (const { number: to } of machines) {
					const late = { delayUs: latencyMs * 1000, jitterUs: jitterMs * 1000, loss: 0, duplicate: 0, reorder: 0 };
					if (from !== to) lan.disturb({ from, to, traffic: ['vrrp'], ...late });
				}
		this.#world.begin();
		if (pauses && pauses.perDay > 0)
			for (const machine of machines)
				new Pauses(this.#world, machine, pauses, this.#world.random.split(`pauses ${machine.name}`));
	}

	/** Goes on for so many seconds. */
	live(seconds: number): void {
		const { kernel } = this.#world;
		kernel.run(kernel.nowUs + Math.round(seconds * 1_000_000));
	}
}

/** A host that stands still now and then, at random moments. */
class Pauses implements Actor {
	readonly #timer: number;
	#isFrozen = false;

	constructor(
		private readonly world: World,
		private readonly machine: World['machines'][number],
		private readonly pauses: NonNullable<Surroundings['pauses']>,
		private readonly random: Random,
	) {
		this.#timer = world.kernel.timer(this, 0);
		this.#set(this.#untilNextUs());
	}

	fire(): void {
		const { fromMs, toMs } = this.pauses;
		if (this.#isFrozen) this.machine.thaw();
		else this.machine.freeze();
		this.#isFrozen = !this.#isFrozen;
		this.#set(this.#isFrozen ? Math.round(1000 * (fromMs + this.random.next() * (toMs - fromMs))) : this.#untilNextUs());
	}

	#untilNextUs(): number {
		return Math.round((-Math.log(1 - this.random.next()) * DAY_US) / this.pauses.perDay);
	}

	#set(inUs: number): void {
		this.world.kernel.set(this.#timer, this.world.kernel.nowUs + Math.max(1, inUs));
	}
}
