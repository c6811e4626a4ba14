import { expect } from 'chai';
import { SEED_THEORY } from './testing.ts';
import { takeoverTheory } from './theory.ts';

const takeover = { formerOwner: 'docker1', newOwner: 'docker2', sinceAdvertMs: 400, toGoodbyeMs: 30 };

describe('takeoverTheory', () => {
	it('bounds the takeover after a crash by the new owner’s Master_Down_Interval', () => {
		expect(takeoverTheory(takeover, SEED_THEORY, 'crash')).to.deep.equal({
			kind: 'crash',
			host: 'docker2',
			masterDownIntervalMs: 3707.031,
			advertIntMs: 1000,
			minMs: 2707.031,
			maxMs: 3707.031,
			predictedMs: 3307.031,
		});
	});
	it('is the new owner’s Skew_Time after a goodbye', () => {
		expect(takeoverTheory(takeover, SEED_THEORY, 'goodbye')).to.deep.include({
			kind: 'goodbye',
			host: 'docker2',
			minMs: 707.031,
			maxMs: 707.031,
			predictedMs: 737.031,
		});
	});
	it('predicts nothing at an unknown phase, or where the goodbye was not seen', () => {
		const unknown = { ...takeover, newOwner: 'docker3', sinceAdvertMs: null, toGoodbyeMs: null };
		expect(takeoverTheory(unknown, SEED_THEORY, 'crash')).to.include({ minMs: 2804.687, predictedMs: null });
		expect(takeoverTheory(unknown, SEED_THEORY, 'goodbye')).to.include({ minMs: 804.687, predictedMs: null });
	});
	it('has nothing to say of a goodbye where Skew_Time was not recorded', () => {
		const docker2 = { ...SEED_THEORY.docker2, skewMs: null };
		expect(takeoverTheory(takeover, { docker2 }, 'goodbye')).to.equal(null);
		expect(takeoverTheory(takeover, { docker2 }, 'crash')).to.not.equal(null);
	});
	it('has none for another kind of fault', () => expect(takeoverTheory(takeover, SEED_THEORY, null)).to.equal(null));
	for (const newOwner of [null, 'docker1', 'stranger', 'toString'])
		it(`has none for ${newOwner} after docker1`, () =>
			expect(takeoverTheory({ ...takeover, newOwner }, SEED_THEORY, 'crash')).to.equal(null));
});
