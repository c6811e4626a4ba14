import { expect } from 'chai';
import { piecesOf } from './payload.ts';
import { cutShards, shardOfSlot } from './shards.ts';

const sizes = (trials: number, atOnce: number) => cutShards(trials, atOnce).map(({ from, to }) => to - from);

describe('a job’s shards', () => {
	it('are four for each task that runs at once, as even as can be', () =>
		expect(sizes(10_001, 2)).to.deep.equal([1250, 1250, 1250, 1251, 1250, 1250, 1250, 1250]));
	it('have a hundred trials at least, and two thousand at most', () => {
		expect(sizes(250, 64)).to.deep.equal([83, 84, 83]);
		expect(sizes(7, 64)).to.deep.equal([7]);
		expect(sizes(100_000, 1))
			.to.have.length(50)
			.and.to.deep.equal(Array.from({ length: 50 }, () => 2000));
	});
	it('hold every trial once', () => {
		for (const [trials, atOnce] of [
			[1, 1],
			[999, 3],
			[12_345, 7],
		] as const) {
			const all = cutShards(trials, atOnce).flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i));
			expect(all).to.deep.equal(Array.from({ length: trials }, (_, i) => i));
		}
	});
	it('are pieces of batches, in their order', () => {
		const batches = [3, 0, 4].map((length) => ({ plans: { length } }));
		expect(piecesOf(batches, { from: 2, to: 6 })).to.deep.equal([
			{ batch: 0, from: 2, to: 3 },
			{ batch: 2, from: 0, to: 3 },
		]);
	});
});

describe('a task’s shard', () => {
	const shards = [4, 9, 11];
	it('is its slot’s', () => expect([shardOfSlot('1', shards), shardOfSlot('2', shards)]).to.deep.equal([9, 11]));
	it('is the first where Swarm writes the node’s ID in place of slot 0, of digits too', () => {
		expect(shardOfSlot('x3qc2zbh1kxr9ol5tqmn4m8o2', shards)).to.equal(4);
		expect(shardOfSlot('1234567890123456789012345', shards)).to.equal(4);
		expect(shardOfSlot('0', shards)).to.equal(4);
	});
	it('is none for a slot that the job has not', () => expect(() => shardOfSlot('3', shards)).to.throw(RangeError, 'slot 3'));
});
