import { expect } from 'chai';
import { Kernel } from '../kernel.ts';
import { Random } from '../random.ts';
import { EXACT } from '../testing.ts';
import { ForeignRouter } from './foreign-router.ts';
import { type Advert, mismatch, routerOf, type WireForm } from './wire.ts';

/** What a host of the cluster says, with these differences. */
const form = (differs: Partial<WireForm> = {}): WireForm => ({
	...{ vrid: 69, router: routerOf(null, 4, 69), family: 4, segment: null, version: 3, intervalUs: 250_000, auth: '' },
	...{ addresses: ['10.0.0.200'], checksAddresses: true, unicast: false, sources: null },
	...differs,
});

describe('a packet that lists other addresses', () => {
	const mine = (checksAddresses: boolean) => form({ checksAddresses });
	it('is refused by a keepalived that looks, and by no other', () => {
		const theirs = [form({ addresses: ['10.0.0.201'] }), form({ addresses: ['10.0.0.200', '10.0.0.201'] })];
		expect(theirs.map((one) => mismatch(mine(true), one))).to.deep.equal(['addresses', 'number of addresses']);
		expect(theirs.map((one) => mismatch(mine(false), one))).to.deep.equal([null, null]);
	});
});

describe('a stranger’s router, at priority 150 and 0.25 s', () => {
	/** When it speaks, microseconds, while these are heard. */
	function spoken(isChecking: boolean, heard: readonly (Partial<Advert> & { atMs: number; form?: WireForm })[], untilMs: number) {
		const kernel = new Kernel();
		const sent: number[] = [];
		const surroundings = { kernel, random: new Random('test'), tuning: EXACT };
		const router = { vrid: 69, version: 3, advertIntMs: 250, priority: 150 } as const;
		const foreign = new ForeignRouter(router, isChecking, surroundings, () => sent.push(kernel.nowUs / 1000));
		for (const { atMs, ...advert } of heard) {
			kernel.run(atMs * 1000);
			foreign.hear({ form: form(), priority: 200, address: 1, ...advert });
		}
		kernel.run(untilMs * 1000);
		return sent;
	}
	// Three intervals and Skew_Time, 106/256 of one: 0.853516 s.
	const DOWN_MS = 853.516;

	it('speaks after its Master_Down_Interval where it hears nobody', () => {
		const [first = 0, second = 0] = spoken(true, [], 2000);
		expect(first).to.be.closeTo(DOWN_MS, 0.01);
		expect(second - first).to.be.closeTo(250, 0.01);
	});
	const often = (priority: number) => Array.from({ length: 20 }, (_, i) => ({ atMs: i * 100, priority }));
	it('is kept silent by a better one whose addresses it does not look at', () => {
		expect(spoken(false, often(200), 2000)).to.deep.equal([]);
		expect(spoken(true, often(200), 1000).length, 'it looks').to.equal(1);
		expect(spoken(false, often(100), 1000).length, 'the other is the lesser').to.equal(1);
	});
	it('gives way to a better one that comes later, and to none with a password', () => {
		expect(spoken(false, [{ atMs: 1000, priority: 200 }], 1800).length).to.equal(1);
		expect(spoken(false, [{ atMs: 1000, priority: 200, form: form({ auth: 'PASS:x' }) }], 1800).length).to.be.above(3);
		// Once a BACKUP, it waits for its Master_Down_Interval whatever it discards.
		const discarded = { atMs: 1100, priority: 200, form: form({ auth: 'PASS:x' }) };
		expect(spoken(false, [{ atMs: 1000, priority: 200 }, discarded], 1800).length).to.equal(1);
		// Of equal ones, the higher address is the better: 192.0.2.1 is its own.
		expect(spoken(false, [{ atMs: 1000, priority: 150 }], 1800).length).to.be.above(3);
		expect(spoken(false, [{ atMs: 1000, priority: 150, address: 0xffffffff }], 1800).length).to.equal(1);
	});
	it('starts its own timer anew at any packet while it speaks', () => {
		expect(
			spoken(
				true,
				Array.from({ length: 10 }, (_, i) => ({ atMs: 1000 + i * 100 })),
				1900,
			).length,
		).to.equal(1);
	});
	it('takes over after Skew_Time from one that says goodbye', () => {
		const [first = 0] = spoken(
			false,
			[
				{ atMs: 500, priority: 200 },
				{ atMs: 600, priority: 0 },
			],
			2000,
		);
		// 106/256 of 0.25 s.
		expect(first - 600).to.be.closeTo(103.516, 0.01);
	});
});
