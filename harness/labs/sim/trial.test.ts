import { assert } from 'chai';
import { InputError } from '../../base/errors.ts';
import type { Duration } from '../../base/units.ts';
import { readConf } from '../../cluster/host-keepalived.ts';
import { readInstances } from '../../keepalived/instances.ts';
import { loadCluster } from '../../load/load-cluster.ts';
import { prepared } from '../../measure/testing.ts';
import { assembleTrial, summarizeCluster } from '../../results/assemble.ts';
import { hostProblems } from '../../scenario/check-hosts.ts';
import { checkFails, cpuStarve, dockerdStop, partition, raftDiskFull, serviceScale, taskKill } from '../../scenario/fault.ts';
import { planTrial } from '../../scenario/plan.ts';
import type { DrillSpec, FaultStep } from '../../scenario/spec.ts';
import { backup, master } from '../../scenario/target.ts';
import { simulate } from '../../simulate/batch.ts';
import type { TimelineEvent } from '../../timeline/event.ts';
import { formatEvent, parseTimeline } from '../../timeline/ndjson.ts';
import { Recording } from '../../timeline/recording.ts';
import { clusterModel } from './cluster-model.ts';
import type { Machine } from './machine.ts';
import { shippedWithoutSuites, timesOf } from './testing.ts';
import { SimTrial } from './trial.ts';
import { MEASURED } from './tuning.ts';
import { isModelled } from './unmodelled.ts';
import { World } from './world.ts';

const spec = await loadCluster('fixtures/seed');
const model = clusterModel(spec);
const drills = await shippedWithoutSuites();
/** For drills of what the reference design has not. */
const others = await Promise.all(['two-vips', 'haproxy'].map((name) => loadCluster(`fixtures/${name}`)));

function drillNamed(name: string): DrillSpec {
	const drill = drills.get(name);
	if (!drill) throw new Error(`no drill ${name}`);
	return drill;
}

function timelineOf(name: string, trial: number, seed = 'test', of = model): TimelineEvent[] {
	const recording = new Recording();
	new SimTrial(of, MEASURED, planTrial(drillNamed(name), seed, trial), recording).run();
	return recording.events();
}

/** Some trials of a drill, measured as real ones are. */
function measured(name: string, trials: number, of = model) {
	return Array.from({ length: trials }, (_, i) => {
		const plan = planTrial(drillNamed(name), 'test', i + 1);
		return assembleTrial(plan, prepared(timelineOf(name, i + 1, 'test', of)), summarizeCluster(of.spec), {
			timeline: '',
			capture: null,
		});
	});
}

/**
 * What the reference design does not get over at once: a customer is left with a wrong ARP entry (keepalived issue 166), or the agent of a node
 * that was cut off comes back so late that its tasks are replaced after the heal.
 */
const NOT_AT_ONCE = ['lossy-lan', 'deaf-boot', 'isolate-master', 'partition-heal', 'one-way-partition', 'vrrp-partition'];

