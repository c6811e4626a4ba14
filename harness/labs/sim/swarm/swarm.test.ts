import { assert } from 'chai';
import { readConf } from '../../../cluster/host-keepalived.ts';
import { readInstances } from '../../../keepalived/instances.ts';
import { loadCluster } from '../../../load/load-cluster.ts';
import { partition } from '../../../scenario/fault.ts';
import { master } from '../../../scenario/target.ts';
import type { SwarmNode, TimelineEvent } from '../../../timeline/event.ts';
import { clusterModel } from '../cluster-model.ts';
import { ClusterWorld } from '../cluster-world.ts';
import { injectFault } from '../faults.ts';
import { MEASURED, type Tuning } from '../tuning.ts';
import type { ModelledFault } from '../unmodelled.ts';

const seed = await loadCluster('fixtures/seed');
const inHostMode = clusterModel({ ...seed, service: { ...seed.service, publishMode: 'host' } });
const model = clusterModel(seed);
const always = (ms: number) => ({ minUs: ms * 1000, meanUs: ms * 1000, maxUs: ms * 1000 });

/** A world that has begun, with this manager (by number) as its leader. */
function worldOf({ of = model, leader = 1, seed: text = 'swarm', tuning = {} as Partial<Tuning> } = {}) {
	const events: TimelineEvent[] = [];
	const world = new ClusterWorld(of, { ...MEASURED, ...tuning }, text, (event) => events.push(event));
	world.beginWith(leader);
	const run = (seconds: number) => world.kernel.run(world.kernel.nowUs + Math.round(seconds * 1_000_000));
	const nodes = (node: string) => events.filter((e): e is SwarmNode => e.type === 'swarm.node' && e.node === node);
	return { world, events, run, nodes };
}

describe('the dispatcher, simulated', () => {
	const tuning = { bootDockerd: always(1000), boot: always(500), registration: always(2000) };
	/** When docker3 is called down that lost its power at once, and its state at the end where its dockerd is back at some time. */
	const downMs = (() => {
		const { world, run, nodes } = worldOf({ tuning });
		world.machine('docker3').powerOff();
		run(30);
		return nodes('docker3').find(({ state }) => state === 'down')?.atMs ?? Number.NaN;
	})();
	const stateAfterReturn = (backMs: number) => {
		const { world, run, nodes } = worldOf({ tuning });
		world.machine('docker3').powerOff();
		run((backMs - 1000) / 1000);
		world.machine('docker3').powerOn();
		run(120);
		return nodes('docker3').at(-1)?.state;
	};

	it('calls a node down 8 to 16.5 s after it died', () => {
		assert.isAtLeast(downMs, 8000);
		assert.isAtMost(downMs, 17_000);
	});

	it('leaves a node down for good whose heartbeat runs out while its agent registers (moby 34827), and no other', () => {
		assert.equal(stateAfterReturn(downMs - 1000), 'down');
		assert.equal(stateAfterReturn(downMs - 4000), 'ready');
		assert.equal(stateAfterReturn(downMs + 1000), 'ready');
	});

	it('takes such a node back once its dockerd restarts', () => {
		const { world, run, nodes } = worldOf({ tuning });
		const docker3 = world.machine('docker3');
		docker3.powerOff();
		run((downMs - 2000) / 1000);
		docker3.powerOn();
		run(60);
		assert.equal(nodes('docker3').at(-1)?.state, 'down');
		docker3.stopDockerd();
		run(10);
		docker3.startDockerd();
		run(30);
		assert.equal(nodes('docker3').at(-1)?.state, 'ready');
	});
});

