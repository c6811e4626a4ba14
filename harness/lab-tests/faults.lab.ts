import {
	addressConflict,
	cpuStarve,
	deafBoot,
	dockerdKill,
	dockerdStop,
	firewallReload,
	freeze,
	host,
	keepalivedKill,
	keepalivedPause,
	keepalivedReload,
	keepalivedRestart,
	keepalivedStop,
	linkDown,
	linkFlap,
	macFilter,
	networkRestart,
	nodeDemote,
	nodeDrain,
	packetLoss,
	partition,
	powerLoss,
	providerFloatingIp,
	raftDiskFull,
	rateLimit,
	reboot,
	serviceUpdate,
	taskKill,
	vipDelete,
	vipDuplicate,
	vridConflict,
} from '../index.ts';
import { STRANGER_ADDRESS, STRANGER_MAC } from '../labs/common/stranger.ts';
import type { Machines } from '../labs/real/machines.ts';
import { sh } from '../labs/real/shell.ts';
import { type FaultCase, faultSuite, of, VICTIM } from './fault-suite.ts';

/** Who answers ARP for an address within a second, as the client hears them: hosts by name, others by hardware address. */
async function answersFor(lab: Machines, address: string): Promise<string> {
	const said = await lab.run('client', sh`arping -w 1 -I eth0 ${address} || true`);
	const macs = [...said.matchAll(/^Unicast reply .* \[(\S+)\]/gm)].map(([, mac = '']) => mac.toLowerCase());
	return [...new Set(macs)]
		.map((mac) => lab.spec.hosts.find((one) => one.mac === mac)?.name ?? mac)
		.sort()
		.reverse()
		.join(' ');
}

/** Whom the client's packets for the VIP go to by a route of their own, before and after each of two calls of docker2, and what these are answered; empty without such a route. */
async function providerOf(lab: Machines): Promise<{ delivers: string }> {
	const via = async () => {
		const [, address] = / via (\S+)/.exec(await lab.run('client', sh`ip route get ${lab.spec.vip}`)) ?? [];
		return lab.spec.hosts.find((one) => one.address === address)?.name ?? '';
	};
	const url = `http://${lab.spec.network.clientAddress}:8053/floating-ips/${lab.spec.vip}`;
	const call = sh`curl -s -m 5 -o /dev/null -w '%{http_code}' -X PUT --data docker2 ${url} || true`;
	const before = await via();
	if (before === '') return { delivers: '' };
	const refused = (await lab.run('docker2', call)).trim();
	const between = await via();
	const obeyed = (await lab.run('docker2', call)).trim();
	return { delivers: `${before} ${refused} ${between} ${obeyed} ${await via()}` };
}

/** Whether a router that is none of the hosts speaks VRRP within seconds, as the client hears it. */
async function foreignAdverts(lab: Machines): Promise<string> {
	const listen = sh`timeout 12 tcpdump -n -c 1 -i eth0 ${`ip proto 112 and src host ${STRANGER_ADDRESS}`} > /dev/null 2>&1 && echo yes || echo no`;
	return (await lab.run('client', listen)).trim();
}

/** How many ports of the lab's segment are locked. */
const lockedPorts = async (lab: Machines): Promise<string> =>
	(await lab.runBeside(sh`bridge -d link show | grep -c 'locked on' || true`)).trim();

/** The rules of the tables that Docker has rules in, without what they have counted. */
const firewallOf = async (lab: Machines, host: string): Promise<string> =>
	lab.run(host, sh`{ iptables-save -t filter; iptables-save -t nat; } | sed '/^#/d; s/ \\[.*//'`);

