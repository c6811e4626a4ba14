import { expect } from 'chai';
import { InputError } from '../../base/errors.ts';
import { parseSubnet } from '../../base/ipv4.ts';
import { loadCluster } from '../../load/load-cluster.ts';
import { prepared } from '../../measure/testing.ts';
import { assembleTrial, summarizeCluster } from '../../results/assemble.ts';
import { planTrial } from '../../scenario/plan.ts';
import type { Conditions, DrillSpec } from '../../scenario/spec.ts';
import type { TimelineEvent } from '../../timeline/event.ts';
import { Recording } from '../../timeline/recording.ts';
import { clusterModel } from './cluster-model.ts';
import { shippedWithoutSuites } from './testing.ts';
import { SimTrial } from './trial.ts';
import { MEASURED } from './tuning.ts';
import { World } from './world.ts';

const seed = clusterModel(await loadCluster('fixtures/seed'));
const hardened = clusterModel(await loadCluster('fixtures/hardened'));
const drills = await shippedWithoutSuites();

/** One simulated trial of a drill that ships: what happened, and the figures. */
function trialOf(name: string, trial: number, of = seed) {
	const drill = drills.get(name);
	if (!drill) throw new Error(`no drill ${name}`);
	const plan = planTrial(drill, 'test', trial);
	const recording = new Recording();
	new SimTrial(of, MEASURED, plan, recording).run();
	const events: TimelineEvent[] = recording.events();
	const assembled = assembleTrial(plan, prepared(events), summarizeCluster(of.spec), { timeline: '', capture: null });
	return { events, ...assembled };
}

const trialsOf = (name: string, trials: number, of = seed) => Array.from({ length: trials }, (_, i) => trialOf(name, i + 1, of));

