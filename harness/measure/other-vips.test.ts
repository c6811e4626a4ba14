import { expect } from 'chai';
import { measureTrial } from './measure-trial.ts';
import { at, KILL_MASTER, killMasterTimeline, prepared } from './testing.ts';

const [MOVES, STAYS] = ['10.0.0.201', '10.0.0.202'];

/** docker1 loses power at 2500 (asked 2495, undone at 12 000); it held the first other one, which docker3 takes; docker2 keeps the second. */
const events = [
	...killMasterTimeline(),
	at.gained(0, 'docker1', 'snapshot', MOVES),
	at.gained(0, 'docker2', 'snapshot', STAYS),
	at.lost(2500, 'docker1', 'host-down', MOVES),
	at.gained(6000, 'docker3', 'monitor', MOVES),
	at.garp(6004, 'docker3', MOVES),
	at.gained(21_000, 'docker1', 'monitor', MOVES),
	at.lost(21_250, 'docker3', 'monitor', MOVES),
];
const theory = { docker3: { masterDownIntervalMs: 3800, advertIntMs: 1000, skewMs: 800 } };
const context = { ...KILL_MASTER, otherVips: [MOVES, STAYS].map((vip) => ({ vip, theoryByHost: theory })) };

describe('the other floating IPs', () => {
	const { otherVips } = measureTrial(prepared(events), context);
	it('are measured each by itself', () => {
		expect(otherVips?.each[MOVES]).to.deep.include({
			...{ takeoverMs: 3504, takeoverToVipMs: 3500, takeoverToAdvertMs: null, formerOwner: 'docker1', newOwner: 'docker3' },
			...{ vipAbsentMs: 3500, dualOwnerMs: 250, returnMs: 9000 },
		});
		expect(otherVips?.each[MOVES]?.theory).to.include({ host: 'docker3', minMs: 2800, maxMs: 3800 });
		expect(otherVips?.each[STAYS]).to.deep.equal({
			...{ takeoverMs: null, takeoverToVipMs: null, takeoverToAdvertMs: null, formerOwner: 'docker2', newOwner: null },
			...{ vipAbsentMs: 0, dualOwnerMs: 0, returnMs: null, theory: null },
		});
	});
	it('are summed up by the worst', () => {
		expect(otherVips).to.include({ takeoverMs: 3504, vipAbsentMs: 3500, dualOwnerMs: 250, returnMs: 9000 });
	});
	it('do not change what is said of the one that customers ask', () => {
		const { otherVips: _, ...rest } = measureTrial(prepared(events), context);
		const { otherVips: none, ...alone } = measureTrial(prepared(killMasterTimeline()), KILL_MASTER);
		expect(none).to.equal(null);
		expect(rest).to.deep.equal(alone);
	});
});
