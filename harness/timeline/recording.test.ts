import { expect } from 'chai';
import type { TimelineEvent } from './event.ts';
import { Recording } from './recording.ts';

const ended = (atMs: number) => ({ type: 'trial.ended', atMs }) as const;
const words = (events: readonly TimelineEvent[]) =>
	events.map((e) => (e.type === 'http.sample' ? `${e.client} ${e.stream} ${e.seq}` : `${e.type} ${e.atMs}`));

describe('a recording', () => {
	it('gives all events back in the order in which they became known, whatever stream they are of', () => {
		const recording = new Recording();
		const [fresh, kept] = [recording.stream('segment', 'fresh'), recording.stream('segment', 'keepalive')];
		recording.emit(ended(1));
		fresh.answered(1, 20, 30, 'a', 't');
		kept.answered(0, 0, 40, 'a', 't');
		recording.emit(ended(2));
		fresh.failed(0, 'timeout', 0, 50);
		recording.emit(ended(3));
		expect(words(recording.events())).to.deep.equal([
			'trial.ended 1',
			'segment fresh 1',
			'segment keepalive 0',
			'trial.ended 2',
			'segment fresh 0',
			'trial.ended 3',
		]);
	});
	it('serves another trial with the same memory and none of its events', () => {
		const recording = new Recording();
		const first = recording.stream('routed', 'fresh');
		first.answered(0, 0, 10, 'a', 't');
		recording.emit(ended(1));
		recording.clear();
		expect(recording.events()).to.deep.equal([]);
		const other = recording.stream('segment', 'fresh');
		expect(recording.stream('routed', 'fresh')).to.equal(first);
		expect(recording.streams).to.have.length(2);
		recording.emit(ended(2));
		other.answered(0, 0, 10, 'a', 't');
		expect(words(recording.events())).to.deep.equal(['trial.ended 2', 'segment fresh 0']);
	});
});
