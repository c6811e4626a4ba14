import type { Actor, Timer } from '../kernel.ts';
import type { World } from '../world.ts';
import type { Attempt, Path } from './path.ts';
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
	#next = 0;

	constructor(
		readonly world: World,
		private readonly path: Path,
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
		if (attempt.outcome === 'lost') this.#wait(request, attempt);
		else this.#finish(request, attempt);
	}

	/** A SYN is sent again, or the customer gives up. */
	again(waiting: Waiting): void {
		const { request } = waiting;
		const { nowUs } = this.world.kernel;
		if (nowUs >= this.requests.endUs(request)) {
			this.requests.failed(request, 'timeout', nowUs);
			this.#idle.push(waiting);
			return;
		}
		waiting.last = this.path.connect(waiting.last);
		if (waiting.last.outcome !== 'lost') {
			this.#finish(request, waiting.last);
			this.#idle.push(waiting);
			return;
		}
		waiting.waitUs *= 2;
		this.#setNext(waiting);
	}

	#wait(request: number, attempt: Attempt): void {
		const waiting = this.#idle.pop() ?? new Waiting(this);
		waiting.request = request;
		waiting.last = attempt;
		waiting.waitUs = FIRST_RETRY_US;
		this.#setNext(waiting);
	}

	#setNext({ timer, waitUs, request }: Waiting): void {
		const { kernel } = this.world;
		kernel.set(timer, Math.min(kernel.nowUs + waitUs, this.requests.endUs(request)));
	}

	#finish(request: number, { machine, outcome, task }: Attempt): void {
		const doneUs = this.world.kernel.nowUs + this.path.answerUs(machine);
		const endUs = this.requests.endUs(request);
		if (doneUs >= endUs) {
			this.requests.failed(request, 'timeout', endUs);
		} else if (outcome === 'ok') {
			this.path.arp.confirm();
			this.requests.answered(request, doneUs, task);
		} else {
			this.requests.failed(request, 'refused', doneUs);
		}
	}
}
