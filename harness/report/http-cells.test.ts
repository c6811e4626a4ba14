import { expect } from 'chai';
import { samples } from '../measure/testing.ts';
import { httpCells } from './http-cells.ts';

const shape = (picture: string, everyMs: number, cells: number) =>
	httpCells(samples(picture, everyMs), { fromMs: 0, toMs: 1000 }, cells).map((c) => [c.fromMs, c.toMs, c.goodShare, c.worst]);

describe('httpCells', () => {
	it('merges what is alike', () => {
		expect(shape('....xxx...', 100, 10)).to.deep.equal([
			[0, 400, 1, null],
			[400, 700, 0, 'timeout'],
			[700, 1000, 1, null],
		]);
	});
	it('tells the share of the good and the most frequent failure', () => {
		expect(shape('.xrr', 100, 1)).to.deep.equal([[0, 1000, 0.25, 'refused']]);
		expect(shape('nn', 100, 1)).to.deep.equal([[0, 1000, null, 'not-sent']]);
	});
	it('keeps one failure among thousands in sight, in few cells', () => {
		const cells = httpCells(samples(`${'.'.repeat(12_000)}x${'.'.repeat(13_000)}`, 1), { fromMs: 0, toMs: 25_001 }, 800);
		expect(cells).to.have.length(3);
		expect(cells[1]?.worst).to.equal('timeout');
		expect(cells.reduce((sum, c) => sum + (c.counts.ok ?? 0), 0)).to.equal(25_000);
	});
	it('leaves a gap in the load blank, but none between slow requests', () => {
		const gap = [...samples('...', 100), ...samples('...', 100, 700)];
		expect(httpCells(gap, { fromMs: 0, toMs: 1000 }, 10)).to.have.length(2);
		expect(shape('....', 250, 20)).to.have.length(1);
	});
	it('leaves out what lies outside', () =>
		expect(httpCells(samples('...', 100, 2000), { fromMs: 0, toMs: 1000 }, 10)).to.deep.equal([]));
});
