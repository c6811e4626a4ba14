import { expect } from 'chai';
import { SEED_THEORY } from './testing.ts';
import { takeoverTheory } from './theory.ts';

describe('takeoverTheory', () => {
	it('bounds the takeover by the new owner’s Master_Down_Interval', () => {
		expect(takeoverTheory('docker2', SEED_THEORY, 400)).to.deep.equal({
			host: 'docker2',
			masterDownIntervalMs: 3707.031,
			advertIntMs: 1000,
			minMs: 2707.031,
			maxMs: 3707.031,
			predictedMs: 3307.031,
		});
	});
	it('predicts nothing at an unknown phase', () =>
		expect(takeoverTheory('docker3', SEED_THEORY, null)?.predictedMs).to.equal(null));
	for (const host of [null, 'stranger', 'toString'])
		it(`has no theory for ${host}`, () => expect(takeoverTheory(host, SEED_THEORY, 400)).to.equal(null));
});
