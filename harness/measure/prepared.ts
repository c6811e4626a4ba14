import type { HttpSample, ProbeSample, TimelineEvent } from '../timeline/event.ts';
import { ProbeStream } from '../timeline/probe-stream.ts';
import type { Recording } from '../timeline/recording.ts';
import type { Client } from '../timeline/requests.ts';
import { SampleStream } from '../timeline/sample-stream.ts';
import { sortByTime } from '../timeline/sort.ts';
import { occasions } from './occasions.ts';
import { type TrialSpans, trialSpans } from './spans.ts';

/** A trial's timeline made ready once for all that measures and judges it. */
export interface Prepared {
	/** Everything but the requests, in time order (see `occasions`). */
	occasions: readonly TimelineEvent[];
	/** The requests, a client's stream each; one that the trial has not is not there. */
	streams: readonly SampleStream[];
	/** The requests of each probe. */
	probes: readonly ProbeStream[];
	spans: TrialSpans;
}

/** Prepares events in time order, as `sortByTime` and `parseTimeline` give them. */
export function prepare(events: readonly TimelineEvent[]): Prepared {
	const few = occasions(events);
	return { occasions: few, streams: streamsOf(events), probes: probesOf(events), spans: trialSpans(few) };
}

/** Prepares what the simulator has recorded. The recording must not be cleared while this is in use: its columns are not copied. */
export function prepareRecording(recording: Recording): Prepared {
	for (const stream of [...recording.streams, ...recording.probes]) stream.dropOpen();
	const few = sortByTime(recording.occasions);
	return { occasions: few, streams: recording.streams, probes: recording.probes, spans: trialSpans(few) };
}

/** One client's stream; an empty one where the trial has none. */
export function streamOf({ streams }: Pick<Prepared, 'streams'>, stream: HttpSample['stream'], client: Client): SampleStream {
	return streams.find((one) => one.stream === stream && one.client === client) ?? new SampleStream(client, stream);
}

/** The requests among the events by client and stream, each in order of due time. A sample that names no client is of the segment. */
export function streamsOf(events: readonly TimelineEvent[]): SampleStream[] {
	const bundles = new Map<string, HttpSample[]>();
	for (const event of events) {
		if (event.type !== 'http.sample') continue;
		const key = `${event.client ?? 'segment'} ${event.stream}`;
		const bundle = bundles.get(key);
		if (bundle) bundle.push(event);
		else bundles.set(key, [event]);
	}
	return [...bundles.values()].map((samples) => {
		const [first] = samples as [HttpSample];
		const stream = new SampleStream(first.client ?? 'segment', first.stream);
		for (const sample of samples.sort((a, b) => a.dueMs - b.dueMs || a.seq - b.seq)) stream.add(sample);
		return stream;
	});
}

/** The requests of each probe among the events, in order of due time. */
function probesOf(events: readonly TimelineEvent[]): ProbeStream[] {
	const bundles = new Map<string, ProbeSample[]>();
	for (const event of events) {
		if (event.type !== 'probe.sample') continue;
		const bundle = bundles.get(event.probe);
		if (bundle) bundle.push(event);
		else bundles.set(event.probe, [event]);
	}
	return [...bundles].map(([probe, samples]) => {
		const stream = new ProbeStream(probe, (samples[0] as ProbeSample).kind);
		for (const sample of samples.sort((a, b) => a.dueMs - b.dueMs || a.seq - b.seq)) stream.add(sample);
		return stream;
	});
}
