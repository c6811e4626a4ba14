import { expect } from 'chai';
import { formatAge } from './age.ts';

describe('formatAge', () => {
	for (const [ms, text] of [
		[-5, '0 s'],
		[119_999, '119 s'],
		[120_000, '2 min'],
		[7_200_000, '2 h'],
		[172_800_000, '2 days'],
	] as const)
		it(`calls ${ms} ms ${text}`, () => expect(formatAge(ms)).to.equal(text));
});
