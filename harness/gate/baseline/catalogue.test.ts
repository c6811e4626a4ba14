import { join } from 'node:path';
import { expect } from 'chai';
import { packageRoot } from '../../base/paths.ts';
import type { ClusterSpec } from '../../cluster/spec.ts';
import { shippedWithoutSuites } from '../../labs/sim/testing.ts';
import type { Tuning } from '../../labs/sim/tuning.ts';
import { isModelled } from '../../labs/sim/unmodelled.ts';
import { loadCluster } from '../../load/load-cluster.ts';
import type { TrialMeasurements } from '../../metrics/measurements.ts';
import { planTrial } from '../../scenario/plan.ts';
import type { DrillSpec } from '../../scenario/spec.ts';
import { simulate } from '../../simulate/batch.ts';
import { tuningOf } from '../../study/calibrate/calibration.ts';
import { loadCalibration } from '../../study/calibrate/load-calibration.ts';
import { compareDrills, type MetricChange } from './compare-drills.ts';
import { seededRandom } from './random.ts';
import { changesVerdict } from './verdict.ts';

const POOL = 60;
const PER_DRILL = 37;
/** Those whose faults the simulator has a model of. */
const drills = new Map(
	[...(await shippedWithoutSuites())].filter(([, { faults }]) => faults.every(({ inject }) => isModelled(inject))),
);

