/** Who is told when a timer goes off; `code` says which of its timers. */
export interface Actor {
	fire(code: number): void;
}

/** A timer's number in its kernel. */
export type Timer = number;

const FIRST_SLOTS = 64;

/**
 * The discrete-event kernel: virtual time in whole microseconds from 0, and timers in an indexed binary heap, so that setting anew and
 * cancelling move one entry and leave none behind. Timers due at the same time go off in the order in which they were set.
 */
export class Kernel {
	/** The present, microseconds. */
	nowUs = 0;
	/** How many timers have gone off. */
	fired = 0;
	#sequence = 0;
	#size = 0;
	#atUs = new Float64Array(FIRST_SLOTS);
	#order = new Float64Array(FIRST_SLOTS);
	/** Where in the heap each timer is; -1 where it is not set. */
	#place = new Int32Array(FIRST_SLOTS).fill(-1);
	#heap = new Int32Array(FIRST_SLOTS);
	#codes = new Int32Array(FIRST_SLOTS);
	#actors: Actor[] = [];

	/** Makes a timer, not set yet. It lasts as long as the kernel: actors make theirs once. */
	timer(actor: Actor, code: number): Timer {
		const timer = this.#actors.push(actor) - 1;
		if (timer === this.#codes.length) this.#grow();
		this.#codes[timer] = code;
		return timer;
	}

	/** Sets a timer, anew where it was set. Throws RangeError unless `atUs` is a whole number that is not past. */
	set(timer: Timer, atUs: number): void {
		if (!(atUs >= this.nowUs) || atUs % 1 !== 0) throw new RangeError(`a timer set to ${atUs} at ${this.nowUs}`);
		const place = this.#place[timer] as number;
		const was = this.#atUs[timer] as number;
		this.#atUs[timer] = atUs;
		this.#order[timer] = this.#sequence++;
		if (place < 0) this.#rise(timer, this.#size++);
		else if (atUs < was) this.#rise(timer, place);
		else this.#sink(timer, place);
	}

	/** Cancels a timer; one that is not set stays so. */
	cancel(timer: Timer): void {
		const place = this.#place[timer] as number;
		if (place >= 0) this.#remove(timer, place);
	}

	/** Back to time 0 without any timer, for another world: cheaper than a new kernel. */
	reset(): void {
		this.nowUs = 0;
		this.fired = 0;
		this.#sequence = 0;
		this.#size = 0;
		this.#place.fill(-1, 0, this.#actors.length);
		this.#actors.length = 0;
	}

	isSet(timer: Timer): boolean {
		return (this.#place[timer] as number) >= 0;
	}

	/** When a set timer goes off, microseconds. */
	dueUs(timer: Timer): number {
		return this.#atUs[timer] as number;
	}

	/** Lets every timer go off that is due up to `untilUs`, which is the present then. */
	run(untilUs: number): void {
		while (this.#size > 0) {
			const timer = this.#heap[0] as number;
			const atUs = this.#atUs[timer] as number;
			if (atUs > untilUs) break;
			this.nowUs = atUs;
			this.#remove(timer, 0);
			this.fired += 1;
			(this.#actors[timer] as Actor).fire(this.#codes[timer] as number);
		}
		this.nowUs = Math.max(this.nowUs, untilUs);
	}

	#remove(timer: Timer, place: number): void {
		this.#place[timer] = -1;
		const last = this.#heap[--this.#size] as number;
		if (last === timer) return;
		if (this.#isBefore(last, timer)) this.#rise(last, place);
		else this.#sink(last, place);
	}

	#isBefore(a: Timer, b: Timer): boolean {
		const [atA, atB] = [this.#atUs[a] as number, this.#atUs[b] as number];
		return atA < atB || (atA === atB && (this.#order[a] as number) < (this.#order[b] as number));
	}

	#rise(timer: Timer, from: number): void {
		let place = from;
		while (place > 0) {
			const above = (place - 1) >> 1;
			const other = this.#heap[above] as number;
			if (!this.#isBefore(timer, other)) break;
			this.#put(other, place);
			place = above;
		}
		this.#put(timer, place);
	}

	#sink(timer: Timer, from: number): void {
		let place = from;
		for (let below = 2 * place + 1; below < this.#size; below = 2 * place + 1) {
			let child = this.#heap[below] as number;
			if (below + 1 < this.#size && this.#isBefore(this.#heap[below + 1] as number, child)) child = this.#heap[++below] as number;
			if (!this.#isBefore(child, timer)) break;
			this.#put(child, place);
			place = below;
		}
		this.#put(timer, place);
	}

	#put(timer: Timer, place: number): void {
		this.#heap[place] = timer;
		this.#place[timer] = place;
	}

	#grow(): void {
		const slots = this.#codes.length * 2;
		const larger = <A extends Float64Array | Int32Array>(into: A, from: A) => {
			into.set(from);
			return into;
		};
		this.#atUs = larger(new Float64Array(slots), this.#atUs);
		this.#order = larger(new Float64Array(slots), this.#order);
		this.#place = larger(new Int32Array(slots).fill(-1), this.#place);
		this.#heap = larger(new Int32Array(slots), this.#heap);
		this.#codes = larger(new Int32Array(slots), this.#codes);
	}
}