describe('a simulated trial', () => {
	it('has the same timeline, byte for byte, with the same seed, and another with another', () => {
		const text = (seed: string) => timelineOf('kill-master', 1, seed).map(formatEvent).join('\n');
		assert.equal(text('a'), text('a'));
		assert.notEqual(text('a'), text('b'));
	});

	it('begins in the midst of the check scripts’ interval, another time each', async () => {
		const hardened = clusterModel(await loadCluster('fixtures/hardened'));
		const trials = measured('dockerd-stop-master', 40, hardened);
		const takeovers = trials.map(({ measurements }) => measurements.takeoverMs ?? Number.NaN);
		// Once a second, two failures in a row: FAULT 1 to 2 s after Docker is gone, and the successor 0.13 s later.
		const [least, most] = [Math.min(...takeovers), Math.max(...takeovers)];
		assert.isAbove(most - least, 700);
		assert.isAbove(least, 1100);
		assert.isBelow(most, 2400);
	});

	it('of vip-duplicate leaves customers with the stranger until the owner announces himself again', async () => {
		const hardened = clusterModel(await loadCluster('fixtures/hardened'));
		const worst = (trials: ReturnType<typeof measured>) => trials.map(({ measurements }) => measurements.http.outageMs ?? 0);
		// The seed's owner never does; the hardened one every second (vrrp_garp_master_refresh 1), plus 20 ms between requests, twice.
		assert.isAtLeast(Math.min(...worst(measured('vip-duplicate', 5))), 20_000);
		assert.isAtMost(Math.max(...worst(measured('vip-duplicate', 20, hardened))), 1_060);
		const [first] = measured('vip-duplicate', 1);
		assert.deepEqual([first?.measurements.vipAbsentMs, first?.measurements.takeoverMs], [0, null]);
		const garps = timelineOf('vip-duplicate', 1).filter((event) => event.type === 'arp.gratuitous' && event.host === null);
		assert.lengthOf(garps, 1);
	});

	it('of pause-master costs customers nothing but the wait, for a frozen host’s kernel takes their connections', async () => {
		const spec = await loadCluster('fixtures/seed');
		const inHostMode = clusterModel({ ...spec, service: { ...spec.service, publishMode: 'host' } });
		for (const { measurements } of measured('pause-master', 10, inHostMode)) {
			// As in ten real trials: a request that was sent in the first 20 ms may be given up just before the thaw.
			assert.isAtMost(measurements.http.outageMs ?? Number.NaN, 60);
			assert.isAbove(measurements.http.latencyMs?.max ?? 0, 900);
			assert.equal(measurements.dualOwnerMs, 0);
		}
	});

	it('of one-way-partition lets Swarm hear the manager again only when TCP sends what was lost', () => {
		const trials = measured('one-way-partition', 40);
		const down = trials.filter(({ measurements }) => typeof measurements.swarm?.nodeDownMs === 'number');
		// The cut ends at 10 s, and the way is free again 12.6 to 13.6 s after the fault: heartbeats run out 9 to 16.5 s after it.
		// In ten real trials the node was called down nine times. Two of three times it does not lead, and is called down by another.
		assert.isAbove(down.length, 12);
		const backMs = trials.flatMap((_, i) => {
			const events = timelineOf('one-way-partition', i + 1);
			const cut = events.find(({ type }) => type === 'fault.injected')?.atMs ?? Number.NaN;
			const isDown = events.findIndex((event) => event.type === 'swarm.node' && event.atMs > cut && event.state === 'down');
			const back = events.slice(isDown).find((event) => event.type === 'swarm.node' && event.state === 'ready');
			return isDown >= 0 && back ? [back.atMs - cut] : [];
		});
		assert.isAbove(Math.min(...backMs), 12_000);
	});

	it('of two freezes thaws a host, and what it was asked, with the last of them', () => {
		const thawed: string[] = [];
		class Noted extends World {
			override thawed({ name }: Machine): void {
				thawed.push(name);
			}
		}
		const [machine] = new Noted(model, MEASURED, 'test', () => {}).machines;
		machine?.freeze();
		machine?.freeze();
		machine?.thaw();
		assert.deepEqual(thawed, []);
		machine?.thaw();
		assert.deepEqual(thawed, ['docker1']);
	});

	it('is written in events that the timeline knows', () => {
		const events = timelineOf('partition-heal', 1);
		assert.equal(parseTimeline(events.map(formatEvent).join('\n'), 'sim').length, events.length);
	});

	it('is refused where a fault has no model, by the name of the fault', () => {
		const inject = raftDiskFull(master());
		const drill: DrillSpec = { ...drillNamed('kill-master'), faults: [{ at: '0s', inject }] };
		assert.throws(
			() => new SimTrial(model, MEASURED, planTrial(drill, 'x', 1), new Recording()),
			InputError,
			'no model of this fault',
		);
	});

	for (const [name, { faults }] of drills) {
		// Drills with a fault that has no model are refused, which a test above shows.
		if (!faults.every(({ inject }) => isModelled(inject))) continue;
		it(`of ${name} heals, and can be trusted`, () => {
			const fits = (one: typeof spec) => hostProblems(drillNamed(name), one).length === 0;
			const of = fits(spec) ? model : clusterModel(others.find(fits) ?? spec);
			for (const { measurements, invariants } of measured(name, 2, of)) {
				assert.deepEqual(measurements.trust.reasons, []);
				if (NOT_AT_ONCE.includes(name)) continue;
				const converges = invariants.find(({ id }) => id === 'converges');
				assert.equal(converges?.outcome, 'pass', converges?.got);
			}
		});
	}
});

