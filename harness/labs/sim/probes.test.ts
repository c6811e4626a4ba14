import { expect } from 'chai';
import { build, GOOD_CLUSTER } from '../../cluster/testing.ts';
import { loadCluster } from '../../load/load-cluster.ts';
import { measureTrial } from '../../measure/measure-trial.ts';
import { prepared } from '../../measure/testing.ts';
import { freeze, powerLoss } from '../../scenario/fault.ts';
import { planTrial } from '../../scenario/plan.ts';
import type { DrillSpec, FaultStep } from '../../scenario/spec.ts';
import { master } from '../../scenario/target.ts';
import { Recording } from '../../timeline/recording.ts';
import { clusterModel } from './cluster-model.ts';
import { SimTrial } from './trial.ts';
import { MEASURED } from './tuning.ts';
import { SIM_KIND } from './unmodelled.ts';

const hardened = await loadCluster('fixtures/hardened');
const probe = (kind: 'http' | 'https' | 'tcp') => ({
	...{ name: kind, address: hardened.vip, port: hardened.service.publishedPort, timeoutMs: 1000, everyMs: 20 },
	...(kind === 'tcp' ? { kind } : kind === 'http' ? { kind, path: '/' } : { kind, path: '/', serverName: null, ca: null }),
});
const spec = { ...hardened, probes: [probe('http'), probe('https'), probe('tcp')] };
const drill = (probes: string[], faults: FaultStep[]): DrillSpec => ({
	...{ name: 'probed', event: 'A host dies.', hypothesis: 'It is seen.', steady: '3s', observe: '20s', settle: '2s', expect: [] },
	...{ faults, load: { ratePerSecond: 50, keepAliveRatePerSecond: 0, timeout: '1s', probes } },
});
function simulated(one: DrillSpec) {
	const recording = new Recording();
	new SimTrial(clusterModel(spec), MEASURED, planTrial(one, 'test', 1), recording).run();
	const trial = measureTrial(prepared(recording.events()), { vip: spec.vip, theoryByHost: {}, faults: one.faults });
	return { recording, http: trial.http, of: (name: string) => trial.probes[name] as NonNullable<(typeof trial.probes)[string]> };
}

describe('probes, simulated', function () {
	this.timeout(20_000);
	it('share the fate of the HTTP load at a takeover', () => {
		const died: FaultStep = { at: '0s', inject: powerLoss(master()), lasts: '15s' };
		const { http, of } = simulated(drill(['http', 'https', 'tcp'], [died]));
		for (const name of ['http', 'https', 'tcp']) {
			expect(of(name).trust).to.deep.equal({ trusted: true, reasons: [] });
			// Two gaps between requests, each up to two periods long, and one of the load's.
			expect(of(name).outage.longestMs, name).to.be.closeTo(http.outageMs ?? 0, 100);
		}
		expect(http.outageMs).to.be.above(1500);
	});
	it('are not handed the same back end each time by a mesh that goes round', () => {
		const { of } = simulated(drill(['http', 'https'], []));
		for (const name of ['http', 'https']) {
			const shares = Object.values(of(name).answeredBy);
			expect(shares.length, name).to.equal(3);
			for (const share of shares) expect(share, name).to.be.within(0.25, 0.42);
		}
	});
	it('wait for as many answers as their protocol has round trips', () => {
		const calm = simulated(drill(['http', 'https'], []));
		const [plain, secure] = [calm.of('http').latencyMs?.p50 ?? 0, calm.of('https').latencyMs?.p50 ?? 0];
		expect(secure / plain).to.be.within(1.6, 2.4);
	});
	it('open a connection to a frozen task too, for its kernel does, while a page has to wait', () => {
		const frozen: FaultStep = { at: '0s', inject: freeze(master()), lasts: '600ms' };
		const { of } = simulated(drill(['http', 'tcp'], [frozen]));
		expect(of('tcp').latencyMs?.max).to.be.below(100);
		expect(of('http').latencyMs?.max).to.be.above(200);
		expect(of('tcp').answeredBy).to.deep.equal({ '?': 1 });
	});
	it('change nothing in a drill that has none', () => {
		const died: FaultStep = { at: '0s', inject: powerLoss(master()), lasts: '15s' };
		const events = (of: typeof spec) => {
			const recording = new Recording();
			new SimTrial(clusterModel(of), MEASURED, planTrial(drill([], [died]), 'test', 1), recording).run();
			return recording.events();
		};
		expect(events(spec)).to.deep.equal(events({ ...hardened, probes: [] }));
		expect(events(spec).some(({ type }) => type === 'probe.sample')).to.equal(false);
	});
	it('are refused by name where there is no model of them', () => {
		const yaml = `${GOOD_CLUSTER}probes:
  - { name: dns, kind: udp }
  - { name: long, kind: idle, idleMs: 1000 }
  - { name: feed, kind: stream }
  - { name: own, kind: command, command: [true.sh] }
  - { name: host, kind: tcp, address: 10.0.0.11 }
  - { name: other, kind: tcp, port: 81 }
  - { name: good, kind: tcp }
`.replace('true.sh', "'./x'");
		const cluster = build(yaml, { x: '' });
		const names = cluster.probes.map(({ name }) => name);
		const refused = SIM_KIND.refuses(drill(names, []), cluster);
		expect(refused.map(({ field, value }) => `${field} ${value}`)).to.deep.equal([
			'load.probes[0] dns',
			'load.probes[1] long',
			'load.probes[2] feed',
			'load.probes[3] own',
			'load.probes[4] host',
			'load.probes[5] other',
		]);
		expect(refused.at(-1)?.problem).to.equal('the simulator has no model of this probe (tcp): it has one service, at port 80');
	});
});
