import { expect } from 'chai';
import { measureTrial } from '../measure/measure-trial.ts';
import { KILL_MASTER, killMasterMeshTimeline, prepared } from '../measure/testing.ts';
import { allNumbersAt, formatMetric, metricAt, numbersAt } from './metric.ts';
import { GATED_METRICS, METRICS, metricOf } from './metric-catalog.ts';

describe('METRICS', () => {
	it('has one name and one path each, none of which stands for another', () => {
		const words = METRICS.flatMap(({ name, path }) => [...new Set([name, path])]);
		expect(new Set(words).size).to.equal(words.length);
	});
	it('gives names that people would write', () => {
		const names = ['takeoverMs', 'http.outageMs', 'http.latencyMs.p99', 'mesh.tailLossShare', 'dualOwner.failed', 'faultPhase'];
		expect(names.map((path) => metricOf(path)?.name)).to.deep.equal([
			'takeover',
			'http.outage',
			'http.latency.p99',
			'mesh.tailLoss',
			'dualOwner.failed',
			'faultPhase',
		]);
	});
	it('states a unit that agrees with how the metric is printed', () => {
		const wrong = METRICS.filter(({ path, unit }) => {
			const text = formatMetric(path, 1);
			return text.endsWith(' ms') !== (unit === 'ms') || (text.endsWith('%') && unit !== 'share');
		});
		expect(wrong.map(({ path }) => path)).to.deep.equal([]);
	});
	it('leads to numbers in a trial through the mesh', () => {
		const trial = measureTrial(prepared(killMasterMeshTimeline()), KILL_MASTER);
		for (const path of ['takeoverMs', 'http.availability', 'mesh.backendRemovedMs', 'failback.http.sent'])
			expect(numbersAt(trial, metricOf(path)?.path ?? ''), path).not.to.deep.equal([]);
	});
	it('finds by name or path, and nothing else', () => {
		expect(metricOf('takeover')).to.equal(metricOf('takeoverMs'));
		for (const word of ['', 'http', 'toString', 'takeover.p95', 'http.latency']) expect(metricOf(word), word).to.equal(null);
	});
});

describe('GATED_METRICS', () => {
	it('holds a run to what a failover is about, each with its practical size', () => {
		const words = GATED_METRICS.map(({ role, path, better, practical, practicalShare, perTakeoverMs }) =>
			[role, path, better, practical, practicalShare, ...(perTakeoverMs ? ['moves with the takeover'] : [])].join(' '),
		);
		expect(words).to.have.members([
			'deciding takeoverMs lower 100 0 moves with the takeover',
			'deciding vipAbsentMs lower 100 0 moves with the takeover',
			'deciding dualOwnerMs lower 100 0',
			'deciding http.lostMs lower 250 0 moves with the takeover',
			'deciding httpRouted.lostMs lower 250 0 moves with the takeover',
			'watched deafOwnerMs lower 250 0.25',
			'watched otherVips.takeoverMs lower 100 0 moves with the takeover',
			'watched otherVips.dualOwnerMs lower 100 0',
			'watched http.outageMs lower 200 0 moves with the takeover',
			'watched http.tailMs lower 500 0',
			'watched http.availability higher 0.02 0 moves with the takeover',
			'watched httpKeepAlive.outageMs lower 500 0 moves with the takeover',
			'watched httpRouted.outageMs lower 200 0 moves with the takeover',
			'watched httpRouted.availability higher 0.02 0 moves with the takeover',
			'watched mesh.removedByAllMs lower 1000 0.25',
			'watched swarm.leaderElectionMs lower 500 0.25',
			'watched swarm.tasksReplacedMs lower 2000 0.25',
			'watched failback.http.outageMs lower 500 0.25',
		]);
	});
	it("takes a share of availability from each millisecond of takeover, of its own stream's window", () => {
		const trial = measureTrial(prepared(killMasterMeshTimeline()), KILL_MASTER);
		const http = { ...trial.http, windowMs: 5000 };
		const perMs = (path: string) => GATED_METRICS.find((metric) => metric.path === path)?.perTakeoverMs;
		expect(perMs('http.availability')?.({ ...trial, http })).to.equal(-0.0002);
		expect(perMs('httpRouted.availability')?.({ ...trial, http, httpRouted: null })).to.equal(0);
		expect(perMs('takeoverMs')?.(trial)).to.equal(1);
	});
});

describe('allNumbersAt', () => {
	const trial = measureTrial(prepared(killMasterMeshTimeline()), KILL_MASTER);
	const mesh = (backendRemovedMs: Record<string, number | null>) => ({
		...trial,
		mesh: trial.mesh && { ...trial.mesh, backendRemovedMs },
	});
	it('is a single value, or all of a group', () => {
		expect(allNumbersAt(trial, 'takeoverMs')).to.deep.equal([metricAt(trial, 'takeoverMs')]);
		expect(allNumbersAt(mesh({ a: 1, b: 2 }), 'mesh.backendRemovedMs')).to.deep.equal([1, 2]);
	});
	it('is null where a member is missing, where there is no member, and where there is no value', () => {
		expect(allNumbersAt(mesh({ a: 1, b: null }), 'mesh.backendRemovedMs')).to.equal(null);
		expect(allNumbersAt(mesh({}), 'mesh.backendRemovedMs')).to.equal(null);
		expect(allNumbersAt({ ...trial, takeoverMs: null }, 'takeoverMs')).to.equal(null);
	});
});
