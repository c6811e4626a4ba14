import { expect } from 'chai';
import { findDrills } from '../../load/find-drill.ts';
import { loadCluster } from '../../load/load-cluster.ts';
import { planTrial } from '../../scenario/plan.ts';
import { Recording } from '../../timeline/recording.ts';
import { clusterModel } from './cluster-model.ts';
import { ClusterWorld } from './cluster-world.ts';
import { EXACT } from './testing.ts';
import { SimTrial } from './trial.ts';
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
	it('may come after keepalived’s first check at a boot, which then takes `rise` results more to see them', () => {
		const returnedMs = (startMs: number) => {
			const unitStart = { minUs: startMs * 1000, meanUs: startMs * 1000, maxUs: startMs * 1000 };
			const world = new ClusterWorld(clusterModel(spec), { ...EXACT, unitStart }, 'test', () => {});
			world.beginWith(0);
			world.kernel.run(1_000_000);
			const lb1 = world.machine('lb1');
			lb1.powerOff();
			world.kernel.run(5_000_000);
			lb1.powerOn();
			while (!lb1.holds(VIP) && world.kernel.nowUs < 60_000_000) world.kernel.run(world.kernel.nowUs + 1000);
			return world.kernel.nowUs / 1000;
		};
		// Checks at 0, 1 and 2 s after its start; the second good one of those counts.
		expect(returnedMs(100) - returnedMs(0)).to.be.within(1900, 2100);
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
	it('are ended by a fault, and started by its undoing', async () => {
		const [drill] = await findDrills('proxy-stops');
		if (!drill) throw new Error('no drill');
		const recording = new Recording();
		new SimTrial(clusterModel(spec), EXACT, planTrial(drill, 'test', 1), recording).run();
		const events = recording.events();
		const at = (type: string) => events.find((event) => event.type === type)?.atMs ?? 0;
		const [fromMs, toMs] = [at('fault.injected'), at('fault.undone')];
		const asked = events.flatMap((e) => (e.type === 'http.sample' && e.stream === 'fresh' ? [e] : []));
		const failed = asked.filter(({ outcome }) => outcome !== 'ok');
		expect(failed[0]?.dueMs).to.be.within(fromMs, fromMs + 20);
		// Nobody listens, and the kernel says so at once.
		expect(failed[0]?.outcome).to.equal('refused');
		// Two checks a second apart fail, then lb1 says goodbye.
		expect((failed.at(-1)?.dueMs ?? 0) - fromMs).to.be.within(1000, 2300);
		expect(events.filter((e) => e.type === 'vip.added' && e.host === 'lb1').at(-1)?.atMs).to.be.above(toMs);
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
