import { expect } from 'chai';
import { ksTest } from './ks-test.ts';

const upTo = (n: number, shift = 0) => Array.from({ length: n }, (_, i) => i + shift);

describe('ksTest', () => {
	it('is null of nothing, and finds no distance between a sample and itself', () => {
		expect(ksTest([], [1])).to.equal(null);
		expect(ksTest([1, 2, 2, 3], [2, 1, 3, 2])).to.deep.equal({ distance: 0, p: 1 });
	});

	it('measures the greatest distance of the distribution functions', () => {
		expect(ksTest([1, 2, 3, 4], [3, 4, 5, 6])?.distance).to.equal(0.5);
		expect(ksTest([1, 2], [3, 4, 5])?.distance).to.equal(1);
		expect(ksTest([1, 1, 1, 2], [1, 2, 2, 2])?.distance).to.equal(0.5);
	});

	it("rejects at the textbook's critical distance: 1.36·√((n+m)/(n·m)) at 5 %, for n = m = 100 a distance of 0.192", () => {
		expect(ksTest(upTo(100), upTo(100, 18))?.p).to.be.within(0.05, 0.1);
		expect(ksTest(upTo(100), upTo(100, 20))?.p).to.be.within(0.02, 0.05);
	});

	it('calls like different in about 5 % of draws at most', () => {
		let seed = 7;
		const random = () => {
			seed = (seed * 48_271) % 2_147_483_647;
			return seed / 2_147_483_647;
		};
		const draw = (n: number) => Array.from({ length: n }, random);
		const rejected = Array.from({ length: 400 }, () => ksTest(draw(40), draw(200))?.p ?? 0).filter((p) => p < 0.05).length;
		expect(rejected / 400).to.be.within(0.01, 0.08);
	});
});
