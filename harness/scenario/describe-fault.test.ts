import { expect } from 'chai';
import { describeDetail, describeTargetOf, targetsOf } from './describe-fault.ts';
import * as kinds from './fault.ts';
import { backup, everyone, host, leader, master } from './target.ts';

describe('a fault in words', () => {
	const cases: [kinds.Fault, string, string | undefined][] = [
		[kinds.powerLoss(master()), 'master()', undefined],
		[kinds.freeze(leader()), 'leader()', undefined],
		[kinds.cpuStarve(backup(), 0.05), 'backup(1)', '0.05 of a processor'],
		[kinds.keepalivedReload(everyone(), { priority: 90, advert_int: 2 }), 'everyone()', 'priority 90, advert_int 2'],
		[kinds.keepalivedKill(host('a')), "host('a')", 'both processes'],
		[kinds.keepalivedKill(master(), 'child'), 'master()', 'the child process'],
		[kinds.checkFails(backup(2), 'web'), 'backup(2)', 'vrrp_script web'],
		[kinds.dockerdKill(master()), 'master()', 'systemd may start it again'],
		[kinds.dockerdKill(master(), { respawn: false }), 'master()', 'for good'],
		[kinds.serviceUpdate(), 'the service', undefined],
		[kinds.serviceScale(5), 'the service', '5 replicas'],
		[kinds.linkDown(master()), 'master()', 'carrier lost'],
		[kinds.linkDown(master(), 'admin'), 'master()', 'set down'],
		[kinds.linkDown(master(), 'admin', { network: 'ha' }), 'master()', 'set down, on ha'],
		[kinds.linkFlap(master(), { down: '1s', up: '2s' }), 'master()', 'down 1s, up 2s'],
		[kinds.partition(master()), 'master()', 'from the other hosts, all traffic, both ways'],
		[
			kinds.partition(master(), { from: 'everyone', traffic: 'vrrp', direction: 'in', how: 'reject' }),
			...(['master()', 'from everyone, VRRP, what it receives, rejected'] as const),
		],
		[
			kinds.partition(master(), { from: host('b'), traffic: 'swarm', direction: 'out' }),
			...(['master()', "from host('b'), Swarm's ports, what it sends"] as const),
		],
		[
			kinds.partition(master(), { traffic: 'vrrp', network: 'ha' }),
			...(['master()', 'from the other hosts, VRRP, both ways, on ha'] as const),
		],
		[kinds.packetLoss(master(), 30), 'master()', '30 % of all traffic, both ways'],
		[kinds.packetLoss(master(), 5, { traffic: 'vrrp', direction: 'out' }), 'master()', '5 % of VRRP, what it sends'],
		[kinds.packetDelay(master(), '20ms'), 'master()', '20ms ± 0ms, 0 % twice, 0 % reordered, both ways'],
		[
			kinds.packetDelay(master(), '20ms', { jitter: '5ms', duplicatePercent: 1, reorderPercent: 2, direction: 'in' }),
			...(['master()', '20ms ± 5ms, 1 % twice, 2 % reordered, what it receives'] as const),
		],
		[kinds.rateLimit(master(), 1e6), 'master()', '1000000 bit/s'],
	];
	for (const [fault, target, detail] of cases)
		it(`${fault.kind}: ${detail ?? 'its kind says it all'}`, () =>
			expect([describeTargetOf(fault), describeDetail(fault)]).to.deep.equal([target, detail]));

	it('names every target: whom it hits, and the other side where that is one', () => {
		expect(targetsOf(kinds.freeze(master()))).to.deep.equal([{ kind: 'master' }]);
		expect(targetsOf(kinds.partition(master(), { from: backup(2) }))).to.deep.equal([
			{ kind: 'master' },
			{ kind: 'backup', rank: 2 },
		]);
		expect(targetsOf(kinds.partition(master()))).to.deep.equal([{ kind: 'master' }]);
		expect(targetsOf(kinds.serviceUpdate())).to.deep.equal([]);
	});
});

describe('the builders of faults', () => {
	const target = master();
	for (const [fault, kind] of [
		[kinds.powerLoss(target), 'power-loss'],
		[kinds.reboot(target), 'reboot'],
		[kinds.freeze(target), 'freeze'],
		[kinds.raftDiskFull(target), 'raft-disk-full'],
		[kinds.keepalivedStop(target), 'keepalived-stop'],
		[kinds.keepalivedRestart(target), 'keepalived-restart'],
		[kinds.keepalivedPause(target), 'keepalived-pause'],
		[kinds.dockerdStop(target), 'dockerd-stop'],
		[kinds.taskKill(target), 'task-kill'],
		[kinds.nodeDrain(target), 'node-drain'],
		[kinds.nodeDemote(target), 'node-demote'],
		[kinds.vipDelete(target), 'vip-delete'],
	] as const)
		it(kind, () => expect(fault).to.deep.equal({ kind, target: { kind: 'master' } }));
});
