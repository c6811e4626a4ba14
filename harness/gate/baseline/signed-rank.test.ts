import { expect } from 'chai';
import { signedRankTest } from './signed-rank.ts';

describe('signedRankTest', () => {
	it('counts all signs where every difference is on one side', () => {
		// Two of 2^n choices of signs are as extreme: all up, and all down.
		expect(signedRankTest([1, 2, 3, 4, 5, 6])).to.deep.equal({ p: 2 / 64, superiority: 1 });
		expect(signedRankTest([-1, -2, -3])).to.deep.equal({ p: 2 / 8, superiority: 0 });
	});
	it('counts the choices that are as uneven, by hand', () => {
		// Ranks 1 to 8, only that of 6 is negative. Sets of these ranks with a sum of at most 6: 1+1+1+2+2+3+4 = 14 of 256, and as many above.
		expect(signedRankTest([1, 2, 3, 4, 5, -6, 7, 8])?.p).to.equal(28 / 256);
	});
	it('leaves zeros out, and gives ties their mean rank', () => {
		// Ranks 1½, 1½, 3; sums of positive ones 4½ of 6: as far from 3 as 1½. Choices of sum ≤ 1½: none, either of the ties: 3 of 8; as many above.
		expect(signedRankTest([0, -1, 1, 2, 0])?.p).to.equal(6 / 8);
		expect(signedRankTest([0, -1, 1, 2, 0])?.superiority).to.equal(0.6);
		expect(signedRankTest([0, 0])).to.deep.equal({ p: 1, superiority: 0.5 });
	});
	it('agrees with itself where it goes over to the normal distribution', () => {
		const mixed = (n: number) => Array.from({ length: n }, (_, i) => (i % 4 === 0 ? -(i + 1) : i + 1));
		const [exact, normal] = [signedRankTest(mixed(30))?.p ?? 0, signedRankTest(mixed(31))?.p ?? 0];
		expect(normal / exact).to.be.within(0.5, 1.5);
	});
	it('says nothing of nothing', () => expect(signedRankTest([])).to.equal(null));
});
