import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { MEASURED } from '../../labs/sim/tuning.ts';
import { findDrills } from '../../load/find-drill.ts';
import { loadCluster } from '../../load/load-cluster.ts';
import { shippedDrills } from '../../load/shipped-drills.ts';
import { drillProblems } from '../../scenario/check-drill.ts';
import { dockerdStop, keepalivedKill, packetLoss, powerLoss, taskKill } from '../../scenario/fault.ts';
import type { FaultStep } from '../../scenario/spec.ts';
import { backup, master } from '../../scenario/target.ts';
import { anyTarget, classesFor, classOf, FAULT_CLASSES } from './fault-classes.ts';
import { type Finding, fuzz } from './fuzz.ts';
import { isFair, Judge } from './judge.ts';
import { scenarioFile } from './scenario-file.ts';
import { anySchedule, drillOf } from './schedule.ts';

const seed = await loadCluster('fixtures/seed');
const words = { event: 'x', hypothesis: 'x' };

const find = (runs: number, findings: number) => {
	const told: Finding[] = [];
	const signal = new AbortController().signal;
	const options = { runs, findings, seed: 'test', signal, onDone: () => {}, onFinding: (one: Finding) => told.push(one) };
	return fuzz(seed, MEASURED, options).then((found) => ({ found, told }));
};

describe('fuzz', () => {
	it('finds what breaks the reference design, each finding another, and the same with the same seed', async () => {
		const { found, told } = await find(500, 3);
		expect(found).to.have.length(3).and.to.deep.equal(told);
		expect(new Set(found.map(({ name }) => name)).size).to.be.greaterThan(1);
		for (const { broken, trials, drill } of found) {
			expect(broken).to.be.greaterThan(trials / 4);
			// Shrunk: no finding about this design needs more.
			expect(drill.faults.length).to.be.within(1, 3);
		}
		expect((await find(500, 3)).found).to.deep.equal(found);
	}).timeout(60_000);

	it('stops where it is interrupted', async () => {
		const signal = AbortSignal.abort(new Error('enough'));
		const options = { runs: 100, findings: 1, seed: 'x', signal, onDone: () => {}, onFinding: () => {} };
		const refused = await fuzz(seed, MEASURED, options).catch((error: unknown) => error);
		expect(refused).to.have.property('message', 'enough');
	});
});

describe('the classes of faults', () => {
	it('come the mildest first, for shrinking tends there', () =>
		expect(FAULT_CLASSES.map(({ name }) => name)).to.deep.equal([
			...['keepalived-stop', 'keepalived-restart', 'keepalived-pause', 'keepalived-kill', 'vip-delete', 'task-kill'],
			...['dockerd-stop', 'dockerd-kill', 'node-drain', 'link-down', 'link-flap', 'partition', 'packet-loss', 'freeze'],
			...['power-loss', 'reboot'],
		]));
	it('draw every value of each parameter, and nothing that a drill may not say', () => {
		const drawn = FAULT_CLASSES.flatMap(({ make }) => fc.sample(make(master()), { seed: 1, numRuns: 60 }));
		const steps = drawn.map((inject): FaultStep => ({ at: '0s', inject }));
		expect(drillProblems(drillOf('drawn', steps, words))).to.deep.equal([]);
		const texts = new Set(drawn.map((fault) => JSON.stringify(fault)));
		// 11 without a choice, 3 parts of keepalived, 2 ways for dockerd, 3 × 3 partitions, 2 × 2 losses; the flap has none.
		expect(texts).to.have.property('size', 30);
		expect(texts).to.include(JSON.stringify(packetLoss(master(), 60, { traffic: 'vrrp' })));
	});
});

