import { expect } from 'chai';
import { Kernel } from '../kernel.ts';
import type { Members } from './members.ts';
import { Raft } from './raft.ts';

describe('raft', () => {
	/** Five managers without a leader, in their first term; the test says who hears whom, and who stands for election. */
	function five() {
		const heard = new Set<string>();
		const kernel = new Kernel();
		const down = new Set<number>();
		const members = {
			kernel,
			random: { below: () => 0, betweenUs: (from: number) => from, next: () => 0 },
			machines: [],
			isUp: (node: number) => !down.has(node),
			talk: (a: number, b: number) => heard.has(`${a}${b}`) || heard.has(`${b}${a}`),
		} as unknown as Members;
		const raft = new Raft(members, [0, 1, 2, 3, 4], () => {});
		const atS = (second: number) => {
			kernel.nowUs = second * 1_000_000;
		};
		return { raft, heard, down, atS, stand: (node: number) => raft.fire(2 * node + 1) };
	}

	it('gives one vote a term: a second candidate of the same term does not get it', () => {
		const { raft, heard, stand } = five();
		heard.add('01');
		stand(0);
		expect([raft.termOf(0), raft.termOf(1), raft.leader()]).to.deep.equal([2, 2, null]);
		heard.clear();
		// The third manager and its two would be three of five, were the second one's vote not given away.
		heard.add('21').add('23');
		stand(2);
		expect([raft.termOf(2), raft.leader()]).to.deep.equal([2, null]);
	});
	it('elects who has a majority, in a term of its own', () => {
		const { raft, heard, stand } = five();
		heard.add('01');
		stand(0);
		heard.clear();
		heard.add('21').add('23');
		stand(2);
		// In the third term all are free again.
		stand(2);
		expect([raft.termOf(2), raft.leader()]).to.deep.equal([3, 2]);
	});
	it('leaves two that were cut off without each other until TCP sends again, unless one has dialled anew', () => {
		const { raft, heard, atS } = five();
		heard.add('01').add('23');
		expect(raft.connected(0, 1)).to.equal(true);
		heard.clear();
		for (const second of [0, 1, 2, 3, 4]) {
			atS(second);
			expect([raft.connected(0, 1), raft.connected(3, 2)]).to.deep.equal([false, false]);
		}
		heard.add('01').add('23');
		// The cut ended at about 4.5 s. What was lost at 0 s is sent again at 3 s, and then at 6.2 s.
		atS(5);
		expect([raft.connected(1, 0), raft.connected(2, 3)]).to.deep.equal([false, false]);
		raft.restarted(2);
		expect([raft.connected(1, 0), raft.connected(2, 3)]).to.deep.equal([false, true]);
		atS(6.2);
		expect(raft.connected(0, 1)).to.equal(true);
	});
	it('takes what a manager without dockerd does not get for no loss on the way', () => {
		const { raft, heard, down, atS } = five();
		down.add(1);
		for (const second of [0, 1, 2, 3, 4]) {
			atS(second);
			raft.connected(0, 1);
		}
		down.clear();
		heard.add('01');
		expect(raft.connected(0, 1)).to.equal(true);
	});
});
