import { expect } from 'chai';
import { trialSpans } from './spans.ts';
import { at } from './testing.ts';

describe('trialSpans', () => {
	const undone = (atMs: number, index: number, host: string) => ({ ...at.undone(atMs, [host]), index });

	it('divides a trial with one fault at its undoing, whenever that came', () => {
		const spans = trialSpans([at.started(0), at.fault(100, ['a']), at.mark(400, 'heal'), at.undone(500, ['a']), at.ended(900)]);
		expect(spans.trial).to.deep.equal({ fromMs: 0, toMs: 900 });
		for (const span of [spans.faulty, spans.firstFaulty, spans.observed]) expect(span).to.deep.equal({ fromMs: 100, toMs: 500 });
		expect(spans.healing).to.deep.equal({ fromMs: 500, toMs: 900 });
	});
	describe('with several faults', () => {
		const rolling = [at.started(0), at.fault(100, ['a']), undone(300, 0, 'a'), at.fault(400, ['b'], { index: 1 })];
		it('sees one stretch from the first fault to the last undoing', () => {
			const spans = trialSpans([...rolling, undone(600, 1, 'b'), at.mark(610, 'heal'), at.ended(900)]);
			expect(spans).to.deep.include({
				faulty: { fromMs: 100, toMs: 600 },
				firstFaulty: { fromMs: 100, toMs: 300 },
				observed: { fromMs: 100, toMs: 600 },
				healing: { fromMs: 600, toMs: 900 },
			});
			expect(spans.undone?.index).to.equal(1);
			expect(spans.faults.map(({ index }) => index)).to.deep.equal([0, 1]);
		});
		it('waits for the last undoing, whichever fault came last', () => {
			const events = [
				at.fault(100, ['a']),
				at.fault(150, ['b'], { index: 1 }),
				undone(200, 1, 'b'),
				undone(500, 0, 'a'),
				at.ended(900),
			];
			expect(trialSpans(events).faulty).to.deep.equal({ fromMs: 100, toMs: 500 });
		});
		it('leaves out what was undone after the healing began', () => {
			const both = [at.fault(100, ['a']), at.fault(150, ['b'], { index: 1 }), undone(300, 0, 'a')];
			const spans = trialSpans([...both, at.mark(500, 'heal'), undone(600, 1, 'b'), at.ended(900)]);
			expect(spans.faulty).to.deep.equal({ fromMs: 100, toMs: 300 });
		});
		it('goes on to the end where a fault came after the last undoing', () => {
			const spans = trialSpans([...rolling, at.ended(900)]);
			expect(spans).to.deep.include({ undone: null, healing: null, faulty: { fromMs: 100, toMs: 900 } });
			expect(spans.firstFaulty).to.deep.equal({ fromMs: 100, toMs: 300 });
		});
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
