import { expect } from 'chai';
import type { Random } from '../random.ts';
import { reconnectedUs } from './reconnect.ts';

/** The first lost heartbeat is due 0.5 s after the end, and every wait is as long as it is meant to be. */
const even = { below: () => 500_000, next: () => 0.5 } as unknown as Random;
const seconds = (us: number) => us / 1_000_000;

describe('reconnectedUs', () => {
	it('waits for TCP’s next retransmission of what a dead machine did not acknowledge, and dials a second later', () => {
		const back = (poweredS: number) =>
			seconds(reconnectedUs({ endedUs: 0, poweredUs: poweredS * 1e6, listeningUs: (poweredS + 1) * 1e6 }, even));
		// 0.5 + 0.2 · (2⁶ − 1) + 1, and 0.5 + 0.2 · (2⁷ − 1) + 1.
		expect(back(9.2)).to.equal(14.1);
		expect(back(20.2)).to.equal(26.9);
	});
	it('dials at once where the machine lived on, and then ever less often', () => {
		const back = (listeningS: number) =>
			seconds(reconnectedUs({ endedUs: 0, poweredUs: null, listeningUs: listeningS * 1e6 }, even));
		expect(back(0.5)).to.equal(1);
		expect(back(2.2)).to.equal(2.6);
		expect(back(2.7)).to.equal(5.16);
	});
	it('takes a return after more than 51 s to be noticed at once', () => {
		expect(seconds(reconnectedUs({ endedUs: 0, poweredUs: 60e6, listeningUs: 61e6 }, even))).to.equal(61);
	});
});
