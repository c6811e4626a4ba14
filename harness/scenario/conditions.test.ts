import { expect } from 'chai';
import { InputError } from '../base/errors.ts';
import { parseConditions, underConditions } from './asked-conditions.ts';
import { drillProblems } from './check-drill.ts';
import { backgroundOf, describeConditions } from './conditions.ts';
import { drill } from './drill.ts';
import { packetDelay, packetLoss, powerLoss } from './fault.ts';
import type { Conditions, DrillSpec } from './spec.ts';
import { master } from './target.ts';

const under = (conditions: Conditions, faults: DrillSpec['faults'] = []): DrillSpec =>
	drill('short', {
		...{ event: 'It happens.', hypothesis: 'Nothing.', steady: '1s', observe: '1s', faults, settle: '1s' },
		...{ load: { ratePerSecond: 1, keepAliveRatePerSecond: 0, timeout: '1s' }, expect: [], conditions },
	});
const problemsOf = (work: () => unknown): string[] => {
	try {
		work();
		return [];
	} catch (error) {
		if (!(error instanceof InputError)) throw error;
		return error.problems.map(({ field, problem }) => `${field}: ${problem}`);
	}
};
const check = (spec: DrillSpec) => drillProblems(spec).map(({ field, problem }) => `${field}: ${problem}`);

describe('conditions of a drill', () => {
	it('are what the fault background does to every host', () => {
		expect(backgroundOf({ latency: '5ms', loss: 1 })).to.deep.equal({
			...{ kind: 'background', target: { kind: 'everyone' } },
			...{ latency: '5ms', jitter: '0ms', loss: 1, cpu: 0, disk: 0 },
		});
		expect([backgroundOf(undefined), backgroundOf({}), backgroundOf({ loss: 0 })]).to.deep.equal([null, null, null]);
	});
	it('are said in words', () => {
		expect(describeConditions({ latency: '5ms', jitter: '1ms', loss: 0.5, cpu: 1, disk: 2 })).to.equal(
			'latency 5ms, jitter 1ms, loss 0.5 %, 1 busy loop a host, 2 disk writers a host',
		);
		expect([describeConditions(undefined), describeConditions({ loss: 0 })]).to.deep.equal([null, null]);
	});
	it('are checked with the drill: ranges, and one queue a NIC', () => {
		expect(check(under({ latency: '5ms', loss: 2, cpu: 1 }))).to.deep.equal([]);
		expect(check(under({ loss: 101, cpu: 1.5 }))).to.deep.equal([
			'conditions.loss: this is no share in per cent',
			'conditions.cpu: this is no number of programs',
		]);
		expect(check(under({}))).to.deep.equal(['conditions: there are none']);
		const lost = [{ at: '0s' as const, inject: packetLoss(master(), 10) }];
		expect(check(under({ latency: '1ms' }, lost))).to.deep.equal([
			'faults[0].inject: it wants the queue of a NIC that conditions of the network have already',
		]);
		expect(check(under({ cpu: 1 }, lost))).to.deep.equal([]);
		expect(check(under({ loss: 1 }, [{ at: '0s', inject: powerLoss(master()) }]))).to.deep.equal([]);
	});
	it('are read from the command line, the last one counts', () => {
		expect(parseConditions(['latency=5ms', 'loss=1%', 'cpu=2', 'latency=7ms'])).to.deep.equal({
			latency: '7ms',
			loss: 1,
			cpu: 2,
		});
		for (const [text, problem] of [
			['speed=1', 'there is no such condition'],
			['latency=5', 'it is not a duration'],
			['loss=much', 'it is not a number'],
			['cpu=', 'it is not a number'],
		] as const)
			expect(
				problemsOf(() => parseConditions([text])),
				text,
			).to.deep.equal([`--condition: ${problem}`]);
	});
	it('of the command line come over those of the drill, and are refused with it', () => {
		const [changed] = underConditions([under({ latency: '5ms', loss: 1 })], { loss: 3 });
		expect(changed?.conditions).to.deep.equal({ latency: '5ms', loss: 3 });
		const late = under({ cpu: 1 }, [{ at: '0s', inject: packetDelay(master(), '5ms') }]);
		expect(problemsOf(() => underConditions([late], { loss: 1 }))).to.deep.equal([
			'faults[0].inject: it wants the queue of a NIC that conditions of the network have already',
		]);
		expect(underConditions([late], {})).to.deep.equal([late]);
	});
});