describe('a return, simulated', () => {
	const tuning = {
		bootDockerd: always(1000),
		boot: always(500),
		registration: always(100),
		containerStart: always(500),
		powerOn: always(0),
	};
	/** docker3 is without power for 20 s; how often its node is ready, or a task of it was rejected, so long after the power was back, in 60 returns. */
	const returns = Array.from({ length: 60 }, (_, i) => {
		const { world, run, nodes, events } = worldOf({ tuning, of: inHostMode, seed: `return ${i}` });
		world.machine('docker3').powerOff();
		run(20);
		world.machine('docker3').powerOn();
		const backMs = world.kernel.nowUs / 1000;
		run(40);
		const readyMs = nodes('docker3').find(({ state, atMs }) => state === 'ready' && atMs > backMs)?.atMs ?? Number.NaN;
		const failed = events.some(
			(e) => e.type === 'swarm.task' && e.node === 'docker3' && e.state === 'failed' && e.atMs > backMs + 1000,
		);
		return { afterMs: readyMs - backMs, failed };
	});

	it('is late for a node whose agent asks its own manager: that one is found again at TCP’s next retransmission', () => {
		const late = returns.filter(({ afterMs }) => afterMs > 3000);
		assert.isAtLeast(late.length, 10);
		assert.isAtMost(late.length, 30);
		// 25.4 to 26.4 s after the power went, and about a second to dial and one to be seen; the power was away for 20 s.
		for (const { afterMs } of late) assert.isTrue(afterMs > 6000 && afterMs < 9500, `${afterMs} ms`);
	});
	it('has tasks rejected that come before the engine knows of its swarm, and none that come later', () => {
		const quick = returns.filter(({ afterMs }) => afterMs <= 3000);
		const rejected = quick.filter(({ failed }) => failed).length;
		// About half of them.
		assert.isAtLeast(rejected, 5);
		assert.isAtMost(rejected, 29);
		assert.isFalse(returns.some(({ afterMs, failed }) => afterMs > 6000 && failed));
	});
	it('is quick for the others', () => {
		const quick = returns.filter(({ afterMs }) => afterMs <= 3000);
		for (const { afterMs } of quick) assert.isAtMost(afterMs, 2500);
		assert.isAtLeast(quick.length, 15);
	});
});

describe('raft, simulated', () => {
	it('goes by terms: nobody goes back to an earlier one, and a leader that hears of a later one steps down', () => {
		const cuts = [0, 1].flatMap((other) => [
			{ from: 2, to: other },
			{ from: other, to: 2 },
		]);
		const silence = { traffic: ['swarm'] as const, loss: 1, delayUs: 0, jitterUs: 0, duplicate: 0, reorder: 0 };
		for (let i = 0; i < 20; i += 1) {
			const { world, run } = worldOf({ leader: 0, seed: `raft ${i}` });
			const raft = world.swarm?.raft;
			if (!raft) throw new Error('there is no swarm');
			run(2);
			// Cut off, docker3 stands again and again, and comes to a term far ahead.
			const disturbances = cuts.map((cut) => ({ ...cut, ...silence }));
			for (const one of disturbances) world.lan.disturb(one);
			run(60);
			assert.equal(raft.leader(), 0);
			assert.isAtLeast(raft.termOf(2), 3);
			for (const one of disturbances) world.lan.calm(one);
			let terms = [0, 1, 2].map((node) => raft.termOf(node));
			for (let tenth = 0; tenth < 600; tenth += 1) {
				run(0.1);
				const now = [0, 1, 2].map((node) => raft.termOf(node));
				assert.isTrue(
					now.every((term, node) => term >= (terms[node] ?? 0)),
					`${terms} became ${now}`,
				);
				terms = now;
			}
			assert.isNotNull(raft.leader());
			assert.isAtLeast(Math.min(...terms), 4);
		}
	});
});

