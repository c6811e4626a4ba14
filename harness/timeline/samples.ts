import type { ProbeOutcome } from './requests.ts';

/** An outcome's number in a column. The compiler asks for every outcome. */
const CODES: Readonly<Record<ProbeOutcome, number>> = {
	ok: 0,
	refused: 1,
	unreachable: 2,
	reset: 3,
	timeout: 4,
	'bad-status': 5,
	'bad-body': 6,
	'not-sent': 7,
	closed: 8,
	tls: 9,
	'bad-exit': 10,
};
/** The outcomes by their numbers. */
export const OUTCOMES = Object.keys(CODES) as readonly ProbeOutcome[];
const OK = CODES.ok;
const NOT_SENT = CODES['not-sent'];
/** A row whose request has no outcome yet. */
const OPEN = 255;
const NO_STATUS = -1;
const FIRST_ROWS = 16;

/** Rows of a stream, `from` ≤ row < `to`. */
export interface Rows {
	from: number;
	to: number;
}

/** How many events of a trial are known so far: the number of the next one. Streams of one trial share it. */
export interface EventCount {
	known: number;
}

/** A request as a row of columns. */
export interface Row {
	seq: number;
	dueMs: number;
	/** Null where it was not sent. */
	sentMs: number | null;
	doneMs: number;
	outcome: ProbeOutcome;
	status?: number | null;
	node?: string | null | undefined;
	task?: string | null | undefined;
	tainted: boolean;
}

/**
 * Requests as columns, one row a request, in order of due time. A trial has thousands of requests: columns need no object each, and a figure
 * reads only what it needs. `atMs` has no column, because it equals `dueMs`. Whose requests they are, `SampleStream` and `ProbeStream` know.
 */
export class Samples {
	length = 0;
	seq = new Float64Array(FIRST_ROWS);
	dueMs = new Float64Array(FIRST_ROWS);
	/** NaN where the request was not sent. */
	sentMs = new Float64Array(FIRST_ROWS);
	doneMs = new Float64Array(FIRST_ROWS);
	/** The number of each outcome in OUTCOMES. */
	outcome = new Uint8Array(FIRST_ROWS).fill(OPEN);
	/** −1 where there is none. */
	status = new Int32Array(FIRST_ROWS);
	tainted = new Uint8Array(FIRST_ROWS);
	/** The number of each sample among all events of its trial, in the order in which they became known. */
	known = new Float64Array(FIRST_ROWS);
	readonly node: (string | null)[] = [];
	readonly task: (string | null)[] = [];

	constructor(private readonly count: EventCount = { known: 0 }) {}

	/** Appends a sample. Throws RangeError where it is due before the last one. */
	add({ seq, dueMs, sentMs, doneMs, outcome, status, node, task, tainted }: Row): void {
		const row = this.length;
		if (row > 0 && dueMs < (this.dueMs[row - 1] as number)) throw new RangeError(`a sample due at ${dueMs} after a later one`);
		this.#finish(row, CODES[outcome], dueMs, doneMs);
		this.seq[row] = seq;
		this.sentMs[row] = sentMs ?? Number.NaN;
		this.status[row] = status ?? NO_STATUS;
		this.tainted[row] = tainted ? 1 : 0;
		this.node[row] = node ?? null;
		this.task[row] = task ?? null;
	}

	/** Request `seq` was sent when it was due and got a good answer; times in whole microseconds. Its row is `seq`, whatever is known of those before it. */
	answered(seq: number, dueUs: number, doneUs: number, node: string | null, task: string | null): void {
		this.#finish(seq, OK, dueUs / 1000, doneUs / 1000);
		this.status[seq] = 200;
		this.node[seq] = node;
		this.task[seq] = task;
	}

	/** Request `seq` was sent when it was due and failed; times in whole microseconds. Its row is `seq`, whatever is known of those before it. */
	failed(seq: number, outcome: Exclude<ProbeOutcome, 'ok' | 'not-sent'>, dueUs: number, doneUs: number): void {
		this.#finish(seq, CODES[outcome], dueUs / 1000, doneUs / 1000);
		this.status[seq] = NO_STATUS;
		this.node[seq] = null;
		this.task[seq] = null;
	}

