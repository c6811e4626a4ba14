import { expect } from 'chai';
import { joined, longestMs, totalMs, without } from './span-math.ts';

const spans = (...pairs: [number, number][]) => pairs.map(([fromMs, toMs]) => ({ fromMs, toMs }));
const pairs = (of: { fromMs: number; toMs: number }[]) => of.map(({ fromMs, toMs }) => [fromMs, toMs]);

describe('joined', () => {
	for (const [what, given, expected] of [
		[
			'apart',
			spans([5, 6], [1, 2]),
			[
				[1, 2],
				[5, 6],
			],
		],
		['touching', spans([1, 2], [2, 3]), [[1, 3]]],
		['overlapping', spans([1, 4], [2, 3], [3, 5]), [[1, 5]]],
		['none', [], []],
	] as const)
		it(what, () => expect(pairs(joined(given))).to.deep.equal(expected));
	it('leaves its argument as it is', () => {
		const given = spans([1, 2], [2, 3]);
		joined(given);
		expect(given).to.deep.equal(spans([1, 2], [2, 3]));
	});
});

describe('without', () => {
	for (const [what, holes, expected] of [
		['no hole', [], [[10, 20]]],
		[
			'a hole inside',
			spans([12, 14]),
			[
				[10, 12],
				[14, 20],
			],
		],
		['a hole at each edge', spans([0, 11], [19, 30]), [[11, 19]]],
		[
			'overlapping holes',
			spans([12, 15], [13, 17]),
			[
				[10, 12],
				[17, 20],
			],
		],
		['nothing left', spans([0, 15], [15, 30]), []],
		['holes elsewhere', spans([0, 10], [20, 30], [40, 50]), [[10, 20]]],
	] as const)
		it(what, () => expect(pairs(without({ fromMs: 10, toMs: 20 }, holes))).to.deep.equal(expected));
});

it('longestMs and totalMs', () => {
	expect([longestMs(spans([1, 4], [5, 6])), totalMs(spans([1, 4], [5, 6]))]).to.deep.equal([3, 4]);
	expect([longestMs([]), totalMs([])]).to.deep.equal([0, 0]);
});
