import type { ProbeSample } from './event.ts';
import type { ProbeKind } from './requests.ts';
import { type EventCount, type Row, Samples } from './samples.ts';

/** The requests of one probe. */
export class ProbeStream extends Samples {
	/** What else there is to say of a row; most have nothing. */
	readonly #details = new Map<number, string>();
	/** Whether the kept connection was lost, of kinds that keep one. */
	readonly #cut = new Map<number, boolean>();

	constructor(
		readonly probe: string,
		readonly kind: ProbeKind,
		count?: EventCount,
	) {
		super(count);
	}

	override add(sample: Row & { detail?: string | undefined; cut?: boolean | undefined }): void {
		if (sample.detail !== undefined) this.#details.set(this.length, sample.detail);
		if (sample.cut !== undefined) this.#cut.set(this.length, sample.cut);
		super.add(sample);
	}

	override clear(): void {
		super.clear();
		this.#details.clear();
		this.#cut.clear();
	}

	/** Whether the kept connection was found lost with this row. */
	isCut(row: number): boolean {
		return this.#cut.get(row) === true;
	}

	/** A row as the event that it is. */
	sample(row: number): ProbeSample {
		const { seq, dueMs, sentMs, doneMs, outcome, node, task, tainted } = this.rowAt(row);
		const [detail, cut] = [this.#details.get(row), this.#cut.get(row)];
		return {
			type: 'probe.sample',
			atMs: dueMs,
			probe: this.probe,
			kind: this.kind,
			seq,
			dueMs,
			sentMs,
			doneMs,
			outcome,
			...(detail === undefined ? {} : { detail }),
			...(cut === undefined ? {} : { cut }),
			...(typeof node === 'string' ? { node } : {}),
			...(typeof task === 'string' ? { task } : {}),
			tainted,
		};
	}
}
