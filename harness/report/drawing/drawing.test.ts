import { expect } from 'chai';
import fc from 'fast-check';
import { at, killMasterMeshTimeline, samples, VIP } from '../../measure/testing.ts';
import type { TimelineEvent } from '../../timeline/event.ts';
import { sortByTime } from '../../timeline/sort.ts';
import { ecdfSteps } from './ecdf.ts';
import { failureRuns, packHttp, thinHttp, unpackHttp } from './http-thin.ts';
import { lanesOf, statesAt } from './lanes.ts';

describe('thinHttp', () => {
	it('gathers good answers by cell and node, and keeps every failure', () => {
		const events = [...samples('..x..', 20, 0, { node: 'a' }), ...samples('.', 20, 100, { node: 'b', doneMs: 107.25 })];
		const [http = expect.fail(), ...others] = thinHttp(events, 100);
		expect(others).to.deep.equal([]);
		expect(http).to.deep.include({ stream: 'fresh', client: 'segment', gapMs: 20, cellMs: 100, nodes: ['a', 'b'] });
		expect(http.cells.map(({ fromMs, toMs, counts }) => [fromMs, toMs, counts])).to.deep.equal([
			[0, 100, [4, 0]],
			[100, 200, [0, 1]],
		]);
		expect(http.cells[1]).to.include({ p50Ms: 7.3, maxMs: 7.3 });
		expect(http.failures.map(({ dueMs, outcome }) => [dueMs, outcome])).to.deep.equal([[40, 'timeout']]);
	});
	it('has a stream for each client', () => {
		const events = [
			...samples('.', 20),
			...samples('.', 20, 0, { stream: 'keepalive' }),
			...samples('.', 20, 0, { client: 'routed' }),
		];
		expect(thinHttp(events, 100).map(({ stream, client }) => `${stream} ${client}`)).to.deep.equal([
			'fresh segment',
			'keepalive segment',
			'fresh routed',
		]);
	});
	it('loses nothing when it is packed', () => {
		fc.assert(
			fc.property(
				fc.array(fc.constantFrom('.', 'x', 'r', 'u', 'n'), { maxLength: 200 }),
				fc.integer({ min: 1, max: 700 }),
				(letters, cellMs) => {
					for (const http of thinHttp(samples(letters.join(''), 20, 3.7), cellMs))
						expect(unpackHttp(packHttp(http))).to.deep.equal(http);
				},
			),
		);
	});
});

describe('failureRuns', () => {
	it('gathers what came out alike, one after the other, after about the same time', () => {
		const failure = (dueMs: number, waitedMs: number, outcome: 'timeout' | 'refused' = 'timeout') => ({
			dueMs,
			outcome,
			waitedMs,
		});
		const failures = [
			failure(0, 1000),
			failure(20, 1010),
			failure(40, 1200),
			failure(60, 2, 'refused'),
			failure(120, 2, 'refused'),
		];
		const runs = failureRuns({ failures, gapMs: 20 });
		expect(runs.map(({ fromMs, toMs, count }) => [fromMs, toMs, count])).to.deep.equal([
			[0, 40, 2],
			[40, 60, 1],
			[60, 80, 1],
			[120, 140, 1],
		]);
		expect(runs[0]).to.include({ outcome: 'timeout', shortestMs: 1000, longestMs: 1010 });
	});
});

