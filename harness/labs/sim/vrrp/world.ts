import type { Actor, Kernel } from '../kernel.ts';
import type { Random } from '../random.ts';
import type { Tuning } from '../tuning.ts';
import type { InstanceModel } from './model.ts';

export type VrrpStateName = 'INIT' | 'BACKUP' | 'MASTER' | 'FAULT' | 'STOPPED';

/** What an instance does to the world outside. */
export interface VrrpWorld {
	readonly kernel: Kernel;
	readonly random: Random;
	readonly tuning: Tuning;
	/** Until when `vrrp_startup_delay` lasts, microseconds; 0 without. It is one for the whole process, and a reload does not begin it anew. */
	readonly delayedUntilUs: number;
	/** Sends an advertisement, as far as the link lets it. */
	advertise(model: InstanceModel, priority: number): void;
	/** Sends one gratuitous ARP an address. */
	announce(model: InstanceModel): void;
	/** Puts these addresses on the NIC, or takes them off. */
	hold(addresses: readonly string[], held: boolean): void;
	/** keepalived logs a state. */
	entered(model: InstanceModel, state: 'MASTER' | 'BACKUP' | 'FAULT'): void;
	/** Whether keepalived is stopped where it is; then it is told once it goes on. */
	isPaused(): boolean;
	/** How much later it acts because its machine is short of processor time. */
	lagUs(): number;
	defer(actor: Actor, code: number): void;
}
