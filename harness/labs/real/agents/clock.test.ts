import { expect } from 'chai';
import { clockCorrectionMs } from './clock.ts';

describe('clockCorrectionMs', () => {
	for (const [what, before, wall, after, expected] of [
		['agrees', 100.2, 100, 100.3, 0],
		['agrees just before the next millisecond', 100.99, 100, 100.999, 0],
		['is behind', 100.2, 140, 100.5, 39.5],
		['is ahead', 140.5, 100, 140.6, -39.5],
		['was kept waiting after the wall clock was read', 100.2, 100, 110.4, 0],
		['was kept waiting before it was read', 100.2, 110, 110.4, 0],
	] as const)
		it(`moves a clock that ${what} by ${expected} ms`, () => expect(clockCorrectionMs(before, wall, after)).to.equal(expected));
});
