import { expect } from 'chai';
import { Kernel } from '../kernel.ts';
import type { Members } from './members.ts';
import { Raft } from './raft.ts';

describe('raft', () => {
	/** Five managers without a leader, in their first term; the test says who hears whom, and who stands for election. */
	function five() {
		const heard = new Set<string>();
		const members = {
			kernel: new Kernel(),
			random: { below: () => 0, betweenUs: (from: number) => from },
			isUp: () => true,
			talk: (a: number, b: number) => heard.has(`${a}${b}`) || heard.has(`${b}${a}`),
		} as unknown as Members;
		const raft = new Raft(members, [0, 1, 2, 3, 4], () => {});
		return { raft, heard, stand: (node: number) => raft.fire(2 * node + 1) };
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
});
