import { expect } from 'chai';
import { build, edit, GOOD_CLUSTER } from '../../../cluster/testing.ts';
import { linkDown, partition } from '../../../scenario/fault.ts';
import { host as hostNamed } from '../../../scenario/target.ts';
import type { TimelineEvent } from '../../../timeline/event.ts';
import { clusterModel } from '../cluster-model.ts';
import type { ClusterWorld } from '../cluster-world.ts';
import { injectFault } from '../faults.ts';
import { EXACT } from '../testing.ts';
import type { ModelledFault } from '../unmodelled.ts';
import { World } from '../world.ts';

/** Two hosts with an IPv6 network and a second NIC on a segment of its own. */
const YAML = edit(
	edit(
		GOOD_CLUSTER,
		'  client: 10.0.0.250\n',
		'  subnet6: fd00:10::/64\nnetworks: [{ name: ha, subnet: 172.16.0.0/24, interface: eth1 }]\n',
	),
	/address: 10\.0\.0\.(1[12])/g,
	'address: 10.0.0.$1\n    nics: [{ network: ha, address: 172.16.0.$1 }]',
);
const instance = (name: string, lines: string[], vips: string[]) =>
	`vrrp_instance ${name} {\nvirtual_router_id 69\n${lines.join('\n')}\nvirtual_ipaddress {\n${vips.join('\n')}\n}\n}\n`;

/** A world that has begun, of hosts with these files. */
function worldOf(confs: readonly string[]) {
	const spec = build(YAML, { 'a.conf': confs[0], 'b.conf': confs[1] });
	const events: TimelineEvent[] = [];
	const world = new World(clusterModel(spec), EXACT, 'test', (event) => events.push(event));
	world.begin();
	const run = (seconds: number) => world.kernel.run(world.kernel.nowUs + Math.round(seconds * 1e6));
	const holders = (vip: string) => world.machines.filter((machine) => machine.holds(vip)).map(({ name }) => name);
	return { world, events, run, holders };
}