describe('the routines of an ordinary day, simulated', () => {
	it('vip-deleted and network-restart cost the owner its Skew_Time, and nobody else takes over', () => {
		for (const name of ['vip-deleted', 'network-restart'])
			for (const { measurements } of trialsOf(name, 5)) {
				// (256 − 100) / 256 s = 0.609 s, and up to 55 ms of timers and of adding the address.
				expect(measurements.vipAbsentMs).to.be.within(609, 664);
				expect(measurements.newOwner).to.equal('docker1');
			}
	});
	it('network-restart drops the address once systemd-networkd runs again', () => {
		// 46 to 90 ms after the order, in real trials; and then Skew_Time.
		const took = trialsOf('network-restart', 10).map(({ measurements: { takeoverMs } }) => takeoverMs ?? 0);
		for (const ms of took) expect(ms).to.be.within(609 + 46, 609 + 90 + 55);
		expect(Math.max(...took) - Math.min(...took)).to.be.above(5);
	});
	it('network-restart leaves what is on another NIC', async () => {
		const two = clusterModel(await loadCluster('fixtures/two-vips'));
		const { events, faults } = trialOf('network-restart', 1, two);
		const atMs = faults[0]?.atMs ?? 0;
		const dropped = events.flatMap((event) =>
			event.type === 'vip.removed' && Math.abs(event.atMs - atMs) < 120 ? [event.address] : [],
		);
		expect(dropped).to.deep.equal(['10.0.0.200']);
		const owner = faults[0]?.hosts[0] ?? '';
		const machine = new World(two, MEASURED, 'test', () => {}).machine(owner);
		machine.hold(['10.0.0.200', '172.16.0.201'], true);
		machine.restartNetwork([parseSubnet('172.16.0.0/24') ?? expect.fail()]);
		expect([machine.holds('10.0.0.200'), machine.holds('172.16.0.201')]).to.deep.equal([false, true]);
	});
	it('short-pause moves nothing where the next in line waits for longer than the pause', () => {
		for (const { measurements } of trialsOf('short-pause', 5))
			expect([measurements.dualOwnerMs, measurements.http.outageMs, measurements.takeoverMs]).to.deep.equal([0, 0, null]);
	});
	it('deaf-boot has the returned host take the address for itself, and lets nothing through until the port forwards', () => {
		for (const { events, measurements } of trialsOf('deaf-boot', 3)) {
			const undone = events.find(({ type }) => type === 'fault.undone')?.atMs ?? 0;
			const back = events.find((event) => event.type === 'vip.added' && event.host === 'docker1' && event.atMs > 5000)?.atMs ?? 0;
			// Boot 3.4 to 6 s and Master_Down_Interval 3.609 s after the power; the order to shut down comes 2 to 6 s before that; the clock waits for it.
			expect(undone - back).to.be.within(19_000, 30_000);
			const moved = events.filter((event) => event.type === 'client.arp' && event.host === 'docker1' && event.atMs > 0);
			expect(moved.every(({ atMs }) => atMs > undone)).to.equal(true);
			// Whoever hears the other first gives up: within an advertisement.
			expect(measurements.failback?.dualOwnerMs).to.be.within(0, 1100);
		}
	});
	it('upgrade-night leaves the owner without Docker for 20 s where nothing tracks it, and two seconds where something does', () => {
		const outage = (of: typeof seed) => trialOf('upgrade-night', 1, of).measurements.http.outageMs;
		expect(outage(seed)).to.be.within(20_000, 28_000);
		expect(outage(hardened)).to.be.within(800, 2400);
	});
	it('cold-start brings the machines back one by one, the owner last', () => {
		const { events } = trialOf('cold-start', 1);
		const hosts = (type: string) => events.flatMap((event) => (event.type === type && 'host' in event ? [event.host] : []));
		expect(hosts('host.down')).to.deep.equal(['docker1', 'docker2', 'docker3']);
		expect(hosts('host.up')).to.deep.equal(['docker3', 'docker2', 'docker1']);
	});
	it('vrid-conflict lets one of two clusters of a number speak at a time, as on real hosts', () => {
		const { events } = trialOf('vrid-conflict', 1);
		const adverts = events.filter((event) => event.type === 'vrrp.advert');
		const strangers = adverts.filter(({ source }) => source === '192.0.2.1');
		// From its Master_Down_Interval on (3 s + 106/256 s) to the undoing: once a second all together, and each gets its turn.
		const [first, last] = [strangers[0]?.atMs ?? 0, strangers.at(-1)?.atMs ?? 0];
		expect(first).to.be.within(6400, 6500);
		expect(last).to.be.within(35_000, 43_000);
		const both = adverts.filter(({ atMs }) => atMs >= 10_000 && atMs < 40_000);
		expect(both.length).to.be.within(28, 45);
		expect(both.filter(({ source }) => source === '192.0.2.1').length).to.be.within(5, 25);
	});
	describe('vrid-conflict on a keepalived that does not look at addresses: 2.3.3 and later', () => {
		/** hardened, whose hosts have these priorities and no password. */
		const withPriorities = (keepalived: string, ...priorities: number[]) => {
			const hosts = hardened.spec.hosts.map((host, i) => ({
				...host,
				keepalived: host.keepalived && {
					...host.keepalived,
					instances: host.keepalived.instances.map((one) => ({ ...one, priority: priorities[i] ?? 1 })),
				},
			}));
			return clusterModel({ ...hardened.spec, hosts, versions: { ...hardened.spec.versions, keepalived } });
		};
		const strangersIn = (events: readonly TimelineEvent[]) =>
			events.filter((event) => event.type === 'vrrp.advert' && event.source === '192.0.2.1').length;

		it('keeps the stranger silent where it is the lesser, at priority 150', () => {
			const { events, measurements } = trialOf('vrid-conflict', 1, withPriorities('2.3.3', 200, 125, 50));
			expect([strangersIn(events), measurements.vipAbsentMs, measurements.http.outageMs]).to.deep.equal([0, 0, 0]);
		});
		it('takes the floating IP away where the stranger is the better one', () => {
			const { events, measurements } = trialOf('vrid-conflict', 1, withPriorities('2.3.3', 120, 100, 80));
			expect(strangersIn(events)).to.be.above(100);
			// From its first advertisement, about a second after it came, to its end after 40 s.
			expect(measurements.http.outageMs).to.be.within(36_000, 44_000);
		});
		it('was nothing but noise before', () => {
			const { events, measurements } = trialOf('vrid-conflict', 1, withPriorities('2.3.2', 120, 100, 80));
			expect(strangersIn(events)).to.be.above(10);
			expect(measurements.http.outageMs).to.equal(0);
		});
	});
	it('vrid-conflict is not heard by unicast peers', async () => {
		const fast = clusterModel(await loadCluster('fixtures/fast'));
		const { measurements } = trialOf('vrid-conflict', 1, fast);
		expect([measurements.dualOwnerMs, measurements.takeoverMs]).to.deep.equal([0, null]);
	});
	it('conditions delay and lose what hosts send from the first to the last moment', () => {
		const drill = drills.get('steady-state');
		if (!drill) throw new Error('no drill steady-state');
		const latencies = (conditions: Conditions) => {
			const plan = planTrial({ ...drill, conditions }, 'test', 1);
			const recording = new Recording();
			new SimTrial(seed, MEASURED, plan, recording).run();
			const { measurements } = assembleTrial(plan, prepared(recording.events()), summarizeCluster(seed.spec), {
				...{ timeline: '', capture: null },
			});
			return measurements.http;
		};
		// What a host sends is late once on the way to the customer, and once between two hosts of the mesh.
		expect(latencies({}).latencyMs?.p50).to.be.below(5);
		expect(latencies({ latency: '40ms' }).latencyMs?.p50).to.be.within(41, 90);
		const { sent, failed } = latencies({ loss: 20 });
		expect((failed ?? 0) / sent).to.be.above(0.1);
	});
	it('conditions of other programs are refused', () => {
		const drill = drills.get('steady-state');
		const plan = planTrial({ ...(drill as DrillSpec), conditions: { disk: 1 } }, 'test', 1);
		expect(() => new SimTrial(seed, MEASURED, plan, new Recording())).to.throw(InputError, 'conditions.disk');
	});
	it('network-restart takes nothing from a host whose .network file keeps foreign addresses', () => {
		const { measurements } = trialOf('network-restart', 1, hardened);
		expect([measurements.vipAbsentMs, measurements.http.outageMs]).to.deep.equal([0, 0]);
	});
});
