import type { Actor, Timer } from '../kernel.ts';
import type { Random } from '../random.ts';
import type { World } from '../world.ts';
import type { Attempt, Path } from './path.ts';
import type { Requests } from './requests.ts';

const DUE = 0;
const RETRY = 1;

/**
 * TCP's retransmission time-outs: of a SYN (TCP_TIMEOUT_INIT of include/net/tcp.h, a second, which ends at a tick of the kernel's: 4 ms, half of it
 * on average), and of data on a fast path (TCP_RTO_MIN).
 */
const SYN_RETRY_US = 1_002_000;
const DATA_RETRY_US = 200_000;
/**
 * When the client's own time-out fires, less when the request that is due at that very moment is sent: both are late by a millisecond or so (Node's
 * timers). Measured in 717 time-outs of 220 real trials: in two of three the new request still went to the connection that was given up.
 */
const GIVEN_UP_US = { from: -1000, to: 2000 };

/**
 * Open-loop load over one connection that is kept as long as it lives: a request that gets no answer holds up those after it, and all of them fail
 * with it when its time is over, as the prober's client does.
 */
export class KeptStream implements Actor {
	readonly #firstTimer: Timer;
	readonly #random: Random;
	#next = 0;
	#open: Attempt | null = null;
	/** The requests that wait for an answer, the earliest first. */
	readonly #held: number[] = [];
	#last: Attempt | null = null;
	#isHeld = false;
	#waitUs = 0;
	#givenUpUs = 0;

	constructor(
		private readonly world: World,
		private readonly path: Path,
		private readonly requests: Requests,
	) {
		this.#random = world.random.split(`kept ${requests.startUs}`);
		this.#firstTimer = world.kernel.timers(this, 2);
		if (requests.ratePerSecond > 0) world.kernel.set(this.#timer(DUE), requests.startUs);
	}

	/** No request is due any more; those under way go on. */
	stop(): void {
		this.world.kernel.cancel(this.#timer(DUE));
	}

	fire(code: number): void {
		if (code === DUE) this.#ask();
		else this.#again();
	}

	/** A machine is thawed: what its task was asked meanwhile, it answers now. */
	thawed(): void {
		if (!this.#isHeld) return;
		this.world.kernel.cancel(this.#timer(RETRY));
		this.#try();
	}

	#ask(): void {
		this.#held.push(this.#next++);
		this.world.kernel.set(this.#timer(DUE), this.requests.dueUs(this.#next));
		if (this.#held.length > 1) return;
		this.#waitUs = this.#open ? DATA_RETRY_US : SYN_RETRY_US;
		this.#last = null;
		if (this.#open) this.#open = this.path.turn(this.#open);
		this.#givenUpUs = this.#random.betweenUs(GIVEN_UP_US.from, GIVEN_UP_US.to);
		this.#try();
	}

	#again(): void {
		if (this.world.kernel.nowUs >= this.#deadlineUs()) {
			this.#finish('timeout');
			return;
		}
		this.#waitUs *= 2;
		this.#try();
	}

	#try(): void {
		const outcome = this.#attempt();
		this.#isHeld = outcome === 'held';
		if (outcome !== 'lost' && outcome !== 'held') {
			this.#finish(outcome);
			return;
		}
		const { kernel } = this.world;
		// A kernel has acknowledged what a frozen task is asked, so nothing is sent again.
		const againUs = this.#isHeld ? this.#deadlineUs() : kernel.nowUs + this.#waitUs;
		kernel.set(this.#timer(RETRY), Math.min(againUs, this.#deadlineUs()));
	}

	#attempt(): 'ok' | 'held' | 'refused' | 'bad-status' | 'reset' | 'lost' {
		if (this.#open) return this.#open.outcome === 'bad-status' ? 'bad-status' : this.path.send(this.#open);
		this.#last = this.path.connect(this.#last);
		if (this.#last.outcome === 'ok' || this.#last.outcome === 'held') this.#open = this.#last;
		return this.#last.outcome;
	}

	#finish(outcome: 'ok' | 'refused' | 'bad-status' | 'reset' | 'timeout'): void {
		this.#isHeld = false;
		const { nowUs } = this.world.kernel;
		const machine = this.#open?.machine ?? null;
		const waitUs = (this.#open ?? this.#last)?.waitUs ?? 0;
		if (outcome === 'ok') this.path.arp.confirm();
		else this.#open = null;
		const doneUs = outcome === 'timeout' ? nowUs : nowUs + waitUs + this.path.answerUs(machine);
		for (const request of this.#held) {
			const endUs = this.requests.endUs(request);
			if (waitUs > 0 && doneUs >= endUs) this.requests.failed(request, 'timeout', endUs);
			else if (outcome === 'ok') this.requests.answered(request, doneUs, this.#open?.task ?? null);
			else this.requests.failed(request, outcome, doneUs);
		}
		this.#held.length = 0;
	}

	#deadlineUs(): number {
		return this.requests.endUs(this.#held[0] ?? 0) + this.#givenUpUs;
	}

	#timer(code: number): Timer {
		return this.#firstTimer + code;
	}
}
