import { expect } from 'chai';
import * as vipdrill from '../../index.ts';
import type { FaultDescriptor } from './descriptor.ts';
import { descriptorNamed, FAULTS } from './index.ts';

describe('the list of faults', () => {
	const all: [string, FaultDescriptor][] = Object.entries(FAULTS);

	it('has each kind under its own name', () => {
		expect(all).to.have.length.above(20);
		for (const [name, { kind }] of all) expect(kind).to.equal(name);
	});
	it('gives scenario authors each builder, named after its kind', () => {
		for (const [kind, { build, call }] of all) {
			const name = kind.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
			expect(vipdrill, kind).to.have.property(name, build);
			expect(call, 'as documents show it').to.match(new RegExp(`^${name}\\(`));
		}
	});
	it('weighs no two faults the same: shrinking would not know which is simpler', () => {
		const weights = all.flatMap(([, { fuzz }]) => (fuzz ? [fuzz.weight] : []));
		expect(new Set(weights)).to.have.property('size', weights.length);
	});
	it('knows no fault by a name that objects have anyway', () => {
		expect(descriptorNamed('freeze')).to.include({ kind: 'freeze' });
		expect(descriptorNamed('toString')).to.equal(undefined);
		expect(descriptorNamed('of-an-older-vipdrill')).to.equal(undefined);
	});
});
