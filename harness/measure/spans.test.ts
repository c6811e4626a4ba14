import { expect } from 'chai';
import { trialSpans } from './spans.ts';
import { at } from './testing.ts';

describe('trialSpans', () => {
	it('divides a trial at its first fault and that fault’s undoing', () => {
		const second = at.fault(300, ['b'], { index: 1 });
		const other = { ...at.undone(400, ['b']), index: 1 };
		const spans = trialSpans([at.started(0), at.fault(100, ['a']), second, other, at.undone(500, ['a']), at.ended(900)]);
		expect(spans.trial).to.deep.equal({ fromMs: 0, toMs: 900 });
		expect(spans.faulty).to.deep.equal({ fromMs: 100, toMs: 500 });
		expect(spans.healing).to.deep.equal({ fromMs: 500, toMs: 900 });
	});
	it('runs to the last event where the trial was cut short', () => {
		const spans = trialSpans([at.started(0), at.fault(100, ['a']), at.down(250, 'a')]);
		expect(spans.faulty).to.deep.equal({ fromMs: 100, toMs: 250 });
		expect(spans.healing).to.equal(null);
	});
	it('has nothing to say without a fault, or without events', () => {
		for (const events of [[], [at.started(0), at.ended(9)]])
			expect(trialSpans(events)).to.include({ fault: null, faulty: null, healing: null, undone: null });
	});
});