describe('tasks, simulated', () => {
	it('a drained node serves on for two seconds and its container’s stop', () => {
		const { world, run } = worldOf({ of: inHostMode, tuning: { containerStop: always(850) } });
		run(1);
		const docker1 = world.machine('docker1');
		world.swarm?.tasks.setDrained(0, true);
		run(2.8);
		assert.isTrue(world.serves(docker1));
		run(0.1);
		assert.isFalse(world.serves(docker1));
	});

	it('what a killed dockerd has left ends early in the start of the next one', () => {
		const { world, run } = worldOf({ of: inHostMode, tuning: { dockerdStart: always(4000), dockerdCleans: always(900) } });
		run(1);
		const docker1 = world.machine('docker1');
		docker1.killDockerd(true);
		// systemd waits two seconds.
		run(2.85);
		assert.isTrue(world.serves(docker1));
		run(0.1);
		assert.isFalse(world.serves(docker1));
		assert.isNull(docker1.dockerdPid);
	});

	it('an update takes task after task, each once the one before runs, and as long apart as the compose file says', () => {
		const stack = { ...seed.service.compose, services: { web: { deploy: { update_config: { delay: '3s' } } } } };
		const tuning = { containerStop: always(1000), containerStart: always(1000) };
		const took = (of: typeof model) => {
			const { world, run } = worldOf({ of, tuning });
			run(1);
			world.swarm?.tasks.update();
			let seconds = 0;
			while (world.swarm?.tasks.isUpdating && seconds < 60) {
				run(0.1);
				seconds += 0.1;
			}
			return seconds;
		};
		// Two seconds out of the mesh, one to stop, 0.7 until the next is begun, one to start, three times; 0.4 s until it is the next one's turn.
		assert.closeTo(took(model), 3 * 4.7 + 2 * 0.4, 0.2);
		assert.closeTo(took(clusterModel({ ...seed, service: { ...seed.service, compose: stack } })), 3 * 4.7 + 2 * 3.4, 0.2);
	});
});

describe('machines that are switched on together', () => {
	it('share their processors: three take three times as long to boot', () => {
		const booted = (together: number) => {
			const { world, events, run } = worldOf({ tuning: { boot: always(500) } });
			const docker1 = world.machine('docker1');
			docker1.powerOff();
			docker1.powerOn(together);
			const fromMs = world.kernel.nowUs / 1000;
			run(10);
			const up = events.find(
				(e) => e.type === 'unit.state' && e.host === 'docker1' && e.unit === 'keepalived' && e.state === 'active',
			);
			return (up?.atMs ?? Number.NaN) - fromMs;
		};
		assert.deepEqual([booted(1), booted(3)], [500, 1500]);
	});
});

describe('customers, simulated', () => {
	/** Whether a customer gets an answer at the VIP of the seed cluster, where every keepalived.conf begins with these lines. */
	const served = (globals: string, inInstance = '') => {
		const hosts = seed.hosts.map((host) => {
			if (!host.keepalived) return host;
			const text = `${globals}\n${host.keepalived.text.replace('virtual_router_id', `${inInstance}\nvirtual_router_id`)}`;
			const instances = readInstances(readConf(host, { ...host.keepalived, text }).model).instances.map(({ spec }) => spec);
			return { ...host, keepalived: { ...host.keepalived, text, instances } };
		});
		const { world, run } = worldOf({ of: clusterModel({ ...seed, hosts }) });
		run(1);
		return world.servesAt(seed.vip);
	};

	it('are served at a port that Docker publishes whatever vrrp_strict and no_accept filter: it is forwarded, and they hook input', () => {
		assert.isTrue(served(''));
		assert.isTrue(served('global_defs {\nvrrp_strict\n}'));
		assert.isTrue(served('', 'no_accept'));
		assert.isTrue(served('global_defs {\nvrrp_strict\nvrrp_version 3\n}', 'accept'));
	});
});

describe('a partition that ends, simulated', () => {
	it('ends on one machine after the other, within a quarter of a second', () => {
		const { world, run } = worldOf({ tuning: { uncut: { minUs: 30_000, meanUs: 100_000, maxUs: 230_000 } } });
		const resolve = () => ['docker1'];
		const undo = injectFault({ world, resolve }, partition(master(), { from: 'everyone' }) as ModelledFault, ['docker1']);
		run(1);
		undo();
		const heard = () => [1, 2, world.client].map((other) => world.lan.passes(0, other, 'arp'));
		run(0.02);
		assert.deepEqual(heard(), [false, false, false]);
		const counts = new Set<number>();
		for (let i = 0; i < 25; i += 1) {
			run(0.01);
			counts.add(heard().filter(Boolean).length);
		}
		assert.isAtLeast(counts.size, 3, 'not all at once');
		assert.deepEqual(heard(), [true, true, true]);
	});
});
