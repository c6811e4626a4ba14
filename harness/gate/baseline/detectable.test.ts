import { expect } from 'chai';
import { detectableWorsening } from './detectable.ts';
import { seededRandom } from './random.ts';
import { rankTest } from './rank-test.ts';

const draw = seededRandom('detectable.test');
const sample = (n: number) => Array.from({ length: n }, () => 3000 + draw() * 400);

describe('detectableWorsening', () => {
	it('is found in about four of five runs, by the test itself', () => {
		const level = 0.01;
		const shift = detectableWorsening({ before: sample(200), after: sample(12), practical: 50, level }, seededRandom('x')) ?? 0;
		let found = 0;
		for (let i = 0; i < 300; i += 1) {
			const p =
				rankTest(
					sample(200),
					sample(12).map((value) => value + shift),
				)?.p ?? 1;
			if (p < level) found += 1;
		}
		expect(found / 300).to.be.within(0.7, 0.9);
	});
	it('is smaller with more trials, but never below the size that matters', () => {
		const of = (n: number, practical: number) =>
			detectableWorsening({ before: sample(n), after: sample(n), practical, level: 0.01 }, seededRandom('x')) ?? 0;
		expect(of(40, 20)).to.be.below(of(10, 20));
		expect(of(40, 500)).to.be.within(500, 700);
	});
	it('is none where so few trials prove nothing', () => {
		expect(detectableWorsening({ before: sample(3), after: sample(3), practical: 50, level: 0.01 }, seededRandom('x'))).to.equal(
			null,
		);
		expect(detectableWorsening({ before: [], after: sample(3), practical: 50, level: 0.01 }, seededRandom('x'))).to.equal(null);
	});
	it('is the same each time', () => {
		const what = { before: sample(10), after: sample(10), practical: 50, level: 0.01 };
		expect(detectableWorsening(what, seededRandom('x'))).to.equal(detectableWorsening(what, seededRandom('x')));
	});
});
