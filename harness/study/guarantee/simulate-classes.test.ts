import { expect } from 'chai';
import type { ClusterSpec } from '../../cluster/spec.ts';
import { CLASSES, classesOf } from '../../guarantee/classes/index.ts';
import { guaranteeOf } from '../../guarantee/guarantee.ts';
import type { Guarantee } from '../../guarantee/shape.ts';
import { dockerCheck, fixture, two } from '../../guarantee/testing.ts';
import { findAllDrills } from '../../load/find-drill.ts';
import type { DrillSpec } from '../../scenario/spec.ts';
import { SimPool } from '../../simulate/pool.ts';
import { tuningOf } from '../calibrate/calibration.ts';
import { loadCalibration } from '../calibrate/load-calibration.ts';
import { simulateClasses } from './simulate-classes.ts';

const ABOUT = { vipdrillVersion: '1', clusterArgument: 'x', notModelled: [] };

describe('the guarantee, simulated', function () {
	this.timeout(120_000);
	let drills: DrillSpec[];
	before(async () => {
		drills = await findAllDrills(
			CLASSES.map(({ drill }) => drill),
			false,
		);
	});

	async function guarantee(spec: ClusterSpec, trials: number, classes = classesOf(spec)): Promise<Guarantee> {
		const tuning = tuningOf(await loadCalibration());
		const how = { trials, seed: 'held', tuning, calibration: 'x' };
		await using pool = new SimPool(1, new AbortController().signal);
		return guaranteeOf(spec, await simulateClasses(spec, drills, how, pool, { classes }), ABOUT, classes);
	}
	const differences = ({ classes }: Guarantee) =>
		classes.flatMap(({ id, disagreements, simulation }) => [
			...disagreements.map((text) => `${id}: ${text}`),
			...(simulation?.failed ? [`${id}: ${simulation.failed} failed`] : []),
		]);

	for (const name of ['seed', 'hardened', 'fast'])
		it(`of fixtures/${name}: 200 trials of each class are as theory says, and each never fails its drill`, async () => {
			const got = await guarantee(await fixture(name), 200);
			expect(differences(got)).to.deep.equal([]);
			for (const { id, agree, cannotTell, theory, simulation } of got.classes) {
				expect([agree, cannotTell, simulation?.trials], id).to.deep.equal([true, null, 200]);
				if (theory.outcome !== 'never') continue;
				expect([simulation?.verdict, simulation?.problems[theory.problem ?? 'nobody']], id).to.deep.equal(['fail', 200]);
			}
			expect(got.simulated).to.deep.include({ trials: 200, seed: 'held' });
			// Timer 100.468, packet 2, reading 20, goodbye 13.817, address 29.651 ms.
			expect(got.simulated?.noiseMs).to.equal(166);
		});

	it('of fixtures/haproxy, which has no swarm, is as theory says', async () => {
		expect(differences(await guarantee(await fixture('haproxy'), 100))).to.deep.equal([]);
	});

	it('of fixtures/no-tail, with HAProxy on each host, is as theory says', async () => {
		expect(differences(await guarantee(await fixture('no-tail'), 100))).to.deep.equal([]);
	});

	const dropIn = (delay: string) => ({
		cluster: (text: string) => `${text}files:\n  - from: r.conf\n    to: /etc/systemd/system/keepalived.service.d/r.conf\n`,
		files: { 'r.conf': `[Service]\nRestart=always\nRestartSec=${delay}\n` },
	});
	const auth = (word: string) => `authentication {\n\t\tauth_type PASS\n\t\tauth_pass ${word}\n\t}`;
	for (const [name, lines] of [
		['a weight that is too small', dockerCheck(-25)],
		['a weight that is large enough', dockerCheck(-26)],
		['preempt_delay beside a weight', { ...dockerCheck(-26), b: 'preempt_delay 5' }],
		['nopreempt beside a weight', { ...dockerCheck(-26), b: 'nopreempt' }],
		['a positive weight', dockerCheck(60)],
		['a FAULT of dockerd', dockerCheck(0)],
		['nopreempt', { both: 'nopreempt' }],
		['vrrp_startup_delay', { above: 'global_defs {\n vrrp_startup_delay 10\n}' }],
		['another down_timer_adverts', { b: 'down_timer_adverts 2' }],
		['keepalived that is started again', dropIn('100ms')],
		['keepalived that is started again late', dropIn('5s')],
		['one task', { cluster: (text: string) => text.replace('replicas: 3', 'replicas: 1') }],
		['passwords that differ', { a: auth('one'), b: auth('other') }],
		['a Master_Down_Interval of about 12 s', { both: 'advert_int 4' }],
	] as const)
		it(`of two hosts with ${name} is as theory says`, async () => {
			const got = await guarantee(two(lines), 20);
			const wrong = got.classes.flatMap(({ id, disagreements }) => disagreements.map((text) => `${id}: ${text}`));
			expect(wrong).to.deep.equal([]);
			expect(got.classes.filter(({ agree }) => agree).length).to.be.at.least(7);
		});
	it('of two hosts in host mode is as theory says', async () => {
		const spec = two({});
		spec.service.publishMode = 'host';
		const got = await guarantee(spec, 20);
		expect(differences(got)).to.deep.equal([]);
	});
	it('names a drill that is missing', async () => {
		await using pool = new SimPool(1, new AbortController().signal);
		const how = { trials: 1, seed: 's', tuning: tuningOf(await loadCalibration()), calibration: 'x' };
		const error = await simulateClasses(two({}), [], how, pool).catch((caught: unknown) => caught);
		expect(String(error)).to.include('no drill kill-master');
	});
});
