import { expect } from 'chai';
import fc from 'fast-check';
import { thin } from './thin.ts';

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('thin', () => {
	it('keeps few values as they are', () => {
		expect(thin([1, 2, 9])).to.deep.equal({ body: [1, 2, 9], tail: [], tailShare: 0 });
	});

	it('keeps the greatest 32 of many: one outlier of 3,627 stays one of 3,627', () => {
		const { body, tail, tailShare } = thin([...Array.from({ length: 3626 }, () => 1), 100]);
		expect([body.length, tail.length, tail.at(-1), tail.at(-2)]).to.deep.equal([192, 32, 100, 1]);
		expect(tailShare / tail.length).to.be.closeTo(1 / 3627, 1e-12);
		expect(Math.max(...body)).to.equal(1);
	});

	it('has exactly the mean of what was measured, between the least and the greatest of it', () => {
		fc.assert(
			fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 2000 }), (values) => {
				const sorted = values.sort((a, b) => a - b);
				const { body, tail, tailShare } = thin(sorted);
				const drawn = (1 - tailShare) * mean(body) + (tail.length > 0 ? tailShare * mean(tail) : 0);
				expect(drawn).to.be.closeTo(mean(sorted), 1e-6 * (1 + mean(sorted)));
				const all = [...body, ...tail];
				expect(Math.min(...all)).to.be.at.least((sorted[0] ?? 0) * (1 - 1e-9));
				expect(Math.max(...all)).to.be.at.most((sorted.at(-1) ?? 0) * (1 + 1e-9));
			}),
		);
	});
});
