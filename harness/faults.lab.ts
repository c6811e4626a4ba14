import { expect } from 'chai';
import {
	cpuStarve,
	dockerdKill,
	dockerdStop,
	freeze,
	host,
	keepalivedKill,
	keepalivedPause,
	keepalivedReload,
	keepalivedRestart,
	keepalivedStop,
	linkDown,
	linkFlap,
	nodeDemote,
	nodeDrain,
	packetDelay,
	packetLoss,
	partition,
	powerLoss,
	raftDiskFull,
	rateLimit,
	reboot,
	serviceScale,
	serviceUpdate,
	taskKill,
	vipDelete,
} from './index.ts';
import { DockerLab } from './labs/docker/docker-lab.ts';
import type { EngineChoice } from './labs/docker/engine/choose.ts';
import { openEngine } from './labs/docker/engine/select.ts';
import type { ActiveFaults } from './labs/docker/faults/active-faults.ts';
import { watchedFaults } from './labs/docker/faults/worlds.ts';
import { type HostState, hostStates } from './labs/docker/testing.ts';
import { undoFaults } from './labs/docker/undo-faults.ts';
import { loadCluster } from './load-cluster.ts';
import { packageRoot } from './paths.ts';
import { requireSetup } from './run/run-drills.ts';
import type { Fault } from './scenario/fault.ts';
import { until } from './until.ts';

const victim = host('docker2');

/** What a fault does to the hosts' states; each must come true, and not be so before. */
interface Case {
	fault: Fault;
	hosts?: string[];
	effect: (now: Record<string, HostState>, before: Record<string, HostState>) => boolean;
}

const of = (states: Record<string, HostState>, name = 'docker2'): HostState => states[name] ?? {};

/** The kinds that need no more than any Linux kernel that Docker runs on. */
const CASES: Case[] = [
	{ fault: powerLoss(victim), effect: (now) => of(now).on === 'no' },
	{ fault: reboot(victim), effect: (now, before) => of(now).on === 'yes' && of(now).boot !== of(before).boot },
	{ fault: freeze(victim), effect: (now) => of(now).frozen === 'yes' },
	{ fault: cpuStarve(victim, 0.05), effect: (now) => of(now).quota === '5000' },
	{ fault: raftDiskFull(victim), effect: (now) => of(now).raftRoom === '0' },
	{ fault: keepalivedStop(victim), effect: (now) => of(now).keepalived === 'inactive' },
	{
		fault: keepalivedRestart(victim),
		effect: (now, before) => of(now).keepalived === 'active' && of(now).keepalivedPid !== of(before).keepalivedPid,
	},
	{ fault: keepalivedReload(victim, { priority: 60 }), effect: (now) => of(now).priority === '60' },
	{
		fault: keepalivedKill(victim, 'both'),
		effect: (now) => of(now).keepalived === 'failed' && of(now).keepalivedProcesses === '0',
	},
	{ fault: keepalivedKill(victim, 'parent'), effect: (now) => of(now).keepalived === 'failed' },
	{
		fault: keepalivedKill(victim, 'child'),
		effect: (now, before) =>
			of(now).keepalivedPid === of(before).keepalivedPid && of(now).keepalivedChild !== of(before).keepalivedChild,
	},
	{ fault: keepalivedPause(victim), effect: (now) => of(now).keepalivedStopped === '2' },
	{ fault: dockerdStop(victim), effect: (now) => of(now).docker === 'inactive' },
	{
		fault: dockerdKill(victim),
		effect: (now, before) => of(now).docker === 'active' && of(now).dockerPid !== of(before).dockerPid,
	},
	{ fault: dockerdKill(victim, { respawn: false }), effect: (now) => of(now).docker === 'failed' },
	{ fault: taskKill(victim), effect: (now, before) => of(now).task !== of(before).task },
	{
		fault: serviceUpdate(),
		hosts: ['docker1', 'docker2', 'docker3'],
		effect: (now, before) => Object.keys(now).every((name) => of(now, name).task !== of(before, name).task),
	},
	{ fault: nodeDrain(victim), effect: (now) => of(now).availability === 'Drain' },
	{ fault: nodeDemote(victim), effect: (now) => of(now).manager === '' },
	{ fault: linkDown(victim, 'carrier'), effect: (now) => of(now).link === '0' },
	{ fault: linkDown(victim, 'admin'), effect: (now) => of(now).link === 'down' && of(now).route === '' },
	{ fault: linkFlap(victim, { down: '200ms', up: '200ms' }), effect: (now) => of(now).link === '0' },
	{ fault: partition(victim), effect: (now) => of(now).reaches === 'client' },
	{ fault: partition(victim, { from: 'everyone' }), effect: (now) => of(now).reaches === '' },
	{
		fault: partition(victim, { from: host('docker1'), how: 'reject' }),
		effect: (now) => of(now).reaches === 'client docker3' && of(now).toDocker1 === 'refused',
	},
	{
		fault: partition(victim, { traffic: 'swarm' }),
		effect: (now) => of(now).reaches === 'client docker1 docker3' && of(now).toDocker1 === 'lost',
	},
	{
		fault: partition(victim, { traffic: 'vrrp', direction: 'in' }),
		effect: (now) => of(now).vip === 'yes' && of(now, 'docker1').vip === 'yes',
	},
	{ fault: packetLoss(victim, 100), effect: (now) => of(now).vip === 'yes' && of(now).toDocker1 === 'lost' },
	{
		fault: packetLoss(victim, 100, { traffic: 'vrrp', direction: 'in' }),
		effect: (now) => of(now).vip === 'yes' && of(now).reaches === 'client docker1 docker3',
	},
	{ fault: rateLimit(victim, 1_000_000), effect: (now) => of(now).qdisc?.startsWith('tbf') === true },
	{ fault: vipDelete(host('docker1')), hosts: ['docker1'], effect: (now) => of(now, 'docker1').vip === 'no' },
];

