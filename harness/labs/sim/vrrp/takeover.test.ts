import { assert } from 'chai';
import fc from 'fast-check';
import { EXACT, type HostLines, owners, prio, timesOf, worldOf } from '../testing.ts';
import { MEASURED } from '../tuning.ts';

/** Packets take so long in the exact world. */
const LAN_MS = 0.1;
/** The backup does not hear a MASTER's last packet when it is sent but when it comes. */
const heard = (sentMs: number) => sentMs + LAN_MS;

/** Runs until just after the given host's next advertisement plus `afterMs`. Returns when that advertisement was sent. */
function runPastAdvert(sim: ReturnType<typeof worldOf>, host: string, afterMs: number): number {
	const before = timesOf(sim.events, 'vrrp.advert', host).length;
	while (timesOf(sim.events, 'vrrp.advert', host).length === before) sim.run(0.001);
	const sentMs = timesOf(sim.events, 'vrrp.advert', host).at(-1) ?? Number.NaN;
	sim.world.kernel.run(Math.round((sentMs + afterMs) * 1000));
	return sentMs;
}

const SEED = [prio(100, 'state MASTER'), prio(75, 'state BACKUP'), prio(50, 'state BACKUP')];
const V3 = (priority: number, advertInt: string) => prio(priority, 'version 3', `advert_int ${advertInt}`);

/** From the crash of the first host, so long after its last advertisement, to the first gratuitous ARP of a host. */
function crash(hosts: readonly HostLines[], afterMs: number, successor: string): number {
	const sim = worldOf(hosts);
	runPastAdvert(sim, 'docker1', afterMs);
	const killedMs = sim.world.kernel.nowUs / 1000;
	sim.world.machine('docker1').powerOff();
	sim.run(6);
	assert.deepEqual(owners(sim.world), [successor]);
	return (timesOf(sim.events, 'arp.gratuitous', successor)[0] ?? Number.NaN) - killedMs;
}

describe('takeover, from the crash to the first gratuitous ARP (VRRP-SWARM facts, RFC 3768 §6.1)', () => {
	// Theory: MDI − U(0, A). The longest where the crash follows an advertisement, the shortest where it comes just before one.
	const cases: [what: string, hosts: HostLines[], successor: string, longestMs: number, intervalMs: number][] = [
		['priority 75, v2, 1 s', SEED, 'docker2', 3707.031, 1000],
		['priority 50, v2, 1 s', [prio(100), prio(50)], 'docker2', 3804.687, 1000],
		['priority 100, v2, 1 s', [prio(101), prio(100)], 'docker2', 3609.375, 1000],
		['priority 75, v3, 0.1 s', [V3(100, '0.1'), V3(75, '0.1')], 'docker2', 370.703, 100],
		['priority 75, v3, 0.01 s', [V3(100, '0.01'), V3(75, '0.01')], 'docker2', 37.07, 10],
		['down_timer_adverts 2', [prio(100), prio(75, 'down_timer_adverts 2')], 'docker2', 2707.031, 1000],
		['down_timer_adverts 1', [prio(100), prio(75, 'down_timer_adverts 1')], 'docker2', 1707.031, 1000],
	];
	for (const [what, hosts, successor, longestMs, intervalMs] of cases) {
		it(`${what}: ${longestMs - intervalMs} to ${longestMs} ms`, () => {
			assert.closeTo(crash(hosts, 1, successor), heard(longestMs) - 1, 0.01);
			assert.closeTo(crash(hosts, intervalMs / 2, successor), heard(longestMs) - intervalMs / 2, 0.01);
			assert.closeTo(crash(hosts, intervalMs - 1, successor), heard(longestMs) - intervalMs + 1, 0.01);
		});
	}

	it('has the measured spread with measured noise: priority 75, min 2.715, mean 3.223, max 3.643 s of 30', () => {
		const sim = worldOf(SEED, { tuning: { ...MEASURED, lan: { minUs: 100, meanUs: 100, maxUs: 100 } } });
		assert.deepEqual(owners(sim.world), ['docker1']);
		const took = Array.from({ length: 300 }, (_, i) => {
			const one = worldOf(SEED, { tuning: MEASURED, seed: `noise ${i}` });
			one.run(1.5 + i / 300);
			const killedMs = one.world.kernel.nowUs / 1000;
			one.world.machine('docker1').powerOff();
			one.run(5);
			return (timesOf(one.events, 'arp.gratuitous', 'docker2')[0] ?? Number.NaN) - killedMs;
		});
		assert.isAtLeast(Math.min(...took), 2707);
		assert.isAtMost(Math.max(...took), 3707.031 + 80);
		assert.closeTo(took.reduce((sum, ms) => sum + ms, 0) / took.length, 3223, 35);
	});

	it('a graceful stop costs the Skew_Time: 707.0 ms for 75, 804.7 ms for 50', () => {
		for (const [priority, skewMs] of [
			[75, 707.031],
			[50, 804.687],
		] as const) {
			const sim = worldOf([prio(100), prio(priority)]);
			runPastAdvert(sim, 'docker1', 300);
			const stoppedMs = sim.world.kernel.nowUs / 1000;
			sim.world.machine('docker1').keepalived?.stop();
			sim.run(2);
			assert.deepEqual(owners(sim.world), ['docker2']);
			assert.closeTo((timesOf(sim.events, 'vip.added', 'docker2')[0] ?? 0) - stoppedMs, heard(skewMs), 0.01);
		}
	});

	it('within theory for any priorities, interval and version, and never with two owners', () => {
		const priorities = fc.uniqueArray(fc.integer({ min: 1, max: 254 }), { minLength: 3, maxLength: 3 });
		const run = fc.record({
			priorities,
			version: fc.constantFrom(2, 3),
			step: fc.integer({ min: 1, max: 20 }),
			phase: fc.nat(99),
		});
		fc.assert(
			fc.property(run, ({ priorities, version, step, phase }) => {
				const intervalMs = version === 2 ? step * 1000 : step * 50;
				const hosts = priorities.map((p) => prio(p, `version ${version}`, `advert_int ${intervalMs / 1000}`));
				const ranked = [...priorities].sort((a, b) => b - a);
				const nameOf = (rank: number) => `docker${priorities.indexOf(ranked[rank] ?? 0) + 1}`;
				const sim = worldOf(hosts);
				sim.run((3 * intervalMs + (phase * intervalMs) / 100) / 1000);
				assert.deepEqual(owners(sim.world), [nameOf(0)]);
				const killedMs = sim.world.kernel.nowUs / 1000;
				sim.world.machine(nameOf(0)).powerOff();
				sim.run((8 * intervalMs) / 1000);
				assert.deepEqual(owners(sim.world), [nameOf(1)]);
				// By hand: v2 skews by 1/256 s a step, v3 by 1/256 of the interval.
				const skewMs = ((256 - (ranked[1] ?? 0)) * (version === 2 ? 1000 : intervalMs)) / 256;
				const tookMs = (timesOf(sim.events, 'vip.added', nameOf(1))[0] ?? Number.NaN) - killedMs;
				assert.isAtLeast(tookMs, 2 * intervalMs + skewMs - 0.1);
				assert.isAtMost(tookMs, 3 * intervalMs + skewMs + LAN_MS);
			}),
			{ numRuns: 60 },
		);
	});
});

