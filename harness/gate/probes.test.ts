import { expect } from 'chai';
import { measureTrial } from '../measure/measure-trial.ts';
import { summarize } from '../measure/summary.ts';
import { KILL_MASTER, killMasterTimeline, prepared } from '../measure/testing.ts';
import type { TrialMeasurements } from '../metrics/measurements.ts';
import { measurements } from '../metrics/measurements-shape.ts';
import { metricOf, metricsOf } from '../metrics/metric-catalog.ts';
import { every, worst } from '../scenario/expect.ts';
import type { ProbeSample } from '../timeline/event.ts';
import { compareDrills } from './baseline/compare-drills.ts';
import { evaluateExpectation } from './expectations.ts';
import { judgeSlo } from './slos.ts';

/** Kill-master, with a probe that is out from 2500 to `backMs`; ten of its requests before the fault fail where `shaky`. */
function trial(backMs: number, shaky = false): TrialMeasurements {
	const samples = Array.from({ length: 240 }, (_, seq): ProbeSample => {
		const dueMs = 100 * seq;
		const isBad = (dueMs >= 2500 && dueMs < backMs) || (shaky && seq < 10);
		const timing = { seq, atMs: dueMs, dueMs, sentMs: dueMs, doneMs: dueMs + 2 };
		return { type: 'probe.sample', probe: 'api-tls', kind: 'https', ...timing, outcome: isBad ? 'tls' : 'ok', tainted: false };
	});
	return measureTrial(prepared([...killMasterTimeline(), ...samples]), KILL_MASTER);
}
const context = { nextInLine: () => [] };
const outage = every('probes.api-tls.outage.longestMs');

describe('a gate on a probe', () => {
	it('judges its figures by their path', () => {
		const judge = (limit: number) => evaluateExpectation(outage.atMost(limit, 'x'), [trial(4000)], context).outcome;
		// The last good request before was due at 2400, the first after at 4000.
		expect([judge(1600), judge(1599)]).to.deep.equal(['pass', 'fail']);
	});
	it('takes objectives by name, dashes and all', () => {
		const text = 'probes.api-tls.outage.longest.max <= 1.6s';
		expect(judgeSlo(text, [trial(4000), trial(3000)], 0)).to.include({ outcome: 'pass' });
		expect(judgeSlo(text, [trial(4000), trial(4100)], 0)).to.include({ outcome: 'fail' });
	});
	it('decides nothing by a probe that is not to be trusted, and everything else all the same', () => {
		const doubtful = trial(4000, true);
		expect(evaluateExpectation(outage.atMost(9000, 'x'), [doubtful], context)).to.deep.include({
			outcome: 'inconclusive',
			got: 'trial 1: not trusted: 10 of 25 requests failed before the fault',
		});
		const ofAll = worst('probes.api-tls.outage.longestMs').atMost(9000, 'x');
		expect(evaluateExpectation(ofAll, [doubtful], context).outcome).to.equal('inconclusive');
		expect(judgeSlo('probes.api-tls.outage.longest < 9s', [doubtful], 0).outcome).to.equal('inconclusive');
		expect(evaluateExpectation(every('http.outageMs').atMost(9000, 'x'), [doubtful], context).outcome).to.equal('pass');
	});
	it('finds a regression against a baseline', () => {
		const before = Array.from({ length: 8 }, (_, i) => trial(3000 + 100 * (i % 2)));
		const after = Array.from({ length: 8 }, (_, i) => trial(5000 + 100 * (i % 2)));
		const changes = compareDrills([{ drill: 'd', before, after }], { resamples: 200 });
		const outcomes = changes
			.filter(({ metric }) => metric.startsWith('probes.'))
			.map(({ metric, outcome }) => `${metric} ${outcome}`);
		expect(outcomes).to.include('probes.api-tls.outage.longestMs regression');
	});
	it('is in the summary, and in the catalogue under the probe’s own name', () => {
		expect(summarize([trial(4000), trial(3000)])['probes.api-tls.outage.longestMs']).to.include({ n: 2, min: 600, max: 1600 });
		expect(metricOf('probes.x.cut.first')).to.deep.include({ path: 'probes.x.cut.firstMs', unit: 'ms', better: 'lower' });
		expect(metricOf('probes.x.nothing')).to.equal(null);
		const names = metricsOf([trial(4000)]).map(({ name }) => name);
		expect(names).to.include('probes.api-tls.lost').and.to.not.include('probes.<name>.lost');
	});
	it('is stored and read again whole', () => {
		const stored = trial(4000);
		expect(measurements.parse(JSON.parse(JSON.stringify(stored)))).to.deep.equal(stored);
	});
});
