import { expect } from 'chai';
import { planPairs, SIDES } from './pairs.ts';

describe('the pairs of a storm', () => {
	const names = (seed: string) => planPairs(seed).map(({ sides }) => sides.map(({ name }) => name));

	it('are all that there are, each command with itself too, once', () => {
		expect(SIDES).to.have.length(11);
		const all = names('a').map((pair) => [...pair].sort().join(' + '));
		// 11 with themselves, and 11 · 10 / 2 with another.
		expect(all).to.have.length(66);
		expect(new Set(all)).to.have.property('size', 66);
		expect(all).to.include.members(['run + run', 'run + up', 'clean + run', 'engine stop + up']);
	});
	it('come in an order of the seed, either of the two first', () => {
		expect(names('a')).to.deep.equal(names('a'));
		expect(names('a')).not.to.deep.equal(names('b'));
		const firstOf = (seed: string) => names(seed).find((pair) => [...pair].sort().join() === 'down,up')?.[0];
		expect(new Set(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(firstOf))).to.deep.equal(new Set(['up', 'down']));
	});
	it('begin the second while the first is under way', () => {
		for (const { sides, afterMs } of planPairs('a')) expect(afterMs).to.be.within(0, sides[0].usualMs);
		expect(new Set(planPairs('a').map(({ afterMs }) => afterMs)).size).to.be.above(60);
	});
});
