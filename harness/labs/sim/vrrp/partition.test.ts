import { assert } from 'chai';
import type { Disturbance } from '../lan.ts';
import { type HostLines, owners, prio, timesOf, worldOf } from '../testing.ts';
import { MEASURED } from '../tuning.ts';

/** Packets take so long in the exact world. */
const heard = (sentMs: number) => sentMs + 0.1;

const cut = (from: number, to: number): Disturbance => ({
	from,
	to,
	traffic: ['vrrp', 'arp', 'swarm', 'web'],
	loss: 1,
	delayUs: 0,
	jitterUs: 0,
	duplicate: 0,
	reorder: 0,
});

/** Two hosts cut off from each other after 2 s; healed so that this one's advertisement is the first to arrive. */
function healedFirstBy(first: 'higher' | 'lower', hosts: readonly HostLines[]) {
	const sim = worldOf(hosts);
	const cuts = [cut(0, 1), cut(1, 0)];
	sim.run(2);
	for (const one of cuts) sim.world.lan.disturb(one);
	sim.run(8);
	assert.deepEqual(owners(sim.world), ['docker1', 'docker2']);
	const last = { higher: 'docker2', lower: 'docker1' }[first];
	const count = timesOf(sim.events, 'vrrp.advert', last).length;
	while (timesOf(sim.events, 'vrrp.advert', last).length === count) sim.run(0.001);
	const healedMs = sim.world.kernel.nowUs / 1000;
	for (const one of cuts) sim.world.lan.calm(one);
	sim.run(20);
	return { ...sim, garps: timesOf(sim.events, 'arp.gratuitous', 'docker1').filter((ms) => ms > healedMs), healedMs };
}

describe('a partition heals: whose advertisement arrives first decides (keepalived issue 166)', () => {
	const plain = [prio(100), prio(75)];

	it('the lower first: the higher answers with advertisement and gratuitous ARP, and the lower lets go', () => {
		const { world, garps } = healedFirstBy('lower', plain);
		assert.deepEqual(owners(world), ['docker1']);
		assert.isAtLeast(garps.length, 5);
	});

	it('the higher first: the lower lets go silently, and the higher never sends a gratuitous ARP', () => {
		const { world, garps } = healedFirstBy('higher', plain);
		assert.deepEqual(owners(world), ['docker1']);
		assert.deepEqual(garps, []);
	});

	it('is mended by higher_prio_send_advert, and by garp_master_refresh', () => {
		const answers = healedFirstBy('higher', [prio(100), prio(75, 'higher_prio_send_advert true')]);
		assert.isAtLeast(answers.garps.length, 5);
		// Looked at when its own advertisement is due, so up to an interval late; the interval began anew at the heal.
		const refreshes = healedFirstBy('higher', [prio(100, 'garp_master_refresh 2'), prio(75)]);
		assert.isAtMost((refreshes.garps[0] ?? Number.NaN) - refreshes.healedMs, 3001);
	});

	it('garp_master_refresh: looked at when an advertisement is due, so every 3 s where 2 are asked for; since 2.3.2 it has a timer', () => {
		const gaps = (keepalived: string) => {
			const sim = worldOf([prio(100, 'garp_master_refresh 2'), prio(75)], { keepalived });
			sim.run(30);
			const times = timesOf(sim.events, 'arp.gratuitous', 'docker1');
			return [...new Set(times.slice(1).map((ms, i) => Math.round(ms - (times[i] ?? 0))))];
		};
		assert.deepEqual(gaps('2.2.7'), [3000]);
		assert.deepEqual(gaps('2.3.3'), [2000]);
	});

	it('each lower advertisement is answered by gratuitous ARP at once, and for each once more garp_lower_prio_delay later', () => {
		const sim = worldOf([prio(100, 'garp_lower_prio_repeat 1', 'garp_lower_prio_delay 2'), prio(75)]);
		const one = cut(0, 1);
		sim.run(2);
		sim.world.lan.disturb(one);
		sim.run(8);
		sim.world.lan.calm(one);
		sim.run(6);
		const lower = timesOf(sim.events, 'vrrp.advert', 'docker2');
		const garps = timesOf(sim.events, 'arp.gratuitous', 'docker1').map((ms) => Math.round(ms));
		assert.isAtLeast(lower.length, 4);
		const expected = lower.flatMap((ms) => [heard(ms), heard(ms) + 2000]).sort((a, b) => a - b);
		assert.deepEqual(
			garps,
			expected.map((ms) => Math.round(ms)),
		);
	});
});

describe('packets that are refused', () => {
	const auth = (password: string) => ['authentication {', 'auth_type PASS', `auth_pass ${password}`, '}'];
	const splits: [what: string, hosts: HostLines[]][] = [
		['another password', [prio(100, ...auth('abc')), prio(75, ...auth('abd'))]],
		['no password', [prio(100, ...auth('abc')), prio(75)]],
		['another interval in v2', [prio(100, 'advert_int 1'), prio(75, 'advert_int 2')]],
		['another version', [prio(100, 'version 3'), prio(75)]],
	];
	for (const [what, hosts] of splits) {
		it(`${what}: both hold the VIP, and there are few advertisements, for any packet starts a MASTER's timer anew`, () => {
			const { world, events, run } = worldOf(hosts, { tuning: MEASURED });
			run(40);
			assert.deepEqual(owners(world), ['docker1', 'docker2']);
			// Two masters that hear each other send one a second together; two that don't, two.
			const sent = events.filter((e) => e.type === 'vrrp.advert' && e.atMs > 15_000);
			assert.closeTo(sent.length, 25, 3);
		});
	}

	it('a password beyond eight bytes is the same one', () => {
		const { world, run } = worldOf([prio(100, ...auth('passw123')), prio(75, ...auth('passw123XYZ'))]);
		run(20);
		assert.deepEqual(owners(world), ['docker1']);
	});

	it('another interval in v3 is learned: three of the master’s intervals and the skew by it', () => {
		const { world, events, run } = worldOf([prio(100, 'version 3', 'advert_int 2'), prio(75, 'version 3', 'advert_int 1')]);
		run(10);
		assert.deepEqual(owners(world), ['docker1']);
		const lastMs = timesOf(events, 'vrrp.advert', 'docker1').at(-1) ?? Number.NaN;
		world.machine('docker1').powerOff();
		run(10);
		// 3 × 2000 + 181 × 2000 / 256, and 0.1 ms on the way.
		assert.closeTo((timesOf(events, 'vip.added', 'docker2')[0] ?? 0) - lastMs, 7414.062 + 0.1, 0.01);
	});

	it('another VRID is another router: both hold their own', () => {
		const other = { instance: ['priority 75', 'virtual_router_id 70'] };
		const { world, run } = worldOf([prio(100), other]);
		run(20);
		assert.deepEqual(owners(world), ['docker1', 'docker2']);
	});
});
