import { assert } from 'chai';
import { Random } from './random.ts';

const first = (random: Random, count: number) => Array.from({ length: count }, () => random.next());

describe('a stream of random numbers', () => {
	it('depends on its seed and on nothing else', () => {
		assert.deepEqual(first(new Random('a'), 5), first(new Random('a'), 5));
		assert.notDeepEqual(first(new Random('a'), 5), first(new Random('b'), 5));
	});

	it('splits into streams that do not depend on what was drawn before', () => {
		const used = new Random('a');
		first(used, 10);
		assert.deepEqual(first(used.split('lan'), 5), first(new Random('a').split('lan'), 5));
		assert.notDeepEqual(first(used.split('lan'), 5), first(used.split('host'), 5));
	});

	it('spreads evenly: mean 0.5, a tenth in each tenth', () => {
		const numbers = first(new Random('even'), 100_000);
		assert.closeTo(numbers.reduce((sum, n) => sum + n, 0) / numbers.length, 0.5, 0.005);
		for (let tenth = 0; tenth < 10; tenth += 1)
			assert.closeTo(numbers.filter((n) => Math.floor(n * 10) === tenth).length, 10_000, 400);
	});

	it('draws durations from a spread', () => {
		const random = new Random('spread');
		const drawn = Array.from({ length: 20_000 }, () => random.draw({ minUs: 300, meanUs: 4300, maxUs: 40_000 }));
		assert.isAtLeast(Math.min(...drawn), 300);
		assert.isAtMost(Math.max(...drawn), 40_000);
		assert.closeTo(drawn.reduce((sum, us) => sum + us, 0) / drawn.length, 4300, 150);
		assert.equal(random.draw({ minUs: 7, meanUs: 7, maxUs: 7 }), 7);
	});

	it('draws measured durations, the greatest as rarely as they were', () => {
		const spread = { minUs: 0, meanUs: 0, maxUs: 0, measured: { bodyUs: [1000, 3000], tailUs: [50_000], tailShare: 0.001 } };
		const draws = (seed: string) => {
			const random = new Random(seed);
			return Array.from({ length: 100_000 }, () => random.draw(spread));
		};
		const drawn = draws('m');
		assert.deepEqual(drawn, draws('m'));
		assert.sameMembers([...new Set(drawn)], [1000, 3000, 50_000]);
		assert.closeTo(drawn.filter((us) => us === 50_000).length, 100, 35);
		// 0.999 × 2000 + 0.001 × 50,000
		assert.closeTo(drawn.reduce((sum, us) => sum + us, 0) / drawn.length, 2048, 20);
	});
});