	#finish(row: number, outcome: number, dueMs: number, doneMs: number): void {
		while (row >= this.dueMs.length) this.#grow();
		// Without a hole, the lists stay as quick as the typed arrays.
		while (this.node.length <= row) {
			this.node.push(null);
			this.task.push(null);
		}
		this.seq[row] = row;
		this.dueMs[row] = dueMs;
		this.sentMs[row] = dueMs;
		this.doneMs[row] = doneMs;
		this.outcome[row] = outcome;
		this.tainted[row] = 0;
		this.known[row] = this.count.known++;
		if (row >= this.length) this.length = row + 1;
	}

	isGood(row: number): boolean {
		return this.outcome[row] === OK;
	}

	isSent(row: number): boolean {
		return this.outcome[row] !== NOT_SENT;
	}

	outcomeOf(row: number): ProbeOutcome {
		return OUTCOMES[this.outcome[row] as number] as ProbeOutcome;
	}

	/** The first row that is due at this time or later; `length` where none is. */
	firstDueFrom(ms: number): number {
		let [low, high] = [0, this.length];
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((this.dueMs[middle] as number) < ms) low = middle + 1;
			else high = middle;
		}
		return low;
	}

	/** The rows that are due from `fromMs` up to but not including `toMs`. */
	rowsDue({ fromMs, toMs }: { fromMs: number; toMs: number }): Rows {
		const from = this.firstDueFrom(fromMs);
		return { from, to: Math.max(from, this.firstDueFrom(toMs)) };
	}

	/** Every row. */
	get all(): Rows {
		return { from: 0, to: this.length };
	}

	/** The same requests without those that were not sent; itself where all were. */
	sentOnly(): Samples {
		if (!this.outcome.subarray(0, this.length).includes(NOT_SENT)) return this;
		const sent = new Samples();
		for (let row = 0; row < this.length; row += 1) if (this.isSent(row)) sent.add(this.rowAt(row));
		return sent;
	}

	/** All that is known of a row. */
	rowAt(row: number): Required<Row> {
		const sentMs = this.sentMs[row] as number;
		const status = this.status[row] as number;
		return {
			seq: this.seq[row] as number,
			dueMs: this.dueMs[row] as number,
			sentMs: Number.isNaN(sentMs) ? null : sentMs,
			doneMs: this.doneMs[row] as number,
			outcome: this.outcomeOf(row),
			status: status === NO_STATUS ? null : status,
			node: this.node[row] ?? null,
			task: this.task[row] ?? null,
			tainted: this.tainted[row] === 1,
		};
	}

	/** Takes out the requests that never had an outcome: those that were under way when a trial ended with an error. */
	dropOpen(): void {
		const finished = this.outcome.subarray(0, this.length);
		if (!finished.includes(OPEN)) return;
		let kept = 0;
		for (let row = 0; row < this.length; row += 1) {
			if (this.outcome[row] === OPEN) continue;
			for (const column of this.#columns()) column[kept] = column[row] as number;
			this.node[kept] = this.node[row] ?? null;
			this.task[kept] = this.task[row] ?? null;
			kept += 1;
		}
		this.outcome.fill(OPEN, kept, this.length);
		this.length = kept;
	}

	/** Empty again, with its memory kept. */
	clear(): void {
		this.outcome.fill(OPEN, 0, this.length);
		this.length = 0;
	}

	#columns() {
		const { seq, dueMs, sentMs, doneMs, outcome, status, tainted, known } = this;
		return [seq, dueMs, sentMs, doneMs, outcome, status, tainted, known];
	}

	#grow(): void {
		const rows = this.dueMs.length * 2;
		const larger = <A extends Float64Array | Int32Array | Uint8Array>(into: A, from: A) => {
			into.set(from);
			return into;
		};
		this.seq = larger(new Float64Array(rows), this.seq);
		this.dueMs = larger(new Float64Array(rows), this.dueMs);
		this.sentMs = larger(new Float64Array(rows), this.sentMs);
		this.doneMs = larger(new Float64Array(rows), this.doneMs);
		this.outcome = larger(new Uint8Array(rows).fill(OPEN), this.outcome);
		this.status = larger(new Int32Array(rows), this.status);
		this.tainted = larger(new Uint8Array(rows), this.tainted);
		this.known = larger(new Float64Array(rows), this.known);
	}
}
