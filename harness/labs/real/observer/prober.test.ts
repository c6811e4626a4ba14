import { expect } from 'chai';
import { clockShiftMs, probeEvent } from './prober.ts';

const answer = { outcome: 'ok', status: 200, node: 'docker2', task: 't', tainted: false } as const;
const sample = { kind: 'sample', stream: 'fresh', seq: 7, dueMs: 1000, sentMs: 1001, doneMs: 1005, ...answer } as const;

describe('probeEvent', () => {
	it('moves every time of a sample to the timeline’s clock, and says whose it is', () => {
		const { kind: _, ...rest } = sample;
		const times = { atMs: 1020, dueMs: 1020, sentMs: 1021, doneMs: 1025 };
		expect(probeEvent(sample, 'routed', 20)).to.deep.equal({ type: 'http.sample', client: 'routed', ...rest, ...times });
	});
	it('leaves what was not sent not sent', () =>
		expect(probeEvent({ ...sample, sentMs: null }, 'segment', 20)).to.include({ client: 'segment', sentMs: null }));
	it('says whose prober stalled', () => {
		const stall = { kind: 'stall', atMs: 500, durationMs: 60 } as const;
		const event = { type: 'observer.health', kind: 'stall', durationMs: 60 };
		expect(probeEvent(stall, 'segment', 0)).to.deep.equal({ ...event, atMs: 500, detail: "the observer's prober did not run" });
		expect(probeEvent(stall, 'routed', -3)).to.deep.equal({
			...event,
			atMs: 497,
			detail: "the routed client's prober did not run",
		});
	});
	it('takes answers to commands for no events', () =>
		expect(probeEvent({ kind: 'started', atMs: 1 }, 'segment', 0)).to.equal(null));
});

describe('clockShiftMs', () => {
	it('is the difference of two clocks that really differ', () =>
		expect(clockShiftMs({ offsetMs: 100, uncertaintyMs: 2 }, { offsetMs: 60, uncertaintyMs: 3 })).to.equal(40));
	it('is nothing where the way there is longer than the difference', () => {
		expect(clockShiftMs({ offsetMs: 100, uncertaintyMs: 20 }, { offsetMs: 75, uncertaintyMs: 5 })).to.equal(0);
		expect(clockShiftMs({ offsetMs: 100, uncertaintyMs: 20 }, { offsetMs: 74, uncertaintyMs: 5 })).to.equal(26);
	});
});
