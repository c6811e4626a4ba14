import { expect } from 'chai';
import { InputError } from '../../base/errors.ts';
import { shippedWithoutSuites } from '../../labs/sim/testing.ts';
import { MEASURED } from '../../labs/sim/tuning.ts';
import { loadCluster } from '../../load/load-cluster.ts';
import { SimPool } from '../../simulate/pool.ts';
import { gridDesign, parseAxis, randomDesign } from './design.ts';
import { checkField, setDrillFields, setFields } from './fields.ts';
import { heatMapSvg, heatMapText } from './heat-map.ts';
import { sweep } from './sweep.ts';

const seed = await loadCluster('fixtures/seed');
const hardened = await loadCluster('fixtures/hardened');
const drill = (await shippedWithoutSuites()).get('graceful-keepalived-stop') ?? expect.fail();

describe('a design', () => {
	it('is every combination of lists and stepped ranges', () => {
		const axes = ['version=2,3', 'priority@docker2=50..90:20'].map(parseAxis);
		expect(gridDesign(axes)).to.deep.equal([
			{ version: '2', 'priority@docker2': '50' },
			{ version: '2', 'priority@docker2': '70' },
			{ version: '2', 'priority@docker2': '90' },
			{ version: '3', 'priority@docker2': '50' },
			{ version: '3', 'priority@docker2': '70' },
			{ version: '3', 'priority@docker2': '90' },
		]);
		expect(gridDesign([parseAxis('lan.latency=1..2ms:0.5')])).to.deep.equal(
			['1ms', '1.5ms', '2ms'].map((value) => ({ 'lan.latency': value })),
		);
	});

	it('is as many points at random, the same with the same seed', () => {
		const axes = ['priority=1..9', 'lan.latency=0..5ms', 'advert_int=1,2'].map(parseAxis);
		const points = randomDesign(axes, 50, 'a');
		expect(points)
			.to.have.length(50)
			.and.to.deep.equal(randomDesign(axes, 50, 'a'));
		expect(points).not.to.deep.equal(randomDesign(axes, 50, 'b'));
		for (const { priority, advert_int } of points) {
			expect(Number(priority)).to.be.within(1, 9);
			expect(advert_int).to.be.oneOf(['1', '2']);
		}
	});

	it('is refused where it cannot be read, or a grid lacks a step', () => {
		for (const text of ['advert_int', '=1', 'priority=9..1:1', 'priority=1..9:0'])
			expect(() => parseAxis(text), text).to.throw(InputError, '--vary');
		expect(() => gridDesign([parseAxis('priority=1..9')])).to.throw(InputError, 'step');
	});
});

describe('fields', () => {
	const instances = (varied: ReturnType<typeof setFields>) =>
		varied.spec.hosts.map(({ keepalived }) => keepalived?.instances[0] ?? expect.fail());

	it('are set on every host, or on one', () => {
		const set = instances(
			setFields(
				{ spec: seed, tuning: MEASURED },
				{ advert_int: '0.2', version: '3', 'priority@docker2': '60', down_timer_adverts: '2' },
			),
		);
		expect(set.map(({ priority }) => priority)).to.deep.equal([100, 60, 50]);
		for (const { advertIntMs, version, downTimerAdverts } of set)
			expect([advertIntMs, version, downTimerAdverts]).to.deep.equal([200, 3, 2]);
		expect(seed.hosts[1]?.keepalived?.instances[0]?.priority).to.equal(75);
	});

	it('are of the LAN, too: latency on top, loss as a share', () => {
		const { tuning } = setFields({ spec: seed, tuning: MEASURED }, { 'lan.latency': '5ms', 'lan.loss': '20%' });
		expect(tuning.lan.minUs).to.equal(MEASURED.lan.minUs + 5000);
		expect(tuning.lanLoss).to.equal(0.2);
	});

	it('are of the drill, too: how long its faults last', () => {
		const lasting = {
			...drill,
			faults: drill.faults.flatMap((step) => [
				{ ...step, lasts: '9s' as const },
				{ ...step, at: '1s' as const, lasts: undefined },
			]),
		} as typeof drill;
		expect(setDrillFields(lasting, { lasts: '0.4s' }).faults.map(({ lasts }) => lasts)).to.deep.equal(['0.4s', undefined]);
		expect(setDrillFields(lasting, { priority: '9' })).to.equal(lasting);
		expect(() => setDrillFields(lasting, { lasts: '4' })).to.throw(InputError, 'not a duration');
		expect(() => setDrillFields({ ...drill, faults: [] }, { lasts: '4s' })).to.throw(InputError, 'has an end');
		expect(() => checkField('lasts@docker1', seed)).to.throw(InputError, 'of the drill');
	});

	it('are refused by name where there is no such field, host or script, or keepalived would not take the value', () => {
		expect(() => checkField('advert', seed)).to.throw(InputError, 'advert_int');
		expect(() => checkField('priority@docker9', seed)).to.throw(InputError, 'docker1, docker2, docker3');
		expect(() => setFields({ spec: seed, tuning: MEASURED }, { 'script.interval': '2' })).to.throw(InputError, 'no vrrp_script');
		expect(() => setFields({ spec: seed, tuning: MEASURED }, { 'lan.loss': '200' })).to.throw(InputError, 'lan.loss');
		expect(() => setFields({ spec: seed, tuning: MEASURED }, { priority: '300' })).to.throw(InputError, 'priority');
		expect(() => setFields({ spec: hardened, tuning: MEASURED }, { 'script.interval': '2' })).not.to.throw();
	});
});

