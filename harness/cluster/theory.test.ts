import { expect } from 'chai';
import type { ClusterSpec, VrrpInstanceSpec } from './spec.ts';
import { build, edit, GOOD_CLUSTER, GOOD_CONF } from './testing.ts';
import {
	allFirstByPriority,
	type Candidate,
	instanceForVip,
	masterDownIntervalMs,
	nextInLine,
	preemptor,
	rightfulOwner,
	skewTimeMs,
	takeoverBoundsMs,
} from './theory.ts';

type Timers = Pick<VrrpInstanceSpec, 'version' | 'priority' | 'advertIntMs' | 'downTimerAdverts'>;

function timers(version: 2 | 3, priority: number, advertIntMs: number, downTimerAdverts = 3): Timers {
	return { version, priority, advertIntMs, downTimerAdverts };
}

// skew, MDI and the lower bound in milliseconds; keepalived truncates to microseconds.
const figures: [Timers, skewMs: number, downMs: number, minMs: number][] = [
	[timers(2, 100, 1000), 609.375, 3609.375, 2609.375],
	[timers(2, 75, 1000), 707.031, 3707.031, 2707.031],
	[timers(2, 50, 1000), 804.687, 3804.687, 2804.687],
	[timers(2, 255, 1000), 3.906, 3003.906, 2003.906],
	[timers(2, 1, 1000), 996.093, 3996.093, 2996.093],
	[timers(2, 75, 3000), 707.031, 9707.031, 6707.031],
	[timers(2, 75, 1000, 2), 707.031, 2707.031, 1707.031],
	[timers(2, 75, 1000, 1), 707.031, 1707.031, 707.031],
	[timers(3, 75, 100), 70.703, 370.703, 270.703],
	[timers(3, 75, 10), 7.07, 37.07, 27.07],
	[timers(3, 100, 1000), 609.375, 3609.375, 2609.375],
];

const conf = (priority: number) => edit(GOOD_CONF, 'priority 75', `priority ${priority}`);

function cluster(first: number, second: number): ClusterSpec {
	return build(GOOD_CLUSTER, { 'a.conf': conf(first), 'b.conf': conf(second) });
}

describe('VRRP theory', () => {
	for (const [instance, skewMs, downMs, minMs] of figures) {
		const { version, priority, advertIntMs, downTimerAdverts } = instance;
		it(`v${version}, priority ${priority}, ${advertIntMs} ms × ${downTimerAdverts}: ${downMs} ms`, () => {
			expect(skewTimeMs(instance)).to.equal(skewMs);
			expect(masterDownIntervalMs(instance)).to.equal(downMs);
			expect(takeoverBoundsMs(instance)).to.deep.equal({ minMs, maxMs: downMs });
		});
	}
	it('elects the highest priority of those that are left', () => {
		const spec = cluster(100, 75);
		expect(nextInLine(spec)).to.equal('docker1');
		expect(nextInLine(spec, ['docker1'])).to.equal('docker2');
		expect(nextInLine(spec, ['docker1', 'docker2'])).to.equal(null);
	});
	it('compares addresses as numbers on a tie', () => {
		const text = edit(GOOD_CLUSTER, '10.0.0.11', '10.0.0.9');
		expect(nextInLine(build(text))).to.equal('docker2');
		expect(nextInLine(build(edit(text, '10.0.0.9', '10.0.0.100')))).to.equal('docker1');
	});
	it('leaves out hosts without keepalived', () => {
		expect(nextInLine(build(edit(GOOD_CLUSTER, /\n {4}keepalived: a.conf/, '')))).to.equal('docker2');
	});
	describe('preemption', () => {
		const host = (name: string, priority: number | null, preempt: boolean | null = true): Candidate => ({
			...{ name, priority, preempt },
			address: `10.0.0.${name.charCodeAt(0)}`,
		});
		it('a higher priority takes the VIP, whoever holds it', () => {
			const hosts = [host('a', 100), host('b', 75), host('c', 50)];
			expect(['a', 'b', 'c'].map((owner) => preemptor(hosts, owner))).to.deep.equal([null, 'a', 'a']);
			expect(rightfulOwner(hosts)).to.equal('a');
		});
		it('an equal priority does not, whatever its address', () => {
			const hosts = [host('a', 100), host('b', 100), host('c', 50)];
			expect(['a', 'b', 'c'].map((owner) => preemptor(hosts, owner))).to.deep.equal([null, null, 'b']);
			expect(rightfulOwner(hosts)).to.equal(null);
		});
		it('whoever of equals notices first is elected', () => {
			const hosts = [host('a', 100), host('b', 75), host('c', 75), host('d', null)];
			expect(allFirstByPriority(hosts, ['a'])).to.have.members(['b', 'c']);
			expect(allFirstByPriority(hosts)).to.deep.equal(['a']);
			expect(allFirstByPriority(hosts, ['a', 'b', 'c'])).to.deep.equal([]);
		});
		it('nopreempt leaves it where it is', () => {
			const hosts = [host('a', 100, false), host('b', 75), host('c', null)];
			expect(preemptor(hosts, 'b')).to.equal(null);
			expect(rightfulOwner(hosts)).to.equal(null);
		});
		it('takes it for preempting where a run does not say', () => {
			expect(rightfulOwner([host('a', 100, null), host('b', 75, null), host('c', null, null)])).to.equal('a');
		});
	});
	it('finds the instance that holds an address', () => {
		const [host] = cluster(100, 75).hosts;
		if (!host) throw new Error('no host');
		expect(instanceForVip(host, '10.0.0.200')?.priority).to.equal(100);
		expect(instanceForVip(host, '10.0.0.201')).to.equal(null);
		expect(instanceForVip({ ...host, keepalived: null }, '10.0.0.200')).to.equal(null);
	});
});

describe('the priority while all is well', () => {
	const priority = (own: number, weights: readonly number[]) => {
		const { hosts, vip } = build(GOOD_CLUSTER, {});
		const [host] = hosts;
		if (!host?.keepalived) return null;
		const tracks = weights.map((weight) => ({ kind: 'script' as const, name: 's', weight }));
		const instances = host.keepalived.instances.map((one) => ({ ...one, priority: own, tracks }));
		return instanceForVip({ ...host, keepalived: { ...host.keepalived, instances } }, vip)?.priority;
	};
	it('is in a sync group the least of its members’', () => {
		const { hosts, vip } = build(GOOD_CLUSTER, {});
		const [host] = hosts;
		const instances = (host?.keepalived?.instances ?? []).flatMap((one) => [
			{ ...one, priority: 100, syncGroup: 'G' },
			{ ...one, name: 'VI_2', priority: 60, syncGroup: 'G', virtualIpAddresses: ['10.0.0.201'] },
			{ ...one, name: 'VI_3', priority: 20, syncGroup: 'H', virtualIpAddresses: ['10.0.0.202'] },
		]);
		const keepalived = host?.keepalived ? { ...host.keepalived, instances } : null;
		expect(host && instanceForVip({ ...host, keepalived }, vip)?.priority).to.equal(60);
	});
	it('has the positive weights, up to 254; negative ones only count once something fails', () => {
		expect([priority(100, []), priority(75, [50]), priority(100, [-30, 10])]).to.deep.equal([100, 125, 110]);
		expect([priority(200, [90]), priority(255, [-30])]).to.deep.equal([254, 255]);
	});
});
