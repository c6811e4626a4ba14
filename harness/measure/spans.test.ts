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
		expect(spans.observed).to.deep.equal({ fromMs: 100, toMs: 500 });
	});
	it('runs to the last event where the trial was cut short', () => {
		const spans = trialSpans([at.started(0), at.fault(100, ['a']), at.down(250, 'a')]);
		expect(spans.faulty).to.deep.equal({ fromMs: 100, toMs: 250 });
		expect(spans.healing).to.equal(null);
	});
	it('has nothing to say without a fault, or without events', () => {
		for (const events of [[], [at.started(0), at.ended(9)]])
			expect(trialSpans(events)).to.include({ fault: null, faulty: null, healing: null, undone: null, observed: null });
	});
	it('goes by the marks without a fault, and by the fault where there is one', () => {
		const marks = [at.mark(100, 'steady'), at.mark(300, 'observe'), at.mark(700, 'heal'), at.mark(800, 'settled')];
		expect(trialSpans(marks)).to.deep.include({ fault: null, faulty: null, observed: { fromMs: 300, toMs: 700 } });
		expect(trialSpans([...marks, at.fault(400, ['a']), at.undone(600, ['a'])]).observed).to.deep.equal({
			fromMs: 400,
			toMs: 600,
		});
	});
	it('observed nothing where the fault failed', () =>
		expect(trialSpans([at.mark(300, 'observe'), at.ended(900)]).observed).to.equal(null));
});
