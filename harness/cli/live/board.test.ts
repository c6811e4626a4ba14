import { expect } from 'chai';
import { at, killMasterTimeline, VIP } from '../../measure/testing.ts';
import { boardLines } from './board.ts';

const cluster = { hosts: ['docker1', 'docker2'], vip: VIP };
const until = (toMs: number) => killMasterTimeline().filter(({ atMs }) => atMs <= toMs);

describe('boardLines', () => {
	it('says nothing before the first event', () => expect(boardLines([], cluster)).to.deep.equal([]));
	it('shows who holds the VIP', () => {
		const [docker1, docker2, faults, http] = boardLines(until(2000), cluster);
		expect(docker1).to.equal(`docker1  ${' '.repeat(27)}███  VIP  —       dockerd —         up`);
		expect(docker2).to.equal(`docker2  ${' '.repeat(27)}───       —       dockerd —         up`);
		expect(faults).to.equal('faults   —');
		expect(http).to.match(/^HTTP {5}5\d of 5\d good in the last second$/);
	});
	it('shows a host that is down, the fault, and what customers get', () => {
		const [docker1, docker2, faults, http] = boardLines(until(7000), cluster);
		expect(docker1).to.include('███xxxxx       —').and.to.match(/down$/);
		expect(docker2).to.include('──────██  VIP');
		expect(faults).to.equal('faults   power-loss on docker1');
		expect(http).to.match(/good in the last second, \d+ timeout$/);
	});
	it('shows a host under a fault', () => {
		const events = [at.started(0), at.fault(1000, ['docker1'], { fault: 'freeze' }), at.fault(3000, ['x'], { index: 1 })];
		expect(boardLines(events, cluster)[0]).to.match(/ ─~~~ .*frozen: freeze$/);
	});
});
