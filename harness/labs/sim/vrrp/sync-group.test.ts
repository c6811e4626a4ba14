import { assert } from 'chai';
import type { TimelineEvent } from '../../../timeline/event.ts';
import { type HostLines, timesOf, worldOf } from '../testing.ts';

const VIPS = ['10.0.0.200', '10.0.0.201'];

/** Two instances with these priorities in one sync group; the first may track a script of weight 0. */
function pair(first: number, second: number, { script = false, group = true } = {}): HostLines {
	const instance = (number: number, priority: number, lines: readonly string[]) => [
		`vrrp_instance VI_${number} {`,
		'interface ens18',
		`virtual_router_id ${68 + number}`,
		`priority ${priority}`,
		...lines,
		'virtual_ipaddress {',
		`${VIPS[number - 1]}/24`,
		'}',
		'}',
	];
	return {
		text: [
			...(script ? ['vrrp_script docker {', 'script "/usr/bin/pidof dockerd"', 'interval 1', '}'] : []),
			...(group ? ['vrrp_sync_group G {', 'group {', 'VI_1', 'VI_2', '}', '}'] : []),
			...instance(1, first, script ? ['track_script {', 'docker', '}'] : []),
			...instance(2, second, []),
			'',
		].join('\n'),
	};
}

const holders = ({ world }: ReturnType<typeof worldOf>) =>
	VIPS.map((vip) => world.machines.filter((machine) => machine.holds(vip)).map(({ name }) => name));
const goodbyes = (events: readonly TimelineEvent[], host: string) =>
	events.flatMap((e) => (e.type === 'vrrp.advert' && e.host === host && e.priority === 0 ? [e.vrid] : []));

describe('a sync group', () => {
	it('fails as a whole: the member that fails says goodbye twice, the other once, and both are taken over', () => {
		const sim = worldOf([pair(100, 100, { script: true }), pair(75, 75)]);
		sim.run(3);
		assert.deepEqual(holders(sim), [['docker1'], ['docker1']]);
		sim.world.machine('docker1').failingChecks.add('docker');
		sim.run(3);
		assert.deepEqual(goodbyes(sim.events, 'docker1'), [69, 69, 70]);
		assert.deepEqual(holders(sim), [['docker2'], ['docker2']]);
		sim.world.machine('docker1').failingChecks.clear();
		sim.run(6);
		assert.deepEqual(holders(sim), [['docker1'], ['docker1']]);
	});

	it('without one, each goes its own way', () => {
		const sim = worldOf([pair(100, 100, { script: true, group: false }), pair(75, 75, { group: false })]);
		sim.run(3);
		sim.world.machine('docker1').failingChecks.add('docker');
		sim.run(3);
		assert.deepEqual(holders(sim), [['docker2'], ['docker1']]);
	});

	it('takes over when the last of its members wants to, all at that moment', () => {
		const sim = worldOf([pair(100, 90), pair(75, 80)]);
		sim.run(3);
		sim.world.machine('docker1').keepalived?.stop();
		sim.run(8);
		assert.deepEqual(holders(sim), [['docker2'], ['docker2']]);
		const startedMs = sim.world.kernel.nowUs / 1000;
		sim.world.machine('docker1').keepalived?.start();
		sim.run(8);
		assert.deepEqual(holders(sim), [['docker1'], ['docker1']]);
		// VI_1 is ready after 3609.375 ms and has to wait for VI_2 with its 3648.437 ms.
		const addedMs = timesOf(sim.events, 'vip.added', 'docker1').at(-1) ?? Number.NaN;
		assert.closeTo(addedMs - startedMs, 3648.437, 0.01);
	});

	it('begins where all its members can be MASTER, and stays there', () => {
		for (const [first, second] of [
			[100, 50],
			[100, 60],
		] as const) {
			const sim = worldOf([pair(first, second), pair(75, 80)]);
			sim.run(30);
			assert.deepEqual(holders(sim), [['docker2'], ['docker2']]);
			assert.isEmpty(sim.events.filter((e) => e.type === 'vrrp.state' && e.atMs > 0));
		}
	});

	it('that would win with one member only does not take over at all', () => {
		const sim = worldOf([pair(100, 60), pair(75, 80)]);
		sim.run(1);
		for (const { keepalived } of sim.world.machines) keepalived?.stop();
		sim.run(2);
		sim.world.machine('docker2').keepalived?.start();
		sim.run(5);
		sim.world.machine('docker1').keepalived?.start();
		sim.run(60);
		assert.deepEqual(holders(sim), [['docker2'], ['docker2']]);
	});
});
