import type { Actor, Timer } from '../kernel.ts';
import type { World } from '../world.ts';
import type { Attempt, Way } from './path.ts';
import type { Requests } from './requests.ts';

/** TCP's first retransmission time-out, doubled each time (RFC 6298 §2.1). */
const FIRST_RETRY_US = 1_000_000;

/** A request whose SYN was not answered yet. */
class Waiting implements Actor {
	request = 0;
	last: Attempt | null = null;
	waitUs = FIRST_RETRY_US;
	readonly timer: Timer;
	constructor(private readonly stream: FreshStream) {
		this.timer = stream.world.kernel.timer(this, 0);
	}
	fire(): void {
		this.stream.again(this);
	}
}

/**
 * Open-loop load over a new connection a request: each is asked when it is due, whatever became of those before it. One that is answered
 * takes its path as it is when it is due.
 */
export class FreshStream implements Actor {
	readonly #due: Timer;
	readonly #idle: Waiting[] = [];
	/** Those whose connection a frozen task has. */
	readonly #held = new Set<Waiting>();
	#next = 0;

	constructor(
		readonly world: World,
		private readonly path: Way,
		private readonly requests: Requests,
	) {
		this.#due = world.kernel.timer(this, 0);
		if (requests.ratePerSecond > 0) world.kernel.set(this.#due, requests.startUs);
	}

	/** No request is due any more; those under way go on. */
	stop(): void {
		this.world.kernel.cancel(this.#due);
	}

	fire(): void {
		const request = this.#next++;
		this.world.kernel.set(this.#due, this.requests.dueUs(this.#next));
		const attempt = this.path.connect();
		if (attempt.outcome === 'lost' || attempt.outcome === 'held') this.#wait(request, attempt);
		else this.#finish(request, attempt);
	}

	/** A machine is thawed: what its tasks were asked meanwhile, they answer now. */
	thawed(): void {
		const { kernel } = this.world;
		for (const { timer } of this.#held) kernel.set(timer, kernel.nowUs);
	}

	/** A SYN is sent again, a frozen task may answer, or the customer gives up. */
	again(waiting: Waiting): void {
		const { request } = waiting;
		const { nowUs } = this.world.kernel;
		if (this.#held.delete(waiting) && nowUs < this.requests.endUs(request)) {
			this.#askAgain(waiting);
			return;
		}
		if (nowUs >= this.requests.endUs(request)) {
			this.requests.failed(request, 'timeout', nowUs);
			this.#idle.push(waiting);
			return;
		}
		waiting.last = this.path.connect(waiting.last);
		if (waiting.last.outcome !== 'lost' && waiting.last.outcome !== 'held') {
			this.#finish(request, waiting.last);
			this.#idle.push(waiting);
			return;
		}
		waiting.waitUs *= 2;
		this.#setNext(waiting);
	}

	/** The connection is open, so what matters is who has it now. */
	#askAgain(waiting: Waiting): void {
		const { request, last } = waiting;
		const outcome = last ? this.path.send(last) : 'lost';
		if (!last || outcome === 'held' || outcome === 'lost') {
			this.#hold(waiting);
			return;
		}
		if (outcome === 'ok') this.#finish(request, { ...last, outcome });
		else this.requests.failed(request, outcome, this.world.kernel.nowUs);
		this.#idle.push(waiting);
	}

	#hold(waiting: Waiting): void {
		this.#held.add(waiting);
		this.world.kernel.set(waiting.timer, this.requests.endUs(waiting.request));
	}

	#wait(request: number, attempt: Attempt): void {
		const waiting = this.#idle.pop() ?? new Waiting(this);
		waiting.request = request;
		waiting.last = attempt;
		waiting.waitUs = FIRST_RETRY_US;
		this.#setNext(waiting);
	}

	#setNext(waiting: Waiting): void {
		const { kernel } = this.world;
		const { timer, waitUs, request } = waiting;
		if (waiting.last?.outcome === 'held') {
			this.#hold(waiting);
			return;
		}
		kernel.set(timer, Math.min(kernel.nowUs + waitUs, this.requests.endUs(request)));
	}

	#finish(request: number, { machine, outcome, task, waitUs }: Attempt): void {
		const doneUs = this.world.kernel.nowUs + waitUs + this.path.answerUs(machine);
		const endUs = this.requests.endUs(request);
		if (doneUs >= endUs) {
			this.requests.failed(request, 'timeout', endUs);
		} else if (outcome === 'ok') {
			this.path.arp.confirm();
			this.requests.answered(request, doneUs, task);
		} else {
			this.requests.failed(request, outcome === 'bad-status' ? outcome : 'refused', doneUs);
		}
	}
}
