import { Detour } from '../backend.ts';
import type { Actor, Timer } from '../kernel.ts';
import type { SimTask } from '../swarm/tasks.ts';
import type { ProxiedServer, ProxyModel } from './proxy-model.ts';

/** What HAProxy needs of the world around it. */
export interface ProxyWorld {
	readonly kernel: {
		readonly nowUs: number;
		timer(actor: Actor, code: number): Timer;
		set(timer: Timer, atUs: number): void;
		cancel(timer: Timer): void;
	};
	/** What a connection to a server's port meets now: a task that answers, one whose host is frozen, a refusal, or nothing. */
	reach(server: ProxiedServer): Reached;
	/** Whether its processes stand still. */
	isFrozen(): boolean;
}

/** `held`: the connection is taken, and no answer comes. */
export interface Reached {
	answer: 'ok' | 'held' | 'refused' | 'lost';
	task: SimTask | null;
}

interface Check {
	/** HAProxy's own count: from `rise` on the server is up, rise + fall − 1 is the best. */
	health: number;
	timer: Timer;
	/** A check waits for an answer that will not come. */
	isWaiting: boolean;
}

/** The longest wait before the same server is tried again (back_handle_st_cer() of HAProxy's backend.c). */
const TURNAROUND_US = 1_000_000;

/**
 * One host's HAProxy: it checks its servers, leaves those out that are down, goes round the others, and tries another one where a connection fails. The timers
 * are those of HAProxy's check.c (process_chk_conn()) and backend.c (back_handle_st_cer(), stream_choose_redispatch()).
 */
export class Haproxy implements Actor {
	readonly #checks: Check[];
	/** The server that had the last connection. */
	#last = -1;

	constructor(
		readonly model: ProxyModel,
		private readonly world: ProxyWorld,
	) {
		this.#checks = model.servers.map((_, i) => ({ health: 0, timer: world.kernel.timer(this, i), isWaiting: false }));
	}

	/** As after a long time in which all was well; `phaseUs` gives a moment within an interval. */
	settle(phaseUs: (intervalUs: number) => number): void {
		for (const [i, check] of this.#checks.entries()) {
			const { rise, fall, interUs } = this.#server(i);
			check.health = rise + fall - 1;
			this.#again(i, phaseUs(interUs));
		}
	}

	/** It starts: each server counts as up until its first check, which may end that; the checks' starts are spread over the interval (start_checks()). */
	start(): void {
		for (const [i, check] of this.#checks.entries()) {
			const { rise, interUs } = this.#server(i);
			check.health = rise;
			check.isWaiting = false;
			this.#again(i, Math.floor((interUs * i) / this.#checks.length));
		}
	}

	stop(): void {
		for (const { timer } of this.#checks) this.world.kernel.cancel(timer);
	}

	/** Whether it hands connections to this server. */
	isUp(server: number): boolean {
		const { isChecked, rise } = this.#server(server);
		return !isChecked || (this.#checks[server]?.health ?? 0) >= rise;
	}

	/** A new request: to which task it comes in the end, and when. */
	connect(): SimTask | Detour {
		const { retries, redispatches } = this.model;
		let waitUs = 0;
		let server = this.#next(-1);
		for (let failed = 0; server >= 0; ) {
			const { answer, task } = this.world.reach(this.#server(server));
			if (task && (answer === 'ok' || answer === 'held')) return waitUs === 0 ? task : new Detour(task, waitUs);
			waitUs += answer === 'lost' ? this.#connectUs() : 0;
			failed += 1;
			if (failed > retries) break;
			const another = redispatches ? this.#next(server) : server;
			// Only before the same server is tried again, and only after an error: a time-out has been wait enough.
			if (another === server && answer !== 'lost') waitUs += Math.min(TURNAROUND_US, this.#connectUs());
			server = another;
		}
		return new Detour(null, waitUs);
	}

	fire(i: number): void {
		const check = this.#checks[i] as Check;
		const { interUs, rise, fall } = this.#server(i);
		if (this.world.isFrozen()) {
			this.#again(i, interUs);
			return;
		}
		const { answer } = check.isWaiting ? { answer: 'refused' } : this.world.reach(this.#server(i));
		check.isWaiting = answer === 'lost' || answer === 'held';
		if (check.isWaiting) {
			this.#again(i, answer === 'lost' ? this.#checkConnectUs(interUs) : (this.model.checkUs ?? interUs));
			return;
		}
		if (answer !== 'ok') check.health = check.health > rise ? check.health - 1 : 0;
		else check.health = check.health < rise - 1 ? check.health + 1 : rise + fall - 1;
		this.#again(i, interUs);
	}

	/** Round robin over those that are up, without the one that has just failed unless there is no other; -1 where none is up. */
	#next(without: number): number {
		const count = this.#checks.length;
		for (let step = 1; step <= count; step += 1) {
			const server = (this.#last + step) % count;
			if (server === without || !this.isUp(server)) continue;
			this.#last = server;
			return server;
		}
		return without >= 0 && this.isUp(without) ? without : -1;
	}

	#connectUs(): number {
		return this.model.connectUs ?? Number.MAX_SAFE_INTEGER / 2;
	}

	/** With `timeout check` the connection of a check has `timeout connect`, at most `inter`; without it the whole check has `inter` (tcpcheck.c). */
	#checkConnectUs(interUs: number): number {
		return this.model.checkUs === null ? interUs : Math.min(interUs, this.#connectUs());
	}

	#server(i: number): ProxiedServer {
		return this.model.servers[i] as ProxiedServer;
	}

	#again(i: number, inUs: number): void {
		if (this.#server(i).isChecked) this.world.kernel.set((this.#checks[i] as Check).timer, this.world.kernel.nowUs + inUs);
	}
}