describe('on a cluster without a swarm, two hosts of four with the VIP', () => {
	it('faults are none of the swarm’s, and hit the owner and the one who follows', async () => {
		const spec = await loadCluster('fixtures/haproxy');
		const names = classesFor(spec).map(({ name }) => name);
		expect(FAULT_CLASSES.map(({ name }) => name).filter((name) => !names.includes(name))).to.deep.equal([
			...['task-kill', 'dockerd-stop', 'dockerd-kill', 'node-drain'],
		]);
		expect(new Set(fc.sample(anyTarget(spec), { seed: 1, numRuns: 60 }).map(({ kind }) => kind))).to.deep.equal(
			new Set(['master', 'backup']),
		);
		expect(fc.sample(anyTarget(spec), { seed: 1, numRuns: 60 })).not.to.deep.include(backup(2));
	});
	it('one host down is judged, two are too many', async () => {
		const judge = new Judge(await loadCluster('fixtures/haproxy'), MEASURED);
		const off = (...targets: ReturnType<typeof master>[]) =>
			drillOf(
				'x',
				targets.map((target) => ({ at: '0s', inject: powerLoss(target), lasts: '5s' })),
				words,
			);
		expect(judge.broken(off(master()), 'x', 1)).to.be.an('array');
		expect(
			judge.broken(
				drillOf('x', [...off(master()).faults, { at: '1s', inject: powerLoss(backup()), lasts: '5s' }], words),
				'x',
				1,
			),
		).to.equal(null);
	});
});

describe('a schedule', () => {
	it('is in time order, of the classes that were asked for, and shrinks to one fault at once', () => {
		const classes = FAULT_CLASSES.filter(({ name }) => name === 'task-kill' || name === 'partition');
		fc.assert(
			fc.property(anySchedule(classes, anyTarget(seed)), (steps) => {
				const times = steps.map(({ at }) => Number.parseFloat(at));
				expect(times).to.deep.equal(times.toSorted((a, b) => a - b));
				for (const { inject } of steps) expect(classes).to.include(classOf(inject));
			}),
		);
		let shrunk: FaultStep[] = [];
		const fails = fc.property(anySchedule(FAULT_CLASSES, anyTarget(seed)), (steps) => {
			shrunk = steps;
			return false;
		});
		fc.check(fails, { seed: 1 });
		expect(shrunk).to.have.length(1);
		expect(shrunk[0]).to.include({ at: '0s' });
	});

	it('is fair where each host is hit once at a time, and no more hosts than the majority can miss', () => {
		const steps = [
			{ at: '0s' as const, inject: taskKill(master()) },
			{ at: '30s' as const, inject: dockerdStop(backup()), lasts: '5s' as const },
		];
		const hit = (index: number, host: string, atMs: number) => ({ index, hosts: [host], atMs });
		expect(isFair(steps, [hit(0, 'a', 0), hit(1, 'a', 30_000)], 1)).to.equal(true);
		expect(isFair(steps, [hit(0, 'a', 0), hit(1, 'a', 5000)], 1), 'the same host before it is well').to.equal(false);
		expect(isFair(steps, [hit(0, 'a', 0), hit(1, 'b', 5000)], 1), 'two hosts at a time').to.equal(false);
		expect(isFair(steps, [hit(0, 'a', 0), hit(1, 'b', 5000)], 2)).to.equal(true);
		expect(isFair(steps, [hit(0, 'a', 0)], 2), 'one was not injected').to.equal(false);
	});
});

describe('a judgement', () => {
	const judge = new Judge(seed, MEASURED);

	it('names the invariant that a known mistake of the design breaks: SIGKILL of all of keepalived leaves the address', () => {
		const drill = drillOf('x', [{ at: '0s', inject: keepalivedKill(master()), lasts: '8s' }], words);
		expect(judge.broken(drill, 'x', 1)?.map(({ id }) => id)).to.include('one-owner');
	});

	it('says nothing of two hosts down at a time', () => {
		const faults = [master(), backup(2)].map((target) => ({
			at: '0s' as const,
			inject: powerLoss(target),
			lasts: '5s' as const,
		}));
		expect(judge.broken(drillOf('x', faults, words), 'x', 1)).to.equal(null);
	});
});

describe('a saved finding', () => {
	const dir = mkdtempSync(join('harness', 'fuzz-test-'));
	after(() => rmSync(dir, { recursive: true }));

	it('is an ordinary scenario file that gives the drill back, and none of --all', async () => {
		const { describe } = globalThis;
		const [finding = expect.fail()] = (await find(500, 1)).found;
		const file = join(dir, 'a.scenario.ts');
		writeFileSync(file, scenarioFile(finding, { cluster: 'seed', calibration: 'x', vipdrillVersion: '1' }, '../index.ts'));
		Object.assign(globalThis, { describe: undefined });
		try {
			expect(await findDrills(file)).to.deep.equal([finding.drill]);
		} finally {
			Object.assign(globalThis, { describe });
		}
		expect(shippedDrills()).not.to.include(finding.name);
	}).timeout(60_000);
});
