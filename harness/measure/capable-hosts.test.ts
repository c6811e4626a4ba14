import { expect } from 'chai';
import * as kinds from '../scenario/fault.ts';
import { master } from '../scenario/target.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { incapableSpans } from './capable-hosts.ts';
import { at, prepared } from './testing.ts';

const spans = (events: TimelineEvent[], host = 'a', ...faults: kinds.Fault[]) =>
	incapableSpans(
		prepared([...events, at.ended(9000)]),
		faults.map((inject) => ({ at: '0s', inject })),
		host,
	).map(({ fromMs, toMs }) => [fromMs, toMs]);
const faulted = [at.fault(1000, ['a']), at.undone(3000, ['a'])];

describe('incapableSpans', () => {
	for (const fault of [
		kinds.powerLoss(master()),
		kinds.reboot(master()),
		kinds.freeze(master()),
		kinds.keepalivedStop(master()),
		kinds.keepalivedRestart(master()),
		kinds.keepalivedKill(master(), 'child'),
		kinds.keepalivedPause(master()),
		kinds.linkDown(master()),
		kinds.linkDown(master(), 'carrier', { network: 'ha' }),
		kinds.linkFlap(master(), { down: '1s', up: '1s' }),
		kinds.partition(master(), { from: 'everyone' }),
	])
		it(`covers the whole bracket of ${fault.kind}, on the hosts it hit`, () => {
			expect(spans(faulted, 'a', fault)).to.deep.equal([[995, 3005]]);
			expect(spans(faulted, 'b', fault)).to.deep.equal([]);
		});
	for (const fault of [
		kinds.partition(master()),
		kinds.partition(master(), { from: 'everyone', traffic: 'vrrp' }),
		kinds.partition(master(), { from: 'everyone', network: 'ha' }),
		kinds.cpuStarve(master(), 0.05),
		kinds.dockerdStop(master()),
		kinds.vipDelete(master()),
		kinds.packetLoss(master(), 30),
	])
		it(`excuses nobody for ${JSON.stringify(fault)}`, () => expect(spans(faulted, 'a', fault)).to.deep.equal([]));

	it('lasts to the end where it was not undone', () =>
		expect(spans(faulted.slice(0, 1), 'a', kinds.freeze(master()))).to.deep.equal([[995, 9000]]));
	for (const [word, event] of [
		['its state', { type: 'vrrp.state', atMs: 5000, host: 'a', instance: 'VI_1', state: 'BACKUP' }],
		['its daemon', at.unit(5000, 'a', 'keepalived', 7, { source: 'journal' })],
		['its advertisement', at.advert(5000, 'a')],
		['the VIP', at.gained(5000, 'a')],
	] as const)
		it(`takes a dead host for alive again at the first word of ${word}`, () => {
			const down = [
				at.down(1000, 'a'),
				at.advert(2000, 'a'),
				at.up(3000, 'a'),
				at.unit(4000, 'a', 'docker', 3),
				at.gained(4000, 'b'),
			];
			expect(spans([...down, event])).to.deep.equal([[1000, 5000]]);
		});
	describe('ends with keepalived’s new start where the fault ended it', () => {
		const state = (atMs: number, of: 'BACKUP' | 'STOPPED'): TimelineEvent => ({
			type: 'vrrp.state',
			atMs,
			host: 'a',
			instance: 'VI_1',
			state: of,
		});
		for (const fault of [
			kinds.keepalivedKill(master(), 'child'),
			kinds.keepalivedRestart(master()),
			kinds.keepalivedStop(master()),
		])
			it(fault.kind, () => {
				const events = [at.fault(1000, ['a']), state(1500, 'STOPPED'), state(2000, 'BACKUP'), at.undone(3000, ['a'])];
				expect(spans(events, 'a', fault)).to.deep.equal([[995, 2000]]);
			});
		it('a reboot, which nothing undoes for long after', () => {
			const events = [at.fault(1000, ['a']), at.down(2000, 'a'), at.up(2100, 'a'), state(5000, 'BACKUP'), at.undone(8000, ['a'])];
			expect(spans(events, 'a', kinds.reboot(master()))).to.deep.equal([[995, 5000]]);
		});
		it('as MASTER too', () => {
			const asMaster = { ...state(2000, 'BACKUP'), state: 'MASTER' } as TimelineEvent;
			const events = [at.fault(1000, ['a']), asMaster, at.undone(3000, ['a'])];
			expect(spans(events, 'a', kinds.keepalivedStop(master()))).to.deep.equal([[995, 2000]]);
		});
		it('but not with what is no start of it, or came before', () => {
			const events = [
				...[state(995, 'BACKUP'), at.fault(1000, ['a']), { ...state(1100, 'BACKUP'), host: 'b' } as TimelineEvent],
				at.unit(1200, 'b', 'keepalived', 7, { source: 'journal' }),
				at.unit(1300, 'a', 'docker', 7, { source: 'journal' }),
				at.unit(1400, 'a', 'keepalived', 7, { source: 'snapshot' }),
				at.unit(1500, 'a', 'keepalived', null, { source: 'journal', state: 'failed' }),
				at.undone(3000, ['a']),
			];
			expect(spans(events, 'a', kinds.keepalivedStop(master()))).to.deep.equal([[995, 3005]]);
		});
		it('but not where it only was cut off', () => {
			const events = [at.fault(1000, ['a']), state(2000, 'BACKUP'), at.undone(3000, ['a'])];
			expect(spans(events, 'a', kinds.partition(master(), { from: 'everyone' }))).to.deep.equal([[995, 3005]]);
			expect(spans(events, 'a', kinds.keepalivedPause(master()))).to.deep.equal([[995, 3005]]);
		});
	});
	it('takes no other host’s return, and none before its death, for its own', () => {
		const events = [
			at.up(500, 'a'),
			at.down(1000, 'a'),
			at.up(1500, 'b'),
			at.gained(2000, 'a'),
			at.up(3000, 'a'),
			at.gained(4000, 'a'),
		];
		expect(spans(events)).to.deep.equal([[1000, 4000]]);
	});
	it('takes a word in the moment of the boot for the first one', () =>
		expect(spans([at.down(1000, 'a'), at.up(1000, 'a'), at.gained(1000, 'a')])).to.deep.equal([[1000, 1000]]));
	it('counts a host that does not come back to the end', () => {
		expect(spans([at.down(1000, 'a')])).to.deep.equal([[1000, 9000]]);
		expect(spans([at.down(1000, 'a'), at.up(3000, 'a')])).to.deep.equal([[1000, 9000]]);
	});
});
