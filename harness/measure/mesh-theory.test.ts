import { expect } from 'chai';
import { meshTheory } from './mesh-theory.ts';

describe('meshTheory', () => {
	for (const [hosts, min, max] of [
		// Unanswered probe 1 s, suspicion 4 s; late by 2 n − 3 probes, and by the gossip to the other survivors.
		[2, 5000, 6000],
		[3, 5000, 8200],
		[5, 5000, 12_200],
		[9, 5000, 20_400],
		// 4 × lg 100 = 8 s.
		[100, 9000, 206_800],
	] as const)
		it(`${hosts} hosts: ${min} to ${max} ms`, () => expect(meshTheory(hosts, 1).removalMs).to.deep.equal({ min, max }));
	it('keeps three decimals of the logarithm, as memberlist does', () => {
		// lg 20 = 1.30103.
		expect(meshTheory(20, 1).removalMs.min).to.equal(6204);
	});
	for (const [tasks, dead, share] of [
		[3, 1, 1 / 3],
		[4, 2, 0.5],
		[1, 1, 1],
		[3, 0, 0],
	] as const)
		it(`${dead} of ${tasks} tasks dead: ${share} lost`, () => expect(meshTheory(3, tasks, dead).lossShare).to.equal(share));
});
