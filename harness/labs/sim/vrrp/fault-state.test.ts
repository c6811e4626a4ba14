import { assert } from 'chai';
import type { TimelineEvent } from '../../../timeline/event.ts';
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

	/** When a host advertises first with this priority. */
	const firstWith = (events: readonly TimelineEvent[], host: string, priority: number, sinceMs = 0) =>
		events.find((e) => e.atMs > sinceMs && e.type === 'vrrp.advert' && e.host === host && e.priority === priority)?.atMs ??
		Number.NaN;

	it('a BACKUP whose priority rises takes over as from the last advertisement that it accepted: the timer moves with the interval', () => {
		const { world, events, run } = worldOf([
			prio(100),
			{ ...script(50), instance: ['priority 75', 'track_script {', 'docker', '}'] },
		]);
		const [docker1, docker2] = [world.machine('docker1'), world.machine('docker2')];
		docker2.failingChecks.add('docker');
		docker1.keepalived?.restart();
		run(12);
		assert.deepEqual(owners(world), ['docker1']);
		docker2.failingChecks.clear();
		const clearedMs = world.kernel.nowUs / 1000;
		run(8);
		assert.deepEqual(owners(world), ['docker2']);
		// 125: three intervals and 131/256 s. Two successes in a row came after some advertisement, and no later one was accepted.
		const tookMs = timesOf(events, 'vrrp.advert', 'docker1').map((ms) => firstWith(events, 'docker2', 125, clearedMs) - ms);
		assert.isTrue(tookMs.some((ms) => Math.abs(ms - 3511.718 - 0.1) < 0.01));
	});

	it('a priority that changes after advertisements were ignored counts anew from the last of them (3.45 s measured)', () => {
		const { world, events, run } = worldOf([script(-10), prio(75)]);
		const docker1 = world.machine('docker1');
		run(3);
		docker1.keepalived?.stop();
		run(6);
		assert.deepEqual(owners(world), ['docker2']);
		docker1.keepalived?.start();
		run(1.5);
		docker1.failingChecks.add('docker');
		run(9);
		const atMs = firstWith(events, 'docker1', 90);
		// Two failures in a row, 90: three intervals and 166/256 s after an ignored advertisement.
		const sinceMs = timesOf(events, 'vrrp.advert', 'docker2').map((ms) => atMs - ms);
		assert.isTrue(sinceMs.some((ms) => Math.abs(ms - 3648.437 - 0.1) < 0.01));
	});

	it('positive weights elect from the start: 75 and 50 more is MASTER over 100, and nobody takes over', () => {
		const hosts = [prio(100), { ...script(50), instance: ['priority 75', 'track_script {', 'docker', '}'] }];
		const { world, events, run } = worldOf(hosts);
		run(30);
		assert.deepEqual(owners(world), ['docker2']);
		assert.isEmpty(events.filter((e) => e.type === 'vrrp.state' && e.atMs > 0));
		const cold = worldOf(hosts);
		for (const { keepalived } of cold.world.machines) keepalived?.restart();
		cold.run(20);
		assert.deepEqual(owners(cold.world), ['docker2']);
		const taken = cold.events.filter((e) => e.type === 'vrrp.state' && e.state === 'MASTER' && e.atMs > 1000);
		assert.lengthOf(taken, 1);
	});

	it('a script whose first result is a failure needs `rise` successes, one whose first is a success needs one', () => {
		const { world, events, run } = worldOf([script(0), prio(75)]);
		const docker1 = world.machine('docker1');
		docker1.failingChecks.add('docker');
		docker1.keepalived?.restart();
		run(8.7);
		const startedMs = timesOf(events, 'unit.state', 'docker1').at(-1) ?? Number.NaN;
		docker1.failingChecks.clear();
		run(20);
		const backMs =
			(events.find((e) => e.type === 'vrrp.state' && e.host === 'docker1' && e.state === 'BACKUP' && e.atMs > 1000)?.atMs ?? 0) -
			startedMs;
		// It runs at the start and each second: the eighth and the ninth run succeed.
		assert.closeTo(backMs, 9000, 1);
	});

	it('a process is known by what `process` says, not by the name of its block', () => {
		const tracked = (process: string): HostLines => ({
			before: ['vrrp_track_process dockerd {', `process ${process}`, '}'],
			instance: ['priority 100', 'track_process {', 'dockerd', '}'],
		});
		for (const [process, holder] of [
			['/usr/bin/dockerd', 'docker2'],
			['/usr/sbin/nginx', 'docker1'],
		] as const) {
			const { world, run } = worldOf([tracked(process), prio(75)]);
			run(3);
			world.machine('docker1').killDockerd(false);
			run(5);
			assert.deepEqual(owners(world), [holder]);
		}
	});

	it('an address owner that was in FAULT waits as any other: 3003.906 ms', () => {
		const { world, events, run } = worldOf([prio(255, 'state MASTER'), prio(75)]);
		run(2);
		world.machine('docker1').link(false, 'carrier');
		run(6);
		const upMs = world.kernel.nowUs / 1000;
		world.machine('docker1').link(true, 'carrier');
		run(6);
		assert.closeTo((timesOf(events, 'vip.added', 'docker1').at(-1) ?? 0) - upMs, 3003.906, 0.01);
	});
});
