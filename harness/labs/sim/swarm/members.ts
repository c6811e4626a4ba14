import type { Kernel } from '../kernel.ts';
import type { Lan } from '../lan.ts';
import type { Machine } from '../machine.ts';
import type { Random } from '../random.ts';
import type { Tuning } from '../tuning.ts';

export const SECOND_US = 1_000_000;

/** The swarm's nodes as its parts see them: machines by number, and who can talk to whom. */
export class Members {
	constructor(
		readonly kernel: Kernel,
		readonly random: Random,
		readonly tuning: Tuning,
		readonly lan: Lan,
		readonly machines: readonly Machine[],
	) {}

	/** Whether a node's dockerd runs and can do anything. */
	isUp(node: number): boolean {
		const machine = this.machines[node];
		return machine !== undefined && machine.dockerdPid !== null && machine.alive;
	}

	/** Whether two nodes' engines can exchange a message now; one with itself always can. */
	talk(a: number, b: number): boolean {
		return this.isUp(a) && this.isUp(b) && (a === b || this.lan.passesBoth(a, b, 'swarm'));
	}
}
