import type { HttpSample } from './event.ts';
import type { Client, HttpOutcome } from './requests.ts';
import { type EventCount, Samples } from './samples.ts';

/** The requests of one client's stream. */
export class SampleStream extends Samples {
	constructor(
		readonly client: Client,
		readonly stream: HttpSample['stream'],
		count?: EventCount,
	) {
		super(count);
	}

	override outcomeOf(row: number): HttpOutcome {
		return super.outcomeOf(row) as HttpOutcome;
	}

	/** A row as the event that it is. */
	sample(row: number): HttpSample {
		const { client, stream } = this;
		const { seq, dueMs, sentMs, doneMs, status, node, task, tainted } = this.rowAt(row);
		const outcome = this.outcomeOf(row);
		const answer = { status: status ?? null, node: node ?? null, task: task ?? null };
		return { type: 'http.sample', atMs: dueMs, client, stream, seq, dueMs, sentMs, doneMs, outcome, ...answer, tainted };
	}
}
