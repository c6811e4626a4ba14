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
 *
 * Most timers are set anew as they go off. So the place of the one that goes off stays open at the heap's root meanwhile: the next timer that is
 * set takes it, and sinks from there. Nothing rises above it: the key that it still has is the least. The heap's keys stand in the heap's order, for a comparison reads nothing else.
 */
export class Kernel {
	/** The present, microseconds. */
	nowUs = 0;
	/** How many timers have gone off. */
	fired = 0;
	#sequence = 0;
	/** Places taken in the heap, an open root too. */
	#size = 0;
	#rootIsOpen = false;
	/** By place in the heap: the timer, when it is due, and when it was set, as a number in the order of setting. */
	#heap = new Int32Array(FIRST_SLOTS);
	#atUs = new Float64Array(FIRST_SLOTS);
	#order = new Float64Array(FIRST_SLOTS);
	/** Where in the heap each timer is; -1 where it is not set. */
	#place = new Int32Array(FIRST_SLOTS).fill(-1);
	#codes = new Int32Array(FIRST_SLOTS);
	#actors: Actor[] = [];

	/** Makes a timer, not set yet. It lasts as long as the kernel: actors make theirs once. */
	timer(actor: Actor, code: number): Timer {
		const timer = this.#actors.push(actor) - 1;
		if (timer === this.#codes.length) this.#grow();
		this.#codes[timer] = code;
		return timer;
	}

	/** Makes timers with the codes from 0 on, and returns the first: the others' numbers follow it. */
	timers(actor: Actor, count: number): Timer {
		const first = this.#actors.length;
		for (let code = 0; code < count; code += 1) this.timer(actor, code);
		return first;
	}

	/** Sets a timer, anew where it was set. Throws RangeError unless `atUs` is a whole number that is not past. */
	set(timer: Timer, atUs: number): void {
		if (!(atUs >= this.nowUs) || atUs % 1 !== 0) throw new RangeError(`a timer set to ${atUs} at ${this.nowUs}`);
		const order = this.#sequence++;
		const place = this.#place[timer] as number;
		if (place >= 0) {
			if (atUs < (this.#atUs[place] as number)) this.#rise(timer, atUs, order, place);
			else this.#sink(timer, atUs, order, place);
		} else if (this.#rootIsOpen) {
			this.#rootIsOpen = false;
			this.#sink(timer, atUs, order, 0);
		} else {
			this.#rise(timer, atUs, order, this.#size++);
		}
	}

	/** Cancels a timer; one that is not set stays so. */
	cancel(timer: Timer): void {
		const place = this.#place[timer] as number;
		if (place < 0) return;
		this.#place[timer] = -1;
		this.#fill(place);
	}

	/** Back to time 0 without any timer, for another world: cheaper than a new kernel. */
	reset(): void {
		this.nowUs = 0;
		this.fired = 0;
		this.#sequence = 0;
		this.#size = 0;
		this.#rootIsOpen = false;
		this.#place.fill(-1, 0, this.#actors.length);
		this.#actors.length = 0;
	}

	isSet(timer: Timer): boolean {
		return (this.#place[timer] as number) >= 0;
	}

	/** When a set timer goes off, microseconds. */
	dueUs(timer: Timer): number {
		return this.#atUs[this.#place[timer] as number] as number;
	}

	/** Lets every timer go off that is due up to `untilUs`, which is the present then. */
	run(untilUs: number): void {
		while (this.#size > 0) {
			const atUs = this.#atUs[0] as number;
			if (atUs > untilUs) break;
			const timer = this.#heap[0] as number;
			this.nowUs = atUs;
			this.#place[timer] = -1;
			this.#rootIsOpen = true;
			this.fired += 1;
			(this.#actors[timer] as Actor).fire(this.#codes[timer] as number);
			if (this.#rootIsOpen) {
				this.#rootIsOpen = false;
				this.#fill(0);
			}
		}
		if (untilUs > this.nowUs) this.nowUs = untilUs;
	}

	/** Puts the heap's last timer where one has left. */
	#fill(place: number): void {
		const last = --this.#size;
		if (place === last) return;
		const timer = this.#heap[last] as number;
		const atUs = this.#atUs[last] as number;
		const order = this.#order[last] as number;
		if (place > 0 && this.#isBefore(atUs, order, (place - 1) >> 1)) this.#rise(timer, atUs, order, place);
		else this.#sink(timer, atUs, order, place);
	}

	/** Whether a key comes before the one at a place. */
	#isBefore(atUs: number, order: number, place: number): boolean {
		const otherUs = this.#atUs[place] as number;
		return atUs < otherUs || (atUs === otherUs && order < (this.#order[place] as number));
	}

	#rise(timer: Timer, atUs: number, order: number, from: number): void {
		let place = from;
		while (place > 0) {
			const above = (place - 1) >> 1;
			if (!this.#isBefore(atUs, order, above)) break;
			this.#move(above, place);
			place = above;
		}
		this.#put(timer, atUs, order, place);
	}

	#sink(timer: Timer, atUs: number, order: number, from: number): void {
		const size = this.#size;
		let place = from;
		for (let below = 2 * place + 1; below < size; below = 2 * place + 1) {
			const other = below + 1;
			if (other < size && this.#isBefore(this.#atUs[other] as number, this.#order[other] as number, below)) below = other;
			if (this.#isBefore(atUs, order, below)) break;
			this.#move(below, place);
			place = below;
		}
		this.#put(timer, atUs, order, place);
	}

	#move(from: number, to: number): void {
		const timer = this.#heap[from] as number;
		this.#heap[to] = timer;
		this.#atUs[to] = this.#atUs[from] as number;
		this.#order[to] = this.#order[from] as number;
		this.#place[timer] = to;
	}

	#put(timer: Timer, atUs: number, order: number, place: number): void {
		this.#heap[place] = timer;
		this.#atUs[place] = atUs;
		this.#order[place] = order;
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