describe('faults of the service and the processor, simulated', () => {
	const eventsOf = (faults: FaultStep[], observe: Duration = '20s') => {
		const drill: DrillSpec = { ...drillNamed('kill-master'), name: 'other', faults, observe };
		const recording = new Recording();
		new SimTrial(model, MEASURED, planTrial(drill, 'test', 1), recording).run();
		return recording.events();
	};
	const running = (events: TimelineEvent[], atMs: number) => {
		const states = new Map<string, boolean>();
		for (const e of events)
			if (e.type === 'swarm.task' && e.atMs <= atMs) states.set(e.task, e.state === 'running' && e.desiredState === 'running');
		return [...states.values()].filter(Boolean).length;
	};

	it('a service is scaled up, and back', () => {
		const events = eventsOf([{ at: '0s', inject: serviceScale(5), lasts: '18s' }]);
		assert.deepEqual([running(events, 2000), running(events, 20_500), running(events, Number.POSITIVE_INFINITY)], [3, 5, 3]);
	});

	it('a rolling update replaces one task after the other, and nobody is left without an answer for long', () => {
		for (const { measurements: m } of measured('rolling-service-update', 3)) {
			// Real hosts: 14.3 and 15.5 s for three tasks.
			assert.isAtLeast(m.swarm?.tasksReplacedMs ?? 0, 10_000);
			assert.isAtMost(m.http.outageMs ?? Number.NaN, 1000);
		}
	});

	it('a starved MASTER advertises late by up to a quota period, and keeps the VIP', () => {
		const events = eventsOf([{ at: '0s', inject: cpuStarve(master(), 0.02), lasts: '15s' }]);
		const times = timesOf(events, 'vrrp.advert', 'docker1').filter((ms) => ms > 3000 && ms < 18_000);
		const gaps = times.slice(1).map((ms, i) => ms - (times[i] ?? 0));
		assert.isAbove(Math.max(...gaps), 1045);
		assert.isBelow(Math.max(...gaps), 1150);
		assert.isEmpty(timesOf(events, 'vip.added', 'docker2'));
	});
});

describe('what fuzzing found wrong in the model', () => {
	const heals = (faults: FaultStep[]) => {
		const drill: DrillSpec = { ...drillNamed('kill-master'), name: 'found', faults, observe: '20s' };
		new SimTrial(model, MEASURED, planTrial(drill, 'test', 1), new Recording()).run();
	};

	it('dockerd is started again where that is asked for while it still stops', () => {
		heals([{ at: '0s', inject: dockerdStop(master()), lasts: '500ms' }]);
	});

	it('a task that a host could not be told of is told of later', () => {
		heals([
			{ at: '0s', inject: taskKill(backup()) },
			{ at: '4s', inject: partition(backup(2), { traffic: 'swarm' }), lasts: '8s' },
		]);
	});
});

