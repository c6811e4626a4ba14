import { expect } from 'chai';
import type { TimelineEvent } from '../../../timeline/event.ts';
import { MOST_CHARS, MOST_LINES, withinLogBudget } from './log-budget.ts';

const log = (atMs: number, host: string, text: string): TimelineEvent => ({ type: 'host.log', atMs, host, unit: 'docker', text });

describe('withinLogBudget', () => {
	const play = (events: TimelineEvent[]) => {
		const kept: TimelineEvent[] = [];
		events.forEach(withinLogBudget((event) => kept.push(event)));
		return kept;
	};
	it('lets everything pass that is of the trial and of no size', () => {
		const events = [log(0, 'docker1', 'a'), { type: 'mark', atMs: -1, phase: 'steady' } as const, log(5, 'docker2', 'b')];
		expect(play(events)).to.deep.equal(events);
	});
	it('leaves out what was logged before the trial', () => expect(play([log(-0.1, 'docker1', 'a')])).to.deep.equal([]));
	it('cuts a long line', () => {
		const [kept] = play([log(1, 'docker1', 'x'.repeat(600))]);
		expect(kept).to.include({ text: `${'x'.repeat(500)} …` });
		expect(MOST_CHARS).to.equal(500);
	});
	it('keeps a thousand lines of each host, says where it ends, and goes on with the other hosts', () => {
		const many = Array.from({ length: 1200 }, (_, i) => log(i, 'docker1', `line ${i}`));
		const kept = play([...many, log(1300, 'docker2', 'still heard')]);
		expect([kept.length, MOST_LINES]).to.deep.equal([1001, 1000]);
		expect(kept[999]).to.include({ text: '(what this host logged after this is left out) line 999' });
		expect(kept[1000]).to.include({ text: 'still heard' });
	});
});
