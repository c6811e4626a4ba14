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

describe('ObservedState of floating IPs', () => {
	const OTHER = '10.0.0.201';
	it('keeps those that hold another one apart from those that hold the one that customers ask', () => {
		const seen = new ObservedState('10.0.0.200');
		expect(seen.apply(at.gained(1, 'docker1'))).to.equal(true);
		expect(seen.apply(at.gained(1, 'docker2', 'monitor', OTHER))).to.equal(true);
		expect(seen.apply(at.gained(2, 'docker2', 'monitor', OTHER))).to.equal(false);
		expect([[...seen.owners], [...seen.ownersOf(OTHER)]]).to.deep.equal([['docker1'], ['docker2']]);
		expect(
			seen.snapshot(0, '10.0.0.200').flatMap((e) => (e.type === 'vip.added' ? [[e.host, e.address, e.atMs]] : [])),
		).to.deep.equal([
			['docker1', '10.0.0.200', 0],
			['docker2', OTHER, 0],
		]);
		expect(seen.apply(at.lost(3, 'docker2', 'monitor', OTHER))).to.equal(true);
		expect([seen.owners.size, seen.ownersOf(OTHER).size]).to.deep.equal([1, 0]);
	});
	it('knows the state of each instance of a host, and forgets them when it dies', () => {
		const seen = new ObservedState('10.0.0.200');
		const state = (instance: string) => seen.apply({ type: 'vrrp.state', atMs: 1, host: 'docker1', instance, state: 'MASTER' });
		expect([state('VI_1'), state('VI_2'), state('VI_1')]).to.deep.equal([true, true, false]);
		seen.apply(at.down(2, 'docker1'));
		expect(seen.vrrp.size).to.equal(0);
	});
	it('counts a fault’s phase from adverts for the one that customers ask', () => {
		const seen = new ObservedState('10.0.0.200');
		seen.apply(at.advert(1, 'docker1'));
		seen.apply({ ...at.advert(2, 'docker2'), addresses: [OTHER] } as never);
		expect(seen.lastAdvert?.atMs).to.equal(1);
	});
	it('keeps the client’s entry of each', () => {
		const seen = new ObservedState('10.0.0.200');
		seen.apply(at.arp(1, 'docker1'));
		seen.apply(at.arp(1, 'docker2', { address: OTHER }));
		expect(seen.snapshot(0, '10.0.0.200').flatMap((e) => (e.type === 'client.arp' ? [[e.address, e.host]] : []))).to.deep.equal([
			['10.0.0.200', 'docker1'],
			[OTHER, 'docker2'],
		]);
	});
});
