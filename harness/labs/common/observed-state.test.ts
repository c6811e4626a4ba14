import { expect } from 'chai';
import { at } from '../../measure/testing.ts';
import { ObservedState } from './observed-state.ts';

describe('ObservedState of back ends', () => {
	it('tells what is new from what was known', () => {
		const seen = new ObservedState();
		const news = (['added', 'added', 'drained', 'drained', 'added', 'removed', 'removed'] as const).map((change) =>
			seen.apply(at.backend(1, 'docker1', 'docker2', change)),
		);
		expect(news).to.deep.equal([true, false, true, false, true, true, false]);
	});
	it('hears no more of a host that is down', () => {
		const seen = new ObservedState();
		seen.apply(at.down(0, 'docker1'));
		expect(seen.apply(at.backend(1, 'docker1', 'docker2', 'added'))).to.equal(false);
		expect(seen.backends.size).to.equal(0);
		seen.apply(at.up(2, 'docker1'));
		expect(seen.apply(at.backend(3, 'docker1', 'docker2', 'added'))).to.equal(true);
	});
	it('opens a trial with the present tables, by the names that the swarm has given since', () => {
		const seen = new ObservedState();
		seen.apply(at.backend(5, 'docker1', 'docker2', 'added', { node: null, task: null }));
		seen.apply(at.backend(5, 'docker1', 'docker3', 'drained'));
		seen.apply(at.backend(5, 'docker2', 'docker3', 'added'));
		seen.apply(at.down(6, 'docker2'));
		seen.addresses = new Map([['10.99.0.2', { task: 't', node: 'docker2' }]]);
		expect(seen.snapshot(0, '10.0.0.200').filter((e) => e.type === 'ipvs.backend')).to.deep.equal([
			at.backend(0, 'docker1', 'docker2', 'added', { task: 't', source: 'snapshot' }),
			at.backend(0, 'docker1', 'docker3', 'drained', { source: 'snapshot' }),
		]);
	});
});
