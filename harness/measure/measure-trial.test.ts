import { expect } from 'chai';
import { cpuStarve, freeze, keepalivedStop } from '../scenario/fault.ts';
import { master } from '../scenario/target.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { measureTrial } from './measure-trial.ts';
import { at, KILL_MASTER, killMasterTimeline, prepared, samples } from './testing.ts';

const context = KILL_MASTER;

describe('measureTrial', () => {
	const trial = measureTrial(prepared(killMasterTimeline()), context);
	it('measures the takeover', () => {
		expect(trial).to.include({ takeoverMs: 3205, takeoverToVipMs: 3202, takeoverToAdvertMs: 3200, takeoverUncertaintyMs: 5 });
		expect(trial).to.include({ formerOwner: 'docker1', newOwner: 'docker2', faultPhase: 0.5, vipAbsentMs: 3202, dualOwnerMs: 1 });
	});
	it('measures ownership over the whole trial', () => {
		expect(trial.dualOwner).to.deep.include({
			windows: [{ fromMs: 20_000, toMs: 20_001, hosts: ['docker2', 'docker1'] }],
			failed: 0,
		});
		// Of the outage of 3220 ms nobody held the VIP for 3200, from 2500 to 5700.
		expect(trial).to.include({ noOwnerMs: 3202, deafOwnerMs: 20, arp: null });
	});
	it('measures HTTP from the fault to its undoing', () => {
		// Due 2500 to 12000: 475 requests; 160 fail until 5700, then every third of 150.
		expect(trial.http).to.include({ sent: 475, failed: 210, outageMs: 3220, tailFailed: 50, windowMs: 9500, resolutionMs: 20 });
		expect(trial.http.outages).to.deep.equal([{ lastGoodMs: 2480, firstGoodMs: 5700, durationMs: 3220, failed: 160 }]);
		expect(trial.http.tailMs).to.equal(2980);
		expect(trial.httpKeepAlive).to.include({ sent: 0, outageMs: null });
	});
	it('measures the failback', () => {
		expect(trial.failback).to.include({ returnMs: 8000, newOwner: 'docker1', vipAbsentMs: 0, dualOwnerMs: 1 });
		expect(trial.failback?.http).to.include({ sent: 600, failed: 0, outageMs: 0 });
	});
	it('puts the theory next to it', () => {
		expect(trial.theory).to.include({ host: 'docker2', minMs: 2707.031, maxMs: 3707.031, predictedMs: 3207.031 });
	});
	it('measures the routed client beside, where there is one', () => {
		expect(trial.httpRouted).to.equal(null);
		// Due 2500 to 12000, four a second: 38 requests, of which two fail.
		const routed = samples(`${'.'.repeat(12)}xx${'.'.repeat(82)}`, 250, 0, { client: 'routed' });
		const both = measureTrial(prepared([...killMasterTimeline(), ...routed]), context);
		expect(both.httpRouted).to.include({ sent: 38, failed: 2, outageMs: 750, resolutionMs: 250 });
		expect(both.http).to.deep.equal(trial.http);
	});
	it('knows of no mesh where no IPVS table was seen', () => expect(trial.mesh).to.equal(null));
	it('is trusted', () =>
		expect(trial.trust).to.deep.equal({ trusted: true, reasons: [], taintedSamples: 0, stalls: 0, edgeStallMs: 0 }));
	it('does not depend on the order of the events', () => {
		expect(measureTrial(prepared(killMasterTimeline().reverse()), context)).to.deep.equal(trial);
	});
	it('leaves nothing out that the schema of run.json wants', () => expect(Object.keys(trial)).to.have.length(24));

	it('invents nothing out of an empty timeline', () => {
		const empty = measureTrial(prepared([]), context);
		expect(empty).to.deep.include({
			takeoverMs: null,
			newOwner: null,
			vipAbsentMs: null,
			dualOwnerMs: null,
			failback: null,
			theory: null,
		});
		expect(empty.trust.trusted).to.equal(false);
	});
	it('measures no takeover without a fault', () => {
		const got = measureTrial(
			prepared([at.started(0), at.gained(0, 'docker1'), ...samples('......', 100), at.ended(600)]),
			context,
		);
		expect(got).to.include({ takeoverMs: null, formerOwner: null, vipAbsentMs: null, dualOwnerMs: 0 });
		expect(got.http.sent).to.equal(0);
		expect(got.trust.reasons).to.deep.equal(['no fault took effect']);
	});
	it('measures over the observation in a drill without faults, whatever was before', () => {
		const got = measureTrial(
			prepared([
				at.started(0),
				at.gained(0, 'docker1', 'snapshot'),
				at.mark(100, 'steady'),
				at.mark(500, 'observe'),
				at.mark(1500, 'heal'),
				at.ended(2000),
				...samples('xxxxxxxxxx.....xxxxx', 100),
			]),
			{ ...context, faults: [] },
		);
		expect(got).to.include({ takeoverMs: null, formerOwner: null, vipAbsentMs: 0, failback: null, theory: null });
		expect(got.http).to.include({ sent: 10, failed: 5, windowMs: 1000, availability: 0.5 });
		expect(got.trust).to.include({ trusted: true });
	});
	it('says how long the VIP was gone where it never returned', () => {
		const events = [
			at.started(0),
			at.gained(0, 'docker1'),
			...samples('..........xxxxxxxxxx', 100),
			at.fault(1000, ['docker1']),
			at.down(1000, 'docker1'),
			at.ended(2000),
		];
		const got = measureTrial(prepared(events), context);
		expect(got).to.deep.include({ takeoverMs: null, newOwner: null, vipAbsentMs: 1000, failback: null, theory: null });
		expect(got.http).to.include({ outageMs: 1100, tailMs: null, availability: 0, availabilityByTime: 0 });
	});
	it('counts the VIP’s absence from the fault on only', () => {
		const late = killMasterTimeline().map((e) => (e.type === 'vip.added' && e.source === 'snapshot' ? { ...e, atMs: 100 } : e));
		expect(measureTrial(prepared(late), context).vipAbsentMs).to.equal(3202);
	});
	it('distrusts a stall between fault and recovery, unless the outage goes on around it', () => {
		const stalled = (ms: number) =>
			measureTrial(prepared([...killMasterTimeline(), at.health(ms, 'stall', 300)]), context).trust.trusted;
		const got = [1000, 2450, 3000, 5600, 7000].map(stalled);
		expect(got).to.deep.equal([true, false, true, false, true]);
	});
	it('distrusts one as long as there are faults, where there are several', () => {
		const second = at.fault(8000, ['docker3'], { index: 1 });
		const faults = [...context.faults, ...context.faults];
		const events = [...killMasterTimeline(), at.health(10_000, 'stall', 300)];
		expect(measureTrial(prepared(events), context).trust.trusted).to.equal(true);
		expect(measureTrial(prepared([...events, second]), { ...context, faults }).trust.reasons).to.deep.equal([
			'the prober stalled for 300 ms at 10.00 s',
		]);
		expect(measureTrial(prepared(killMasterTimeline()), { ...context, faults }).trust.reasons).to.deep.equal([
			'only 1 of 2 faults took effect',
		]);
	});
	it('measures several faults as one stretch, and the takeover by the first', () => {
		const again = [at.fault(13_000, ['docker3'], { index: 1 }), { ...at.undone(15_000, ['docker3']), index: 1 }];
		const got = measureTrial(prepared([...killMasterTimeline(), ...again]), context);
		expect(got).to.include({ takeoverMs: 3205, newOwner: 'docker2', takeoverFromGoodbyeMs: null });
		expect(got.http).to.include({ sent: 625, failed: 210 });
		expect(got.failback).to.include({ returnMs: 5000 });
	});
	it('breaks nothing where the fault leaves the VIP alone', () => {
		const elsewhere = killMasterTimeline()
			.filter((e) => !('host' in e) || e.host === 'docker1')
			.filter((e) => !['vip.removed', 'host.down', 'host.up'].includes(e.type))
			.map((e) => (e.type.startsWith('fault.') ? { ...e, hosts: ['docker3'] } : e));
		const got = measureTrial(prepared(elsewhere as TimelineEvent[]), context);
		expect(got).to.include({
			takeoverMs: null,
			formerOwner: 'docker1',
			newOwner: null,
			theory: null,
			vipAbsentMs: 0,
			dualOwnerMs: 0,
		});
		expect(got.failback).to.include({ returnMs: null, newOwner: null });
	});
	it('takes a frozen owner for none, until the next in line has the VIP', () => {
		// The frozen host keeps its VIP throughout.
		const frozen = killMasterTimeline().filter(
			(e) =>
				!(
					e.type === 'host.down' ||
					e.type === 'host.up' ||
					(e.type.startsWith('vip.') && 'host' in e && e.host === 'docker1' && e.atMs > 0)
				),
		);
		const got = measureTrial(prepared(frozen), { ...context, faults: [{ at: '0s', inject: freeze(master()) }] });
		expect(got).to.include({ noOwnerMs: 3202, deafOwnerMs: 20, vipAbsentMs: 0, newOwner: 'docker2', takeoverMs: 3205 });
		expect(got.dualOwner?.windows).to.deep.equal([{ fromMs: 5702, toMs: 20_001, hosts: ['docker1', 'docker2'] }]);
		expect(measureTrial(prepared(frozen), { ...context, faults: [{ at: '0s', inject: cpuStarve(master(), 0.05) }] })).to.include({
			noOwnerMs: 0,
			deafOwnerMs: 3220,
		});
	});
	it('times an orderly goodbye from the goodbye too', () => {
		const events = [
			...killMasterTimeline().filter((e) => e.type !== 'host.down' && e.type !== 'host.up'),
			at.advert(4990, 'docker1', 0),
		];
		const got = measureTrial(prepared(events), { ...context, faults: [{ at: '0s', inject: keepalivedStop(master()) }] });
		expect(got).to.include({ takeoverMs: 3205, takeoverFromGoodbyeMs: 715 });
		expect(got.theory).to.include({ kind: 'goodbye', minMs: 707.031, maxMs: 707.031, predictedMs: 3197.031 });
	});
	it('distrusts it for as long as the routed client was cut off too', () => {
		// Cut off from 2500 to 7500.
		const routed = samples(`${'.'.repeat(10)}${'x'.repeat(20)}${'.'.repeat(66)}`, 250, 0, { client: 'routed' });
		const events = [...killMasterTimeline(), ...routed, at.health(7000, 'stall', 300)];
		expect(measureTrial(prepared(events), context).trust.reasons).to.deep.equal(['the prober stalled for 300 ms at 7.00 s']);
	});
});
