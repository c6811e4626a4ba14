import { expect } from 'chai';
import { every, median, p95, worst } from './expect.ts';

describe('the builders of expectations', () => {
	for (const [built, of, check] of [
		[every('m').atMost(5, 't'), 'every', { atMost: 5 }],
		[every('m').atMost('5s', 't'), 'every', { atMost: 5000 }],
		[median('m').atLeast('250ms', 't'), 'p50', { atLeast: 250 }],
		[median('m').atLeast(0.99, 't'), 'p50', { atLeast: 0.99 }],
		[p95('m').withinTheory('100ms', 't'), 'p95', { withinTheory: { slackMs: 100 } }],
		[worst('m').equals('docker2', 't'), 'max', { equals: 'docker2' }],
		[every('m').isNextInLine('t'), 'every', { isNextInLine: true }],
	] as const)
		it(`${of} ${JSON.stringify(check)}`, () => expect(built).to.deep.equal({ title: 't', metric: 'm', of, check }));
});
