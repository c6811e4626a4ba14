import { expect } from 'chai';
import { formatMetric, formatShare, metricAt } from '../metrics/metric.ts';
import { measureTrial } from './measure-trial.ts';
import { percentile, summarize, summaryOf } from './summary.ts';
import { KILL_MASTER, killMasterMeshTimeline, killMasterTimeline, prepared } from './testing.ts';

const trial = measureTrial(prepared(killMasterTimeline()), KILL_MASTER);

describe('percentile', () => {
	// The example of the nearest-rank method: 15, 20, 35, 40, 50.
	for (const [percent, expected] of [
		[0, 15],
		[5, 15],
		[30, 20],
		[40, 20],
		[50, 35],
		[95, 50],
		[100, 50],
	] as const)
		it(`nearest rank, ${percent} %`, () => expect(percentile([50, 15, 40, 20, 35], percent)).to.equal(expected));
	it('has none of nothing', () => expect(percentile([], 50)).to.equal(null));
});

describe('summaryOf', () => {
	it('sums up', () => {
		const values = Array.from({ length: 20 }, (_, i) => 20 - i);
		expect(summaryOf(values)).to.deep.equal({ n: 20, min: 1, p50: 10, p95: 19, max: 20 });
	});
	it('has none of nothing', () => expect(summaryOf([])).to.equal(null));
});

describe('summarize', () => {
	it('takes the trials that have a value', () => {
		const summary = summarize([trial, { ...trial, takeoverMs: 3500 }, { ...trial, takeoverMs: null, failback: null }]);
		expect(summary.takeoverMs).to.deep.equal({ n: 2, min: 3205, p50: 3205, p95: 3500, max: 3500 });
		expect(summary['failback.returnMs']).to.deep.equal({ n: 2, min: 8000, p50: 8000, p95: 8000, max: 8000 });
		expect(summary['http.outageMs']?.n).to.equal(3);
	});
	it('takes every survivor’s value of every trial', () => {
		const mesh = measureTrial(prepared(killMasterMeshTimeline()), KILL_MASTER);
		const kept = { ...mesh, mesh: mesh.mesh && { ...mesh.mesh, backendRemovedMs: { docker2: 7000, docker3: null } } };
		const summary = summarize([mesh, kept, trial]);
		expect(summary['mesh.backendRemovedMs']).to.deep.equal({ n: 3, min: 5900, p50: 6000, p95: 7000, max: 7000 });
		expect(summary['mesh.tailLossShare']?.n).to.equal(2);
	});
	it('leaves out a metric that no trial has', () => {
		expect(summarize([trial])).not.to.have.property('httpKeepAlive.outageMs');
		expect(summarize([])).to.deep.equal({});
	});
});

describe('metricAt', () => {
	for (const [path, expected] of [
		['takeoverMs', 3205],
		['newOwner', 'docker2'],
		['http.failures.timeout', 210],
		['http.failures.reset', null],
		['trust.trusted', true],
		['failback.http.outageMs', 0],
		['http.outages', null],
		['no.such.path', null],
		['toString', null],
		['', null],
	] as const)
		it(`${path || 'nothing'} is ${expected}`, () => expect(metricAt(trial, path)).to.equal(expected));
});

describe('formatMetric', () => {
	for (const [path, value, expected] of [
		['takeoverMs', 3205, '3.21 s'],
		['http.latencyMs.p50', 2.25, '2.3 ms'],
		['http.availability', 0.5, '50.00 %'],
		['mesh.tailLossShare', 0.25, '25.00 %'],
		['http.sent', 475, '475'],
		['faultPhase', 0.336, '0.34'],
		['newOwner', 'docker2', 'docker2'],
		['takeoverMs', null, '—'],
	] as const)
		it(`${path} ${value}`, () => expect(formatMetric(path, value)).to.equal(expected));
	for (const [share, expected] of [
		[1, '100 %'],
		[0, '0 %'],
		[0.99999, '99.99 %'],
		[0.29, '29.00 %'],
		[null, '—'],
	] as const)
		it(`share ${share}`, () => expect(formatShare(share)).to.equal(expected));
});
