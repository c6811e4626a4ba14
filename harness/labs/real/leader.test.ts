import { expect } from 'chai';
import { loadCluster } from '../../load/load-cluster.ts';
import { moveLeaderApart } from './leader.ts';
import { fakeWorld } from './testing.ts';

describe('moveLeaderApart', () => {
	it('waits for a leader where none is seen yet, instead of giving the lab up', async () => {
		const { world } = fakeWorld(await loadCluster('fixtures/seed'));
		const { seen } = world.observer;
		seen.apply({ type: 'swarm.leader', atMs: 1, node: null, seenBy: 'test' });
		let isOver = false;
		const moving = moveLeaderApart(world, new AbortController().signal).then(() => {
			isOver = true;
		});
		await new Promise((resolve) => setTimeout(resolve, 30));
		expect(isOver).to.equal(false);
		seen.apply({ type: 'swarm.leader', atMs: 2, node: 'docker2', seenBy: 'test' });
		await moving;
	});
	it('leaves a leader that does not hold the VIP alone', async () => {
		const { world, log } = fakeWorld(await loadCluster('fixtures/seed'));
		world.observer.seen.apply({ type: 'swarm.leader', atMs: 1, node: 'docker3', seenBy: 'test' });
		await moveLeaderApart(world, new AbortController().signal);
		expect(log).to.deep.equal([]);
	});
});