describe('return and preemption', () => {
	const back = (hosts: readonly HostLines[], options: Parameters<typeof worldOf>[1] = {}) => {
		const sim = worldOf(hosts, options);
		sim.run(3);
		sim.world.machine('docker1').keepalived?.stop();
		sim.run(5);
		assert.deepEqual(owners(sim.world), ['docker2']);
		const startedMs = sim.world.kernel.nowUs / 1000;
		sim.world.machine('docker1').keepalived?.start();
		return { ...sim, startedMs };
	};

	it('is the expiry of the down timer: 3609.375 ms after the start for 100, as `state MASTER` gives no head start', () => {
		const { world, events, run, startedMs } = back(SEED);
		run(5);
		assert.deepEqual(owners(world), ['docker1']);
		assert.closeTo((timesOf(events, 'vip.added', 'docker1').at(-1) ?? 0) - startedMs, 3609.375, 0.01);
	});

	it('does not happen with nopreempt, but does with nopreempt and `state MASTER`', () => {
		const stays = back([prio(100, 'nopreempt'), prio(75)]);
		stays.run(60);
		assert.deepEqual(owners(stays.world), ['docker2']);
		const clears = back([prio(100, 'nopreempt', 'state MASTER'), prio(75)]);
		clears.run(5);
		assert.deepEqual(owners(clears.world), ['docker1']);
	});

	it('waits preempt_delay from the first lower advertisement on, then Master_Down_Interval from the last accepted one', () => {
		const { world, events, run, startedMs } = back([prio(100, 'preempt_delay 10'), prio(75)]);
		run(30);
		assert.deepEqual(owners(world), ['docker1']);
		const first = timesOf(events, 'vrrp.advert', 'docker2').find((ms) => ms >= startedMs) ?? Number.NaN;
		const accepted = timesOf(events, 'vrrp.advert', 'docker2').filter((ms) => ms < first + 10_000);
		const added = timesOf(events, 'vip.added', 'docker1').at(-1) ?? Number.NaN;
		assert.closeTo(added, heard((accepted.at(-1) ?? 0) + 3609.375), 0.01);
		assert.isAbove(added - startedMs, 12_000);
	});

	it('255 with `state MASTER` is MASTER at once; without a priority `state MASTER` is 255', () => {
		const { world, events, run, startedMs } = back([{ instance: ['state MASTER'] }, prio(75)]);
		run(0.01);
		assert.include(owners(world), 'docker1');
		assert.isAtMost((timesOf(events, 'vip.added', 'docker1').at(-1) ?? 0) - startedMs, 1);
	});

	/** When a return with a delay of 7 s takes over, and the advertisements of docker2 that it heard within the delay, all since its start. */
	const delayed = (more: readonly string[], keepalived: string) => {
		const slow = { instance: ['priority 100', ...more], globals: ['vrrp_startup_delay 7'] };
		const { events, run, startedMs } = back([slow, prio(75)], { keepalived });
		run(60);
		const added = (timesOf(events, 'vip.added', 'docker1').at(-1) ?? 0) - startedMs;
		const sent = timesOf(events, 'vrrp.advert', 'docker2').filter((ms) => ms >= startedMs);
		const heardMs = sent.map((ms) => heard(ms - startedMs));
		return { added, heardMs, within: heardMs.filter((ms) => ms < 7000) };
	};

	it('vrrp_startup_delay: each lower advertisement that is ignored meanwhile adds what is left of the delay (2.2.7; 14.95 s measured with 4 s)', () => {
		const { added, within } = delayed([], '2.2.7');
		assert.lengthOf(within, 7);
		const leftMs = within.reduce((sum, ms) => sum + (7000 - ms), 0);
		assert.closeTo(added, 7000 + 3609.375 + leftMs, 0.01);
		assert.isAbove(added, 30_000);
	});

	it('vrrp_startup_delay: keepalived 2.3.3 hears nothing meanwhile, so it takes over 7 s plus Master_Down_Interval after the start', () => {
		assert.closeTo(delayed([], '2.3.3').added, 10_609.375, 0.01);
	});

	it('vrrp_startup_delay with a longer preempt_delay: what is accepted meanwhile adds nothing', () => {
		const { added, heardMs } = delayed(['preempt_delay 9'], '2.2.7');
		const accepted = heardMs.filter((ms) => ms < (heardMs[0] ?? 0) + 9000);
		assert.closeTo(added, (accepted.at(-1) ?? 0) + 3609.375, 0.01);
	});

	it('vrrp_startup_delay with a shorter preempt_delay: from its end on, what is ignored adds what is left of the delay', () => {
		const { added, heardMs, within } = delayed(['preempt_delay 3'], '2.2.7');
		const ignored = within.filter((ms) => ms >= (heardMs[0] ?? 0) + 3000);
		assert.isAtLeast(ignored.length, 3);
		assert.closeTo(added, 7000 + 3609.375 + ignored.reduce((sum, ms) => sum + (7000 - ms), 0), 0.01);
	});

	it('an address owner waits for vrrp_startup_delay too', () => {
		const owner = { instance: ['state MASTER', 'priority 255'], globals: ['vrrp_startup_delay 2'] };
		const { events, run, startedMs } = back([owner, { instance: ['priority 75', 'nopreempt'] }], { keepalived: '2.3.3' });
		run(5);
		assert.closeTo((timesOf(events, 'vip.added', 'docker1').at(-1) ?? 0) - startedMs, 2000.001, 0.01);
	});

	it('two address owners: the one that hears the other first goes down to 254 and gives way; since 2.3.3 the lower address does, as it is', () => {
		const owner = () => prio(255, 'state MASTER');
		const second = (keepalived: string) => {
			const sim = worldOf([owner(), owner()], { keepalived });
			sim.world.machine('docker1').keepalived?.restart();
			sim.run(10);
			const last = sim.events.findLast((e) => e.type === 'vrrp.advert' && e.host === 'docker1');
			return { owners: owners(sim.world), priority: last?.type === 'vrrp.advert' ? last.priority : null };
		};
		// docker1 starts as MASTER beside docker2, which hears it at once.
		assert.deepEqual(second('2.2.7'), { owners: ['docker1'], priority: 255 });
		assert.deepEqual(second('2.3.3').owners, ['docker2']);
	});

	it('equal priorities: two that become MASTER at once both announce it, before either reads the other; the lower address then gives way', () => {
		const adding = { minUs: 5000, meanUs: 5000, maxUs: 5000 };
		const sim = worldOf([prio(150), prio(75), prio(75)], { tuning: { ...EXACT, vipAdd: adding } });
		runPastAdvert(sim, 'docker1', 1);
		sim.world.machine('docker1').powerOff();
		sim.run(4);
		assert.lengthOf(timesOf(sim.events, 'arp.gratuitous', 'docker2'), 5);
		// Once more when it reads the advertisement of the lower address (garp_lower_prio_repeat).
		assert.lengthOf(timesOf(sim.events, 'arp.gratuitous', 'docker3'), 10);
		assert.deepEqual(owners(sim.world), ['docker3']);
		assert.lengthOf(timesOf(sim.events, 'vip.removed', 'docker2'), 1);
	});

	it('a new MASTER’s interval counts from when its addresses are there: 20 ms for them, then a second', () => {
		const adding = { minUs: 20_000, meanUs: 20_000, maxUs: 20_000 };
		const sim = worldOf([prio(100), prio(75)], { tuning: { ...EXACT, vipAdd: adding } });
		sim.run(2);
		sim.world.machine('docker1').powerOff();
		sim.run(6);
		const [first = 0, second = 0, third = 0] = timesOf(sim.events, 'vrrp.advert', 'docker2');
		assert.closeTo(second - first, 1020, 0.01);
		assert.closeTo(third - second, 1000, 0.01);
	});

	it('equal priorities: a BACKUP never preempts, whatever its address', () => {
		const { world, run } = back([prio(100), prio(100)]);
		run(60);
		assert.deepEqual(owners(world), ['docker2']);
	});
});