/** The kinds that need no more than any Linux kernel that Docker runs on. */
const CASES: FaultCase[] = [
	{ fault: powerLoss(VICTIM), effect: (now) => of(now).on === 'no' },
	{ fault: reboot(VICTIM), effect: (now, before) => of(now).on === 'yes' && of(now).boot !== of(before).boot },
	{
		fault: deafBoot(VICTIM),
		effect: (now, before) =>
			of(now).boot !== of(before).boot && of(now).link === '1' && of(now).reaches === '' && of(now).vip === 'yes',
	},
	{ fault: freeze(VICTIM), effect: (now) => of(now).frozen === 'yes' },
	{ fault: cpuStarve(VICTIM, 0.05), effect: (now) => of(now).quota === '5000' },
	{ fault: raftDiskFull(VICTIM), effect: (now) => of(now).raftRoom === '0' },
	{ fault: keepalivedStop(VICTIM), effect: (now) => of(now).keepalived === 'inactive' },
	{
		fault: keepalivedRestart(VICTIM),
		effect: (now, before) => of(now).keepalived === 'active' && of(now).keepalivedPid !== of(before).keepalivedPid,
	},
	{ fault: keepalivedReload(VICTIM, { priority: 60 }), effect: (now) => of(now).priority === '60' },
	{
		fault: keepalivedKill(VICTIM, 'both'),
		effect: (now) => of(now).keepalived === 'failed' && of(now).keepalivedProcesses === '0',
	},
	{ fault: keepalivedKill(VICTIM, 'parent'), effect: (now) => of(now).keepalived === 'failed' },
	{
		fault: keepalivedKill(VICTIM, 'child'),
		effect: (now, before) =>
			of(now).keepalivedPid === of(before).keepalivedPid && of(now).keepalivedChild !== of(before).keepalivedChild,
	},
	{ fault: keepalivedPause(VICTIM), effect: (now) => of(now).keepalivedStopped === '2' },
	{ fault: dockerdStop(VICTIM), effect: (now) => of(now).docker === 'inactive' },
	{
		fault: dockerdKill(VICTIM),
		effect: (now, before) => of(now).docker === 'active' && of(now).dockerPid !== of(before).dockerPid,
	},
	{ fault: dockerdKill(VICTIM, { respawn: false }), effect: (now) => of(now).docker === 'failed' },
	{ fault: taskKill(VICTIM), effect: (now, before) => of(now).task !== of(before).task },
	{
		fault: serviceUpdate(),
		hosts: ['docker1', 'docker2', 'docker3'],
		effect: (now, before) => Object.keys(now).every((name) => of(now, name).task !== of(before, name).task),
	},
	{ fault: nodeDrain(VICTIM), effect: (now) => of(now).availability === 'Drain' },
	{ fault: nodeDemote(VICTIM), effect: (now) => of(now).manager === '' },
	{ fault: linkDown(VICTIM, 'carrier'), effect: (now) => of(now).link === '0' },
	{ fault: linkDown(VICTIM, 'admin'), effect: (now) => of(now).link === 'down' && of(now).route === '' },
	{ fault: linkFlap(VICTIM, { down: '200ms', up: '200ms' }), effect: (now) => of(now).link === '0' },
	{ fault: partition(VICTIM), effect: (now) => of(now).reaches === 'client' },
	{ fault: partition(VICTIM, { from: 'everyone' }), effect: (now) => of(now).reaches === '' },
	{
		fault: partition(VICTIM, { from: host('docker1'), how: 'reject' }),
		effect: (now) => of(now).reaches === 'client docker3' && of(now).toDocker1 === 'refused',
	},
	{
		fault: partition(VICTIM, { traffic: 'swarm' }),
		effect: (now) => of(now).reaches === 'client docker1 docker3' && of(now).toDocker1 === 'lost',
	},
	{
		fault: partition(VICTIM, { traffic: 'vrrp', direction: 'in' }),
		effect: (now) => of(now).vip === 'yes' && of(now, 'docker1').vip === 'yes',
	},
	{ fault: packetLoss(VICTIM, 100), effect: (now) => of(now).vip === 'yes' && of(now).toDocker1 === 'lost' },
	{
		fault: packetLoss(VICTIM, 100, { traffic: 'vrrp', direction: 'in' }),
		effect: (now) => of(now).vip === 'yes' && of(now).reaches === 'client docker1 docker3',
	},
	{ fault: rateLimit(VICTIM, 1_000_000), effect: (now) => of(now).qdisc?.startsWith('tbf') === true },
	{
		fault: vipDuplicate(),
		hosts: [],
		beside: async ({ world }) => ({ segment: { vipAnsweredBy: await answersFor(world.lab, world.lab.spec.vip) } }),
		effect: (now) => of(now, 'segment').vipAnsweredBy === `docker1 ${STRANGER_MAC}`,
	},
	{
		fault: addressConflict(VICTIM),
		beside: async ({ world }) => ({ segment: { ownAnsweredBy: await answersFor(world.lab, '10.0.0.12') } }),
		effect: (now) => of(now, 'segment').ownAnsweredBy === `docker2 ${STRANGER_MAC}`,
	},
	{
		fault: providerFloatingIp({ latency: '0ms', failures: 1 }),
		hosts: [],
		beside: async ({ world }) => ({ segment: await providerOf(world.lab) }),
		effect: (now) => of(now, 'segment').delivers === 'docker1 503 docker1 200 docker2',
	},
	{
		fault: macFilter(VICTIM),
		beside: async ({ world }) => ({ segment: { lockedPorts: await lockedPorts(world.lab) } }),
		effect: (now) => of(now, 'segment').lockedPorts === '1',
	},
	{
		fault: vridConflict(),
		hosts: [],
		beside: async ({ world }) => ({ segment: { foreignAdverts: await foreignAdverts(world.lab) } }),
		effect: (now) => of(now, 'segment').foreignAdverts === 'yes',
	},
	{
		fault: networkRestart(host('docker1')),
		hosts: ['docker1'],
		effect: (now, before) =>
			of(now, 'docker1').networkd === 'active' && of(now, 'docker1').masterTurns !== of(before, 'docker1').masterTurns,
	},
	{
		fault: firewallReload(VICTIM),
		beside: async ({ world }) => ({ firewall: { docker2: await firewallOf(world.lab, 'docker2') } }),
		effect: (now) => of(now, 'firewall').docker2?.includes('DOCKER') === false,
	},
	// It is gone for a few seconds, too few to be sure to look in time; that its owner had to become MASTER again stays.
	{
		fault: vipDelete(host('docker1')),
		hosts: ['docker1'],
		effect: (now, before) => of(now, 'docker1').masterTurns !== of(before, 'docker1').masterTurns,
	},
];

faultSuite('private', CASES);
