import { assert } from 'chai';
import { type HostLines, owners, prio, timesOf, worldOf } from '../testing.ts';

const SEED = [prio(100, 'state MASTER'), prio(75, 'state BACKUP'), prio(50, 'state BACKUP')];

describe('gratuitous ARP', () => {
	it('goes out five times on becoming MASTER, and five times garp_master_delay (5 s) later', () => {
		const { world, events, run } = worldOf(SEED);
		run(2);
		world.machine('docker1').powerOff();
		run(20);
		const times = timesOf(events, 'arp.gratuitous', 'docker2');
		const [first = Number.NaN] = times;
		assert.deepEqual(
			times.map((ms) => Math.round(ms - first)),
			[0, 0, 0, 0, 0, 5000, 5000, 5000, 5000, 5000],
		);
	});
});

describe('FAULT', () => {
	for (const how of ['carrier', 'admin'] as const) {
		it(`the link goes (${how}): the VIP goes, no goodbye reaches anybody, and it recovers by itself`, () => {
			const { world, events, run } = worldOf(SEED);
			run(2);
			const atMs = world.kernel.nowUs / 1000;
			const lastMs = timesOf(events, 'vrrp.advert', 'docker1').at(-1) ?? Number.NaN;
			world.machine('docker1').link(false, how);
			assert.isFalse(events.some((e) => e.type === 'vrrp.advert' && e.priority === 0));
			run(5);
			assert.deepEqual(owners(world), ['docker2']);
			assert.isAtMost((timesOf(events, 'vip.removed', 'docker1')[0] ?? Number.NaN) - atMs, 18);
			assert.closeTo((timesOf(events, 'vip.added', 'docker2')[0] ?? 0) - lastMs, 3707.131, 0.01);
			world.machine('docker1').link(true, how);
			run(5);
			assert.deepEqual(owners(world), ['docker1']);
		});
	}
});

describe('tracking', () => {
	const script = (weight: number): HostLines => ({
		before: [
			'vrrp_script docker {',
			'script "/usr/bin/pidof dockerd"',
			'interval 1',
			'fall 2',
			'rise 2',
			`weight ${weight}`,
			'}',
		],
		instance: ['priority 100', 'track_script {', 'docker', '}'],
	});

	it('weight 0: the second failure is a FAULT with priority 0 twice, and the backup follows after its Skew_Time', () => {
		const { world, events, run } = worldOf([script(0), prio(75)]);
		run(3.05);
		const atMs = world.kernel.nowUs / 1000;
		world.machine('docker1').killDockerd(false);
		run(4);
		assert.deepEqual(owners(world), ['docker2']);
		const zeros = events.filter((e) => e.type === 'vrrp.advert' && e.priority === 0).map((e) => e.atMs - atMs);
		assert.equal(zeros.length, 2);
		// One to two intervals of the script, whose next run may be any moment away.
		const failedMs = zeros[0] ?? Number.NaN;
		assert.isAtLeast(failedMs, 1000);
		assert.isBelow(failedMs, 2000);
		assert.closeTo(failedMs, 1300.067, 0.01, 'where this seed puts it');
		assert.closeTo((timesOf(events, 'vip.added', 'docker2')[0] ?? 0) - atMs, failedMs + 707.131, 0.01);
	});

	it('a negative weight lowers the priority without a goodbye: the backup waits from the last advertisement that it accepted', () => {
		const { world, events, run } = worldOf([script(-50), prio(75)]);
		run(3.05);
		world.machine('docker1').killDockerd(false);
		run(8);
		assert.deepEqual(owners(world), ['docker2']);
		assert.isFalse(events.some((e) => e.type === 'vrrp.advert' && e.priority === 0));
		const accepted = events.filter((e) => e.type === 'vrrp.advert' && e.host === 'docker1' && e.priority === 100).at(-1);
		assert.closeTo((timesOf(events, 'vip.added', 'docker2')[0] ?? 0) - (accepted?.atMs ?? 0), 3707.131, 0.01);
	});

	it('a start is pessimistic: no MASTER until the first success', () => {
		const { world, run } = worldOf([script(0), prio(75)]);
		run(3);
		const docker1 = world.machine('docker1');
		docker1.killDockerd(false);
		docker1.keepalived?.restart();
		run(30);
		assert.deepEqual(owners(world), ['docker2']);
		docker1.startDockerd();
		run(15);
		assert.deepEqual(owners(world), ['docker1']);
	});
});
