import { expect } from 'chai';
import { findDrills } from '../../load/find-drill.ts';
import { loadCluster } from '../../load/load-cluster.ts';
import { clusterModel } from './cluster-model.ts';
import { ClusterWorld } from './cluster-world.ts';
import { EXACT } from './testing.ts';
import { SIM_KIND } from './unmodelled.ts';

const spec = await loadCluster('fixtures/haproxy');

function worldOf() {
	const world = new ClusterWorld(clusterModel(spec), EXACT, 'test', () => {});
	world.beginWith(0);
	return { world, run: (seconds: number) => world.kernel.run(world.kernel.nowUs + Math.round(seconds * 1e6)) };
}
const VIP = '10.0.0.200';

describe('hosts with services of their own', () => {
	it('serve at the floating IP without a swarm', () => {
		const { world, run } = worldOf();
		run(1);
		expect([world.swarm, world.servesAt(VIP), world.machine('lb1').dockerdPid]).to.deep.equal([null, true, null]);
	});
	it('refuse where the service has ended, until keepalived’s check has moved the floating IP', () => {
		const { world, run } = worldOf();
		run(1);
		world.machine('lb1').setUnit('haproxy.service', false);
		expect(world.servesAt(VIP)).to.equal(false);
		// The check asks every second, and fails twice; then lb1 says goodbye.
		run(3);
		expect([world.machine('lb2').holds(VIP), world.servesAt(VIP)]).to.deep.equal([true, true]);
	});
	it('serve again after a power loss once they have booted', () => {
		const { world, run } = worldOf();
		run(1);
		world.machine('lb1').powerOff();
		expect(world.machine('lb1').hasUnit).to.equal(false);
		world.machine('lb1').powerOn();
		run(30);
		expect([world.machine('lb1').hasUnit, world.machine('lb1').dockerdPid]).to.deep.equal([true, null]);
	});
	it('are asked for by name by pidof, killall, pgrep and systemctl', async () => {
		const { readScripts } = await import('./vrrp/track-model.ts');
		const { readText } = await import('../../keepalived/testing.ts');
		const asks = (command: string) => {
			const conf = readText(`vrrp_script s {\nscript "${command}"\n}\n`).model;
			const script = readScripts(conf, { files: [], units: ['nginx.service', 'haproxy.service'] }).get('s');
			return [script?.asks, script?.unit];
		};
		for (const command of [
			'killall -0 haproxy',
			'/bin/pidof haproxy',
			'pgrep -x haproxy',
			'/bin/systemctl is-active --quiet haproxy',
		])
			expect(asks(command), command).to.deep.equal(['unit', 'haproxy.service']);
		expect(asks('/usr/bin/curl -s http://haproxy/')).to.deep.equal(['published-port', null]);
		expect(asks('killall -0 haproxyd')).to.deep.equal(['unknown', null]);
	});
	it('are a process that can be tracked', () => {
		const { world } = worldOf();
		const lb1 = world.machine('lb1');
		expect([lb1.runs('/usr/sbin/haproxy'), lb1.runs('nginx')]).to.deep.equal([true, true]);
		lb1.setUnit('haproxy.service', false);
		expect([lb1.runs('/usr/sbin/haproxy'), lb1.runs('nginx')]).to.deep.equal([false, true]);
	});
	it('beside a swarm have no model', async () => {
		const seed = await loadCluster('fixtures/seed');
		const [drill] = await findDrills('kill-master');
		const hosts = seed.hosts.map((host, i) => (i === 2 ? { ...host, role: 'none' as const } : host));
		if (!drill) throw new Error('no drill');
		expect(SIM_KIND.refuses(drill, seed)).to.deep.equal([]);
		expect(SIM_KIND.refuses(drill, spec)).to.deep.equal([]);
		expect(SIM_KIND.refuses(drill, { ...seed, hosts }).map(({ value }) => value)).to.deep.equal(['none, of docker3']);
	});
});