describe('several NICs, families and masters', () => {
	const EXCLUDED = 'virtual_ipaddress_excluded {\n10.0.0.203\n}';
	/** One VRID four times over: two families on one NIC, and on two NICs. */
	const host = (a: number, b: number) =>
		instance('V4', ['interface ens18', `priority ${a}`], ['10.0.0.200/24']) +
		instance('V6', ['interface ens18', `priority ${b}`, EXCLUDED], ['fe80::200', 'fd00:10::200/64']) +
		instance('HA', ['interface eth1', `priority ${b}`], ['172.16.0.200/24']);

	it('keep instances of one VRID apart by segment and family', () => {
		const { run, holders } = worldOf([host(100, 50), host(50, 100)]);
		run(10);
		expect(['10.0.0.200', 'fd00:10::200', '10.0.0.203', '172.16.0.200'].map(holders)).to.deep.equal([
			['docker1'],
			['docker2'],
			['docker2'],
			['docker2'],
		]);
	});
	it('move what a dead host held, and nothing else', () => {
		const { world, run, holders, events } = worldOf([host(100, 50), host(50, 100)]);
		world.machine('docker2').powerOff();
		run(5);
		expect(['10.0.0.200', 'fd00:10::200', '172.16.0.200'].map(holders)).to.deep.equal([['docker1'], ['docker1'], ['docker1']]);
		const told = events.flatMap((e) => (e.type === 'arp.gratuitous' ? [e.address] : []));
		expect([...new Set(told)]).to.deep.equal(['fe80::200', 'fd00:10::200', '10.0.0.203', '172.16.0.200']);
	});
	const inject = (world: World, fault: ModelledFault) =>
		injectFault({ world: world as unknown as ClusterWorld, resolve: () => [] }, fault, ['docker2']);
	const moved = (run: (seconds: number) => void, holders: (vip: string) => string[]) => {
		run(5);
		return ['10.0.0.200', 'fd00:10::200', '172.16.0.200'].map((vip) => holders(vip).join(' '));
	};
	for (const how of ['carrier', 'admin'] as const)
		it(`lose a link by themselves: ${how}`, () => {
			const { world, run, holders } = worldOf([host(100, 50), host(50, 100)]);
			const machine = world.machine('docker2');
			const passes = () => [world.segment('ha').passes(0, 1, 'swarm'), world.segment(null).passes(0, 1, 'swarm')];
			const undo = inject(world, linkDown(hostNamed('docker2'), how, { network: 'ha' }));
			expect(passes()).to.deep.equal([false, true]);
			expect(moved(run, holders)).to.deep.equal(['docker1', 'docker2', 'docker1']);
			expect([machine.linkUp(), machine.nicUp('eth1'), machine.nicUp('ens18')]).to.deep.equal([true, false, true]);
			undo();
			expect(moved(run, holders)).to.deep.equal(['docker1', 'docker2', 'docker2']);
		});
	it('are two masters where VRRP is cut on their segment alone', () => {
		const { world, run, holders } = worldOf([host(100, 50), host(50, 100)]);
		const undo = inject(world, partition(hostNamed('docker2'), { traffic: 'vrrp', network: 'ha' }));
		expect(moved(run, holders)).to.deep.equal(['docker1', 'docker2', 'docker1 docker2']);
		undo();
		expect(moved(run, holders)).to.deep.equal(['docker1', 'docker2', 'docker2']);
	});
	it('have a link again after a boot where the NIC was set down, and none where the cable is out', () => {
		const { world } = worldOf([host(100, 50), host(50, 100)]);
		const [a, b] = [world.machine('docker1'), world.machine('docker2')];
		a.link(false, 'admin', 'ha');
		b.link(false, 'carrier', 'ha');
		for (const machine of [a, b]) {
			machine.powerOff();
			machine.powerOn();
		}
		expect([a.nicUp('eth1'), b.nicUp('eth1')]).to.deep.equal([true, false]);
	});
	it('name the sender by the address that its packets have', () => {
		const { run, events } = worldOf([host(100, 50), host(50, 100)]);
		run(2);
		const sources = events.flatMap((e) => (e.type === 'vrrp.advert' ? [`${e.source} ${e.addresses[0]}`] : []));
		expect([...new Set(sources)].sort()).to.deep.equal([
			'10.0.0.11 10.0.0.200',
			'172.16.0.12 172.16.0.200',
			'fe80::42:aff:fe00:c fe80::200',
		]);
	});
	it('do not set back each other’s timers: a MASTER waits anew at any packet of its own virtual router alone', () => {
		const quick = (priority: number) =>
			instance('V4', ['interface ens18', `priority ${priority}`], ['10.0.0.200/24']) +
			instance('V6', ['interface ens18', `priority ${150 - priority}`, 'advert_int 0.3'], ['fe80::200']);
		const { run, events } = worldOf([quick(100), quick(50)]);
		run(10);
		const sent = (vip: string) => events.filter((e) => e.type === 'vrrp.advert' && e.addresses.includes(vip)).length;
		expect(sent('10.0.0.200')).to.be.within(9, 11);
		expect(sent('fe80::200')).to.be.within(30, 34);
	});
	it('advertise no excluded address of the other family', () => {
		const { run, events } = worldOf([host(100, 50), host(50, 100)]);
		run(2);
		const six = events.find((e) => e.type === 'vrrp.advert' && e.addresses.includes('fd00:10::200'));
		expect(six).to.deep.include({ addresses: ['fe80::200', 'fd00:10::200'], version: 3 });
	});

	/** VRRP on the second NIC, the floating IP on the customers'. */
	const apart = (priority: number, option = '') =>
		instance('VI', ['interface eth1', `priority ${priority}`], [`10.0.0.200/24 dev ens18${option}`]);

	it('a customers’ cable that is pulled is noticed, for the NIC of an address is tracked', () => {
		const { world, run, holders } = worldOf([apart(100), apart(50)]);
		world.machine('docker1').link(false, 'carrier');
		run(5);
		expect(holders('10.0.0.200')).to.deep.equal(['docker2']);
	});
	it('but not where the address says no_track', () => {
		const { world, run, holders } = worldOf([apart(100, ' no_track'), apart(50, ' no_track')]);
		world.machine('docker1').link(false, 'carrier');
		run(5);
		expect(holders('10.0.0.200')).to.deep.equal(['docker1']);
	});
	it('unicast peers are found by their addresses on the segment', () => {
		const unicast = (priority: number, peer: string) =>
			instance('VI', ['interface eth1', `priority ${priority}`, `unicast_peer {\n${peer}\n}`], ['10.0.0.200/24 dev ens18']);
		const heard = worldOf([unicast(100, '172.16.0.12'), unicast(50, '172.16.0.11')]);
		heard.run(10);
		expect(heard.holders('10.0.0.200')).to.deep.equal(['docker1']);
		const deaf = worldOf([unicast(100, '10.0.0.12'), unicast(50, '10.0.0.11')]);
		deaf.run(10);
		expect(deaf.holders('10.0.0.200')).to.deep.equal(['docker1', 'docker2']);
	});
});
