import { expect } from 'chai';
import type { HttpSample } from './event.ts';
import { HTTP_OUTCOMES } from './requests.ts';
import { SampleStream } from './sample-stream.ts';
import { OUTCOMES } from './samples.ts';

/** Every field has a value that no other field has, and that differs from row to row. */
const full = (seq: number, over: Partial<HttpSample> = {}): HttpSample => ({
	type: 'http.sample',
	atMs: 100 * seq + 0.125,
	client: 'routed',
	stream: 'keepalive',
	seq: seq + 7,
	dueMs: 100 * seq + 0.125,
	sentMs: 100 * seq + 0.25,
	doneMs: 100 * seq + 0.375,
	outcome: HTTP_OUTCOMES[seq % HTTP_OUTCOMES.length] ?? 'ok',
	status: 200 + seq,
	node: `node ${seq}`,
	task: `task ${seq}`,
	tainted: seq % 2 === 1,
	...over,
});

function streamWith(samples: readonly HttpSample[]): SampleStream {
	const stream = new SampleStream('routed', 'keepalive');
	for (const sample of samples) stream.add(sample);
	return stream;
}

const rowsOf = (stream: SampleStream) => Array.from({ length: stream.length }, (_, row) => stream.sample(row));

describe('a stream of samples', () => {
	it('gives back every field of every sample, also where it has grown', () => {
		const samples = Array.from({ length: 70 }, (_, seq) => full(seq));
		expect(rowsOf(streamWith(samples))).to.deep.equal(samples);
	});
	it('keeps null apart from every value', () => {
		const sample = full(0, { sentMs: null, status: null, node: null, task: null, outcome: 'not-sent' });
		expect(rowsOf(streamWith([sample]))).to.deep.equal([sample]);
	});
	it('knows the eight outcomes of the load, and three more of probes', () => {
		const load = ['bad-body', 'bad-status', 'not-sent', 'ok', 'refused', 'reset', 'timeout', 'unreachable'];
		expect([...OUTCOMES].sort()).to.deep.equal([...load, 'bad-exit', 'closed', 'tls'].sort());
	});
	it('refuses a sample that is due before the last one', () => {
		expect(() => streamWith([full(1), full(0)])).to.throw(RangeError, 'a sample due at 0.125 after a later one');
	});
	it('finds rows by due time, the start in and the end out', () => {
		const stream = streamWith([0, 1, 2, 3].map((seq) => full(seq, { dueMs: 100 * seq })));
		expect([-1, 0, 1, 100, 300, 301].map((ms) => stream.firstDueFrom(ms))).to.deep.equal([0, 0, 1, 1, 3, 4]);
		expect(stream.rowsDue({ fromMs: 100, toMs: 300 })).to.deep.equal({ from: 1, to: 3 });
		expect(stream.rowsDue({ fromMs: 300, toMs: 100 })).to.deep.equal({ from: 3, to: 3 });
		expect(stream.all).to.deep.equal({ from: 0, to: 4 });
	});
	it('leaves out what was not sent, and is itself where all was', () => {
		const samples = [full(0), full(1, { outcome: 'not-sent', sentMs: null }), full(2)];
		const stream = streamWith(samples);
		const sent = stream.sentOnly();
		const rows = [0, 1].map((row) => ({ ...sent.rowAt(row), type: 'http.sample', client: 'routed', stream: 'keepalive' }));
		expect(sent.length).to.equal(2);
		expect(rows.map(({ dueMs, ...row }) => ({ ...row, dueMs, atMs: dueMs }))).to.deep.equal([samples[0], samples[2]]);
		expect(sent.sentOnly()).to.equal(sent);
	});
	it('is in order of numbers, in whatever order the requests are done', () => {
		const stream = new SampleStream('segment', 'fresh');
		stream.answered(1, 20_500, 22_250, 'b', 't2');
		stream.failed(0, 'refused', 500, 30_500);
		const ok = { outcome: 'ok', status: 200, node: 'b', task: 't2' } as const;
		const failed = { outcome: 'refused', status: null, node: null, task: null } as const;
		const common = { type: 'http.sample', client: 'segment', stream: 'fresh', tainted: false } as const;
		expect(rowsOf(stream)).to.deep.equal([
			{ ...common, ...failed, seq: 0, atMs: 0.5, dueMs: 0.5, sentMs: 0.5, doneMs: 30.5 },
			{ ...common, ...ok, seq: 1, atMs: 20.5, dueMs: 20.5, sentMs: 20.5, doneMs: 22.25 },
		]);
		expect([...stream.known.subarray(0, 2)]).to.deep.equal([1, 0]);
	});
	it('drops the requests that were still under way, and nothing of the others', () => {
		const stream = new SampleStream('segment', 'fresh');
		stream.failed(1, 'timeout', 1000, 9000);
		stream.answered(3, 3000, 4000, 'a', 't');
		const whole = [1, 3].map((row) => stream.sample(row));
		stream.dropOpen();
		expect(rowsOf(stream)).to.deep.equal(whole);
		expect([...stream.known.subarray(0, 2)]).to.deep.equal([0, 1]);
	});
	it('has nothing left of what was there before it was cleared', () => {
		const stream = new SampleStream('segment', 'fresh');
		for (const seq of [0, 1, 2]) stream.answered(seq, seq, seq, 'a', 't');
		stream.clear();
		expect(stream.length).to.equal(0);
		stream.failed(2, 'timeout', 2000, 3000);
		stream.dropOpen();
		expect(rowsOf(stream).map(({ seq, node, task }) => [seq, node, task])).to.deep.equal([[2, null, null]]);
	});
});
