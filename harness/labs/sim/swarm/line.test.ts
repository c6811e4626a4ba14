import { expect } from 'chai';
import { Line } from './line.ts';

const SECOND = 1_000_000;

/** A line whose messages, one a second from 0 on, are lost up to `lastLostS`; when it is open again, to a tenth of a second. */
function openAgainAt(lastLostS: number): number {
	const line = new Line();
	for (let second = 0; second <= lastLostS; second++) line.lose(second * SECOND);
	for (let tenth = lastLostS * 10 + 10; tenth < 1000; tenth++) if (line.isOpen((tenth * SECOND) / 10)) return tenth / 10;
	return Number.NaN;
}

describe('the connection between two managers, simulated', () => {
	it('is open while nothing is lost', () => {
		expect(new Line().isOpen(0)).to.equal(true);
	});
	it('opens when TCP sends again what was lost first: 0.2 s after it, then after twice as long each time', () => {
		// The cut ends half a second after the last loss; then 3, 6.2, 12.6 and 25.4 s are the next times. After 12 s, the line is asked at 13 s first.
		expect([1, 2, 5, 6, 10, 12, 13].map(openAgainAt)).to.deep.equal([3, 3, 6.2, 12.6, 12.6, 13, 25.4]);
	});
	it('forgets a cut that is over', () => {
		const line = new Line();
		line.lose(0);
		expect(line.isOpen(SECOND)).to.equal(true);
		line.lose(20 * SECOND);
		expect(line.isOpen(20.5 * SECOND)).to.equal(false);
		expect(line.isOpen(20.7 * SECOND)).to.equal(true);
	});
});