/** The gate over every drill that ships, on simulated trials of the reference design: what it lets pass, and what it finds. */
describe('the gate, over the catalogue', function () {
	this.timeout(300_000);
	const random = seededRandom('catalogue.test');
	const pools = new Map<string, TrialMeasurements[]>();
	let tuning: Tuning;

	before(async () => {
		tuning = tuningOf(await loadCalibration(undefined));
		const seed = await loadCluster(join(packageRoot, 'fixtures/seed'));
		for (const [name, drill] of drills) pools.set(name, trialsOf(seed, drill));
	});

	function trialsOf(spec: ClusterSpec, drill: DrillSpec): TrialMeasurements[] {
		const plans = Array.from({ length: POOL }, (_, i) => {
			const { drill: _drill, ...plan } = planTrial(drill, 'pool', i + 1);
			return plan;
		});
		return simulate({ spec, drill, plans, tuning, keepIn: null }).flatMap(({ trial }) => trial?.measurements ?? []);
	}

	/** Two disjoint draws of so many trials. */
	function twoRuns(pool: readonly TrialMeasurements[], n: number): [TrialMeasurements[], TrialMeasurements[]] {
		const order = pool.map((trial) => ({ trial, at: random() })).sort((a, b) => a.at - b.at);
		const trials = order.map(({ trial }) => trial);
		return [trials.slice(0, n), trials.slice(n, 2 * n)];
	}

	type Change = (trial: TrialMeasurements) => TrialMeasurements;
	/** What a comparison says of so many trials and others to which something was done. */
	function compared(drill: string, n: number, change: Change): MetricChange[] {
		const [before, after] = twoRuns(pools.get(drill) ?? [], n);
		return compareDrills([{ drill, before, after: after.map(change) }], { resamples: 200, sensitivity: false });
	}
	const values = (drill: string, of: (trial: TrialMeasurements) => number | null) =>
		(pools.get(drill) ?? []).map(of).filter((value) => value !== null);
	/** Drills in whose every trial a figure is there, and of which it is known to a second. */
	const steady = (of: (trial: TrialMeasurements) => number | null, withinMs: number) =>
		[...pools.keys()].filter((drill) => {
			const all = values(drill, of);
			return all.length === POOL && Math.max(...all) - Math.min(...all) <= withinMs;
		});
	function expectFound(drillNames: readonly string[], change: Change, metric: string): void {
		expect(drillNames.length).to.be.above(7);
		for (const drill of drillNames) {
			const tries = Array.from({ length: 10 }, () => compared(drill, 20, change));
			const found = tries.filter((changes) => changesVerdict(changes) === 'fail').length;
			expect(found, `${drill}: found in ${found} of 10`).to.be.at.least(9);
			const called = tries.filter((changes) => changes.some((c) => c.metric === metric && c.outcome === 'same'));
			expect(called.length, `${drill}: called the same`).to.equal(0);
		}
	}

	it('lets 1,000 comparisons of like with like pass in at least 95 %, ten trials each', () => {
		const verdicts = [...pools.keys()].flatMap((drill) =>
			Array.from({ length: PER_DRILL }, () => changesVerdict(compared(drill, 10, (trial) => trial))),
		);
		expect(verdicts.length).to.be.at.least(PER_DRILL * 27);
		expect(verdicts.filter((verdict) => verdict !== 'pass').length / verdicts.length).to.be.at.most(0.05);
	});
	it('lets whole runs of like with like pass, too', () => {
		const verdicts = Array.from({ length: 5 }, () => {
			const pairs = [...pools].map(([drill, pool]) => {
				const [before, after] = twoRuns(pool, 10);
				return { drill, before, after };
			});
			return changesVerdict(compareDrills(pairs, { resamples: 20, sensitivity: false }));
		});
		expect(verdicts).to.deep.equal(['pass', 'pass', 'pass', 'pass', 'pass']);
	});
	// Where all machines boot, the takeover waits for that, not for VRRP’s timers.
	it('finds a takeover that is 300 ms slower', () => {
		const atPhase = steady(
			({ takeoverMs, faultPhase, theory }) =>
				faultPhase !== null && theory && (takeoverMs ?? 0) < theory.maxMs + 500 ? takeoverMs : null,
			2000,
		);
		const slower: Change = (trial) => ({
			...trial,
			takeoverMs: (trial.takeoverMs ?? 0) + 300,
			vipAbsentMs: (trial.vipAbsentMs ?? 0) + 300,
		});
		// After a cold start whoever boots first takes over, and a boot's own spread is seconds.
		expectFound(
			atPhase.filter((drill) => drill !== 'cold-start'),
			slower,
			'takeoverMs',
		);
	});
	it('finds an outage that is a second longer', () => {
		const longer: Change = (trial) => {
			const { http } = trial;
			return { ...trial, http: { ...http, outageMs: (http.outageMs ?? 0) + 1000, lostMs: (http.lostMs ?? 0) + 1000 } };
		};
		expectFound(
			steady(({ http }) => http.lostMs, 1500),
			longer,
			'http.lostMs',
		);
	});
	it('finds a tail that is twice as long', () => {
		const longer: Change = (trial) => {
			const { http } = trial;
			const degradedMs = (http.degradedMs ?? 0) * 2;
			const lostMs = (http.lostMs ?? 0) + (http.degradedMs ?? 0) * (http.degradedLossShare ?? 0);
			return { ...trial, http: { ...http, tailMs: (http.tailMs ?? 0) * 2, degradedMs, lostMs } };
		};
		expectFound(
			steady(({ http }) => (http.tailMs !== null && http.tailMs > 1000 ? http.tailMs : null), 4000),
			longer,
			'http.tailMs',
		);
	});
	it('finds a check of dockerd that is gone', async () => {
		const drill = drills.get('dockerd-stop-master') ?? expect.fail('no such drill');
		const hardened = await loadCluster(join(packageRoot, 'fixtures/hardened'));
		const hosts = hardened.hosts.map((host) => {
			const { keepalived } = host;
			const instances = keepalived?.instances.map((instance) => ({ ...instance, tracks: [] })) ?? [];
			return { ...host, keepalived: keepalived && { ...keepalived, instances } };
		});
		const before = trialsOf(hardened, drill).slice(0, 20);
		const after = trialsOf({ ...hardened, hosts }, drill).slice(0, 20);
		expect(after).to.have.length(20);
		const changes = compareDrills([{ drill: drill.name, before, after }]);
		expect(changesVerdict(changes)).to.equal('fail');
		expect(changes.filter(({ outcome }) => outcome === 'regression').map(({ metric }) => metric)).to.include('http.lostMs');
	});
});
