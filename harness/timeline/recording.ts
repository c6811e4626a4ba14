import type { HttpSample, ProbeSample, TimelineEvent } from './event.ts';
import { ProbeStream } from './probe-stream.ts';
import type { Client, ProbeKind } from './requests.ts';
import { SampleStream } from './sample-stream.ts';
import type { EventCount } from './samples.ts';

/** Every event but a request. */
export type Occasion = Exclude<TimelineEvent, HttpSample | ProbeSample>;

/**
 * What a simulated trial says, as it goes: the requests in columns, all else as events. One recording serves trial after trial, so that its
 * memory is taken once.
 */
export class Recording {
	/** In the order in which they became known. */
	readonly occasions: Occasion[] = [];
	/** The streams of this trial. */
	readonly streams: SampleStream[] = [];
	/** The probes' of this trial. */
	readonly probes: ProbeStream[] = [];
	readonly #count: EventCount = { known: 0 };
	/** Of earlier trials, to be used again. */
	readonly #idle: SampleStream[] = [];

	emit(event: Occasion): void {
		this.#count.known += 1;
		this.occasions.push(event);
	}

	/** A new stream of this trial. */
	stream(client: Client, stream: HttpSample['stream']): SampleStream {
		const place = this.#idle.findIndex((one) => one.client === client && one.stream === stream);
		const [known] = place < 0 ? [] : this.#idle.splice(place, 1);
		const made = known ?? new SampleStream(client, stream, this.#count);
		this.streams.push(made);
		return made;
	}

	/** A new probe of this trial. */
	probe(name: string, kind: ProbeKind): ProbeStream {
		const made = new ProbeStream(name, kind, this.#count);
		this.probes.push(made);
		return made;
	}

	/** Every event as one, in the order in which they became known. */
	events(): TimelineEvent[] {
		const events: TimelineEvent[] = new Array(this.#count.known);
		for (const stream of [...this.streams, ...this.probes]) {
			stream.dropOpen();
			for (let row = 0; row < stream.length; row += 1) events[stream.known[row] as number] = stream.sample(row);
		}
		const occasions = this.occasions.values();
		for (let i = 0; i < events.length; i += 1) events[i] ??= occasions.next().value as Occasion;
		return events;
	}

	/** Forgets the trial. */
	clear(): void {
		this.occasions.length = 0;
		this.#count.known = 0;
		for (const stream of this.streams) stream.clear();
		this.#idle.push(...this.streams.splice(0));
		this.probes.length = 0;
	}
}