/** Those that need the mesh's service, or netem. */
const GUEST_CASES: Case[] = [
	{
		fault: serviceScale(1),
		hosts: ['docker1', 'docker2', 'docker3'],
		effect: (now) => Object.values(now).filter(({ task }) => task !== '').length === 1,
	},
	{ fault: packetDelay(victim, '150ms', { jitter: '10ms', direction: 'out' }), effect: (now) => Number(of(now).rttMs) > 100 },
	{ fault: packetDelay(victim, '150ms', { direction: 'in' }), effect: (now) => Number(of(now).rttMs) > 100 },
	{ fault: packetLoss(victim, 100), effect: (now) => of(now).reaches === '' },
	{ fault: partition(victim), effect: (now) => of(now).reaches === 'client' },
	{ fault: freeze(victim), effect: (now) => of(now).frozen === 'yes' },
	{ fault: cpuStarve(victim, 0.05), effect: (now) => of(now).quota === '5000' },
];

function faultSuite(choice: EngineChoice, cases: Case[]): void {
	describe(`every fault takes effect and is undone by another process (engine ${choice})`, function () {
		this.timeout(300_000);
		let lab: DockerLab;
		let faults: ActiveFaults;
		let release: () => Promise<unknown>;
		const states = () => hostStates(lab.world);

		before(async function (this: Mocha.Context) {
			const engine = await openEngine(choice);
			release = () => engine.release();
			try {
				await requireSetup(engine);
			} catch (error) {
				if (process.env.CI) throw error;
				console.log(`    skipped: ${(error as Error).message}`);
				this.skip();
			}
			const spec = await loadCluster(`${packageRoot}/fixtures/seed`);
			lab = await DockerLab.start({ engine, spec, signal: new AbortController().signal, renderer: 'silent' });
			faults = watchedFaults(lab.world);
		});

		after(async () => {
			await lab?.[Symbol.asyncDispose]();
			await release?.();
		});

		for (const { fault, hosts = ['docker2'], effect } of cases) {
			const { kind, target: _, ...parameters } = { target: null, ...fault };
			it(`${kind} ${JSON.stringify(parameters)}`, async () => {
				const beforeStates = await states();
				expect(effect(beforeStates, beforeStates), 'already so before').to.equal(false);
				const { confirm } = await faults.inject(0, fault, hosts, () => 0);
				await confirm();
				let now = beforeStates;
				const look = async () => {
					now = await states();
					return effect(now, beforeStates) ? true : undefined;
				};
				let undone: string[] | undefined;
				try {
					await until(`${kind} takes effect`, look, { timeoutMs: 40_000 }, () => JSON.stringify(now));
				} finally {
					undone = (await undoFaults(lab.engine.docker))[0]?.undone;
				}
				expect(undone).to.deep.equal([`${kind} on ${hosts.join(', ')}`]);
				for (const host of hosts) lab.world.lab.forget(host);
				for (const name of lab.world.observer.seen.down) lab.world.observer.seen.down.delete(name);
				const differences = () => differing(beforeStates, now, kind.startsWith('node-'));
				const isAsBefore = async () => {
					now = await states();
					return differences().length === 0 ? true : undefined;
				};
				await until('all is as before', isAsBefore, { timeoutMs: 150_000 }, () => differences().join('; '));
				expect((await undoFaults(lab.engine.docker))[0]?.undone, 'a second undo').to.deep.equal([]);
			});
		}
	});
}

const SAID_BY_SWARM: ReadonlySet<string> = new Set(['availability', 'manager']);
/** Process numbers and boots differ after a restart; everything else is to be as it was. */
const CHANGES: ReadonlySet<string> = new Set(['keepalivedPid', 'keepalivedChild', 'dockerPid', 'boot', 'task', 'rttMs']);

/** `swarmToo`: whether it matters that the swarm says nothing: after a partition its managers may vote for minutes. */
function differing(before: Record<string, HostState>, now: Record<string, HostState>, swarmToo: boolean): string[] {
	return Object.entries(before).flatMap(([name, state]) =>
		Object.entries(state)
			.filter(([key, value]) => !CHANGES.has(key) && now[name]?.[key] !== value)
			.filter(([key]) => swarmToo || now[name]?.[key] !== undefined || !SAID_BY_SWARM.has(key))
			.map(([key, value]) => `${name} ${key}: was ${value}, is ${now[name]?.[key]}`),
	);
}

faultSuite('private', CASES);
faultSuite('uml', GUEST_CASES);
