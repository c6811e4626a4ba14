import { expect } from 'chai';
import { build, GOOD_CLUSTER } from '../cluster/testing.ts';
import { drillProblems } from './check-drill.ts';
import { every } from './expect.ts';
import { probeProblems, probesAsked } from './probes-asked.ts';
import type { DrillSpec } from './spec.ts';

const spec = build(`${GOOD_CLUSTER}probes:\n  - { name: api, kind: tcp }\n  - { name: dns, kind: udp }\n`);
const drill = (probes: string[], over: Partial<DrillSpec> = {}): DrillSpec => ({
	...{
		name: 'probed',
		event: 'Nothing.',
		hypothesis: 'Nothing.',
		steady: '1s',
		observe: '1s',
		faults: [],
		settle: '1s',
		expect: [],
	},
	...{ load: { ratePerSecond: 1, keepAliveRatePerSecond: 0, timeout: '1s', probes } },
	...over,
});

describe('the probes of a drill', () => {
	it('are those that its load names', () => {
		expect(probesAsked(drill(['dns']).load, spec).map(({ name }) => name)).to.deep.equal(['dns']);
		expect(probesAsked({}, spec)).to.deep.equal([]);
	});
	it('must be the cluster’s', () => {
		expect(probeProblems(drill(['api', 'dns']), spec)).to.deep.equal([]);
		expect(probeProblems(drill(['api', 'dnz']), spec)).to.deep.equal([
			{
				field: 'load.probes[1]',
				value: 'dnz',
				problem: 'no probe of two has this name',
				fix: 'Did you mean dns? The probes are api, dns',
			},
		]);
	});
	it('are all that its expectations and objectives may name', () => {
		const asks = (probes: string[]) =>
			drillProblems(
				drill(probes, {
					expect: [every('probes.api.outage.longestMs').atMost('1s', 'a short outage')],
					slo: ['probes.api.availability.min >= 98%'],
				}),
			).map(({ field, problem }) => `${field}: ${problem}`);
		expect(asks(['api'])).to.deep.equal([]);
		expect(asks(['dns'])).to.deep.equal([
			'expect[0].metric: the probe api does not ask in this drill',
			'slo: the probe api does not ask in this drill',
		]);
	});
	it('are named once', () => {
		expect(drillProblems(drill(['api', 'api'])).map(({ field }) => field)).to.deep.equal(['load.probes[1]']);
	});
	it('have figures that there are', () => {
		const about = (metric: string) => drillProblems(drill(['api'], { expect: [every(metric).atMost(1, 'x')] })).length;
		expect(['probes.api.cut.times', 'probes.api.lostMs', 'probes.api.latencyMs.p99'].map(about)).to.deep.equal([0, 0, 0]);
		expect(['probes.api.outage', 'probes.api.nothing', 'probes.api'].map(about)).to.deep.equal([1, 1, 1]);
	});
});