describe('lanesOf', () => {
	const hosts = ['docker1', 'docker2', 'docker3'];
	const draw = (events: readonly TimelineEvent[]) => {
		const sorted = sortByTime(events);
		return lanesOf({
			...{ events: sorted.filter(({ type }) => type !== 'http.sample'), http: thinHttp(sorted, 100), hosts, vip: VIP },
			toMs: sorted.at(-1)?.atMs ?? 0,
		});
	};
	/** What is said of a moment, by lane; lanes that say nothing are left out. */
	const said = (events: readonly TimelineEvent[], atMs: number) =>
		Object.fromEntries(
			statesAt(draw(events), atMs, 50)
				.filter(({ text }) => text !== '—')
				.map(({ lane, text }) => [`${lane.group} ${lane.label}`.trim(), text]),
		);

	it('says who holds the VIP before the fault, and who after the takeover', () => {
		const events = killMasterMeshTimeline();
		expect(said(events, 1500)).to.deep.equal({
			'docker1 machine': 'up',
			'docker1 VIP': 'holds the VIP',
			'docker1 IPVS': '3 back ends: docker1, docker2, docker3',
			'docker2 machine': 'up',
			'docker2 IPVS': '3 back ends: docker1, docker2, docker3',
			'docker3 machine': 'up',
			'docker3 IPVS': '3 back ends: docker1, docker2, docker3',
			'customers HTTP good': said(events, 1500)['customers HTTP good'],
		});
		expect(said(events, 1500)['customers HTTP good']).to.match(/^5 of 5 good: 5 by /);
		expect(said(events, 9000)).to.include({
			faults: 'power-loss on docker1',
			'docker1 machine': 'down',
			'docker2 VIP': 'holds the VIP',
			'docker2 IPVS': '2 back ends: docker2, docker3',
		});
		expect(said(events, 3000)).to.not.have.any.keys('docker1 VIP', 'docker2 VIP', 'docker1 IPVS', 'customers HTTP good');
		expect(said(events, 3000)['customers HTTP failed']).to.match(/^160 timeout in a row after \d+ ms$/);
	});
	it('has a group for other floating IPs, one for those that move together, and a lane for each of a host’s instances', () => {
		const [one, two, alone] = ['10.0.0.201', '10.0.0.202', '10.0.0.203'];
		const state = (instance: string, of: 'MASTER' | 'BACKUP') =>
			({ type: 'vrrp.state', atMs: 0, host: 'docker1', instance, state: of }) as const;
		const events = [
			...killMasterMeshTimeline(),
			...[state('VI_1', 'MASTER'), state('VI_2', 'BACKUP')],
			...[one, two].flatMap((vip) => [at.gained(0, 'docker2', 'snapshot', vip), at.lost(5000, 'docker2', 'monitor', vip)]),
			...[one, two].map((vip) => at.gained(5000, 'docker3', 'monitor', vip)),
			at.gained(0, 'docker1', 'snapshot', alone),
		];
		expect(said(events, 1500)).to.include({
			'VIP 10.0.0.201 +1 held by': 'docker2 holds 10.0.0.201, 10.0.0.202',
			'VIP 10.0.0.203 held by': 'docker1 holds 10.0.0.203',
			'docker1 VRRP VI_1': 'VRRP MASTER',
			'docker1 VRRP VI_2': 'VRRP BACKUP',
		});
		expect(said(events, 6000)).to.include({ 'VIP 10.0.0.201 +1 held by': 'docker3 holds 10.0.0.201, 10.0.0.202' });
	});
	it('says VRRP states, dockerd, the client’s ARP entry and kinds of faults', () => {
		const base = [at.started(0), at.ended(9000)];
		const state = (atMs: number, state: 'MASTER' | 'BACKUP') => ({
			type: 'vrrp.state' as const,
			atMs,
			host: 'docker1',
			instance: 'VI_1',
			state,
		});
		const unit = (atMs: number, unit: 'docker' | 'keepalived', state: 'active' | 'failed') => ({
			...{ type: 'unit.state' as const, atMs, host: 'docker1', unit, state, mainPid: null, source: 'journal' as const },
		});
		const arp = (atMs: number, host: string | null) => ({
			...{
				type: 'client.arp' as const,
				atMs,
				address: VIP,
				mac: host === null ? null : '02:00',
				host,
				source: 'monitor' as const,
			},
		});
		const events = [
			...base,
			...[state(0, 'BACKUP'), state(1000, 'MASTER'), unit(0, 'docker', 'active'), unit(3000, 'docker', 'failed')],
			...[unit(4000, 'keepalived', 'failed'), arp(0, 'docker1'), arp(5000, 'docker2'), arp(6000, null)],
			...[at.fault(2000, ['docker1'], { fault: 'freeze' }), at.undone(2500, ['docker1'])],
			...[at.fault(7000, ['docker1'], { fault: 'partition', index: 1, detail: 'from everyone' })],
		];
		expect(said(events, 500)).to.include({ 'docker1 VRRP': 'VRRP BACKUP', 'docker1 dockerd': 'dockerd active' });
		expect(said(events, 2200)).to.include({ 'docker1 machine': 'frozen: freeze', 'docker1 VRRP': 'VRRP MASTER' });
		expect(said(events, 2600)).to.include({ 'docker1 machine': 'up' });
		expect(said(events, 4500)).to.include({ 'docker1 VRRP': 'keepalived failed', 'docker1 dockerd': 'dockerd failed' });
		expect(said(events, 5500)).to.include({ 'segment VIP by ARP': 'the client sends to docker2' });
		expect(said(events, 6500)).to.include({ 'segment VIP by ARP': 'no entry' });
		expect(said(events, 7500)).to.include({ 'docker1 machine': 'partitioned: partition (from everyone)' });
	});
	for (const [look, state, kinds] of [
		['frozen', 'frozen', ['freeze', 'keepalived-pause']],
		['cut', 'partitioned', ['partition', 'link-down', 'link-flap', 'packet-loss', 'rate-limit', 'packet-delay']],
		['hurt', 'under a fault', ['cpu-starve', 'dockerd-stop', 'reboot', 'of-an-older-vipdrill', 'toString']],
	] as const)
		it(`shows a host as ${state} under ${kinds.join(', ')}`, () => {
			for (const fault of kinds) {
				const { bars } = draw([at.started(0), at.fault(1000, ['docker1'], { fault }), at.ended(5000)]);
				expect(bars.filter(({ text }) => text === `${state}: ${fault}`).map((bar) => bar.look)).to.deep.equal([look]);
			}
		});
	it('puts faults at one time into rows of their own', () => {
		const events = [at.started(0), at.fault(1000, ['docker1']), at.fault(2000, ['docker2'], { index: 1 }), at.ended(5000)];
		const { bars } = draw(events);
		expect(bars.filter(({ look }) => look === 'fault').map(({ part }) => part)).to.deep.equal([
			[0, 0.5],
			[0.5, 1],
		]);
	});
	it('draws advertisements and gratuitous ARP of the VIP on the wire', () => {
		const { ticks } = draw(killMasterMeshTimeline());
		expect(ticks.map(({ atMs, shape, look }) => `${atMs} ${shape} ${look}`)).to.deep.equal([
			...['0 line h0', '1000 line h0', '2000 line h0', '5700 line h1', '5705 arrow h1'],
		]);
	});
});

describe('ecdfSteps', () => {
	it('rises at each value by one over n', () =>
		expect(ecdfSteps([2700, 3000, 3000, 3700])).to.deep.equal([
			[2700, 0.25],
			[3000, 0.5],
			[3000, 0.75],
			[3700, 1],
		]));
});