describe('sweep', () => {
	it('finds that a graceful stop takes the Skew_Time of whoever is next, and says which point keepalived would refuse', async () => {
		const points = gridDesign([parseAxis('priority@docker2=60,90,300')]);
		const pool = new SimPool(1, new AbortController().signal);
		const done = await sweep({ spec: seed, tuning: MEASURED }, { points, drills: [drill], trials: 5, seed: 'x' }, pool, () => {});
		const median = done.map(({ cells }) => cells[0]?.summary.takeoverFromGoodbyeMs?.p50 ?? null);
		// (256 − 60) / 256 s and (256 − 90) / 256 s, and what machines take.
		expect(median[0]).to.be.within(765.6, 765.6 + 60);
		expect(median[1]).to.be.within(648.4, 648.4 + 60);
		expect(done[2]?.refused).to.include('priority');
		const shown = {
			drill: drill.name,
			metric: 'takeoverFromGoodbyeMs',
			statistic: 'p50' as const,
			x: 'priority@docker2',
			y: null,
			others: [],
		};
		const text = heatMapText(done, shown, { color: false });
		expect(text).to.match(/60 +90 +300/);
		expect(text).to.match(/—$/m);
		expect(heatMapSvg(done, shown).match(/<rect/g)).to.have.length(4);
	});
	it('finds from which pause on the floating IP may move: from Master_Down_Interval less an interval, at the earliest', async () => {
		const points = gridDesign([parseAxis('lasts=0.5s,2.6s,4.5s')]);
		const pause = (await shippedWithoutSuites()).get('short-pause') ?? expect.fail();
		const pool = new SimPool(1, new AbortController().signal);
		const done = await sweep({ spec: seed, tuning: MEASURED }, { points, drills: [pause], trials: 5, seed: 'x' }, pool, () => {});
		const moved = done.map(({ cells }) => (cells[0]?.summary.dualOwnerMs?.max ?? Number.NaN) > 0);
		// 3.707 s at priority 75, version 2, 1 s.
		expect(moved).to.deep.equal([false, false, true]);
	});
	it('draws every label whole, however long', () => {
		const points = [{ set: { 'down_timer_adverts@a-host-with-a-long-name': '2' }, refused: null, cells: [] }];
		const shown = {
			drill: 'd',
			metric: 'takeoverMs',
			statistic: 'p50',
			x: 'down_timer_adverts@a-host-with-a-long-name',
			y: 'down_timer_adverts@a-host-with-a-long-name',
			others: [],
		} as const;
		const svg = heatMapSvg(points, shown);
		const end = /<text x="(\d+)" y="\d+" text-anchor="end"[^>]*>down_timer_adverts@a-host-with-a-long-name 2</.exec(svg);
		// 43 letters of at least 6 pixels end there, and must begin on the picture.
		expect(Number(end?.[1])).to.be.at.least(43 * 6);
		const width = Number(/width="(\d+)"/.exec(svg)?.[1]);
		const middle = Number(/<text x="([\d.]+)" y="48"/.exec(svg)?.[1]);
		expect(middle + (43 * 7) / 2).to.be.at.most(width);
	});
});