describe('what real hosts showed, simulated', () => {
	it('kill-master: takeover within theory, an outage as long, and then a third of the requests fail until gossip is sure', () => {
		for (const { measurements: m } of measured('kill-master', 40)) {
			assert.deepEqual([m.formerOwner, m.newOwner], ['docker1', 'docker2']);
			assert.isAtLeast(m.takeoverMs ?? 0, 2707);
			assert.isAtMost(m.takeoverMs ?? Number.NaN, 3707 + 80);
			assert.closeTo(m.http?.outageMs ?? Number.NaN, m.takeoverMs ?? Number.NaN, 150);
			// Through the mesh on real hosts: removed 5 to 7 s after the kill, in 1 of 64 up to 8.2 s.
			assert.isAtLeast(m.mesh?.removedByAllMs ?? 0, 5000);
			assert.isAtMost(m.mesh?.removedByAllMs ?? Number.NaN, 10_000);
		}
	});

	it('kill-master: the dead host leaves the IPVS tables when it did in ten trials in the guest: 5.4 to 6.6 s, median 6.3 s', () => {
		const removed = measured('kill-master', 60).map(({ measurements: m }) => m.mesh?.removedByAllMs ?? Number.NaN);
		const median = removed.sort((a, b) => a - b)[30] ?? Number.NaN;
		assert.closeTo(median, 6300, 350);
	});

	it('partition-heal: some customers are not served for 90 s, while their kept connection is: 2 of 13 real trials', () => {
		const lost = measured('partition-heal', 60).filter(({ invariants }) =>
			invariants.some(({ id, got }) => id === 'converges' && got.startsWith('the cluster did not come back')),
		);
		assert.isAtLeast(lost.length, 1);
		assert.isAtMost(lost.length, 20);
		for (const { measurements: m } of lost) assert.isAtLeast(m.failback?.http?.outageMs ?? 0, 90_000);
	}).timeout(20_000);

	it('keepalived-crash: both processes killed, and the old owner keeps the VIP until it is started again', () => {
		for (const { measurements: m } of measured('keepalived-crash', 5)) assert.isAtLeast(m.dualOwnerMs ?? 0, 8000);
	});

	it('kill-leader: a new leader on the 10th to 19th tick, or, where a vote was refused, after another election', () => {
		const took = measured('kill-leader', 40).map(({ measurements }) => measurements.swarm?.leaderElectionMs ?? Number.NaN);
		// The last heartbeat was up to a second before the kill, and the first tick after it up to a second later.
		assert.isAtLeast(Math.min(...took), 8000);
		assert.isAtMost(Math.max(...took), 41_000);
		const median = took.sort((a, b) => a - b)[20] ?? Number.NaN;
		assert.isAtLeast(median, 10_500);
		assert.isAtMost(median, 15_500);
	});

	it('dockerd-stop-master: the VIP stays, and its host answers nobody', () => {
		for (const { measurements: m } of measured('dockerd-stop-master', 3)) {
			assert.isNull(m.takeoverMs);
			assert.isAtLeast(m.http?.outageMs ?? 0, 14_900);
		}
	});
});

describe('a design that is wrong from the start, simulated', () => {
	/** The reports of two trials of a drill on the seed cluster with other lines in docker2's keepalived.conf. */
	const judged = (drill: DrillSpec, replace: (text: string) => string) => {
		const hosts = spec.hosts.map((host) => {
			if (host.name !== 'docker2' || !host.keepalived) return host;
			const text = replace(host.keepalived.text);
			const instances = readInstances(readConf(host, { ...host.keepalived, text }).model).instances.map(({ spec: one }) => one);
			return { ...host, keepalived: { ...host.keepalived, text, instances } };
		});
		const plans = [1, 2].map((trial) => planTrial(drill, 'wrong', trial));
		return simulate({ spec: { ...spec, hosts }, drill, plans, tuning: MEASURED, keepIn: null });
	};

	it('is judged, with figures, where two hosts hold the VIP for good, whatever the drill allows', () => {
		const drill: DrillSpec = { ...drillNamed('steady-state'), allow: { dualOwner: '600s', because: 'this is a test' } };
		for (const { trial, failed } of judged(drill, (text) => text.replace(/advert_int \d+/, 'advert_int 3'))) {
			assert.isNull(failed);
			assert.isAbove(trial?.measurements.dualOwnerMs ?? 0, 10_000);
			const converges = trial?.invariants.find(({ id }) => id === 'converges');
			assert.equal(converges?.outcome, 'fail');
			assert.match(converges?.got ?? '', /did not come back: waited 2 min .*docker1 and docker2 hold the VIP/);
		}
	});
});

describe('a check that is made to fail, simulated', () => {
	it('of weight 0 is a FAULT after its two failures: the VIP moves by a goodbye, and comes back after two successes', async () => {
		const hardened = await loadCluster('fixtures/hardened');
		const recording = new Recording();
		const faults: FaultStep[] = [{ at: '0s', inject: checkFails(master(), 'web'), lasts: '10s' }];
		const drill: DrillSpec = { ...drillNamed('kill-master'), name: 'check', faults, observe: '20s' };
		new SimTrial(clusterModel(hardened), MEASURED, planTrial(drill, 'test', 1), recording).run();
		const events = recording.events();
		const goodbyes = events.filter((e) => e.type === 'vrrp.advert' && e.priority === 0 && e.host === 'docker1');
		assert.lengthOf(goodbyes, 2);
		const failedMs = events.find((e) => e.type === 'fault.injected')?.atMs ?? 0;
		assert.isAtLeast((goodbyes[0]?.atMs ?? 0) - failedMs, 1000);
		assert.isAtMost((goodbyes[0]?.atMs ?? 0) - failedMs, 2050);
		assert.lengthOf(timesOf(events, 'vip.added', 'docker2'), 1);
	});
});
