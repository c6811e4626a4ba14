import { expect } from 'chai';
import { packageRoot } from '../base/paths.ts';
import { until } from '../base/until.ts';
import { host } from '../index.ts';
import { DockerLab } from '../labs/docker/docker-lab.ts';
import type { EngineChoice } from '../labs/docker/engine/choose.ts';
import { openEngine } from '../labs/docker/engine/select.ts';
import { type HostState, hostStates } from '../labs/docker/testing.ts';
import { undoFaults } from '../labs/docker/undo-faults.ts';
import type { ActiveFaults } from '../labs/real/faults/active-faults.ts';
import { watchedFaults } from '../labs/real/faults/worlds.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { describeHit } from '../scenario/describe-fault.ts';
import type { Fault } from '../scenario/fault.ts';
import { skipUnlessSetUp } from './testing.ts';

/** The host that most cases hit: a backup, whose loss stops nothing. */
export const VICTIM = host('docker2');

/** What a fault does to the hosts' states; each must come true, and not be so before. */
export interface FaultCase {
	fault: Fault;
	hosts?: string[];
	/** What to look at beside the hosts' states. */
	beside?: (lab: DockerLab) => Promise<Record<string, HostState>>;
	effect: (now: Record<string, HostState>, before: Record<string, HostState>) => boolean;
}

/** The state of a host; of the victim unless it says. */
export const of = (states: Record<string, HostState>, name = 'docker2'): HostState => states[name] ?? {};

/** A mocha suite on one lab: that each fault takes effect, and that another process undoes it. A process has one such suite: it has one engine. */
export function faultSuite(choice: EngineChoice, cases: FaultCase[], cluster = 'fixtures/seed'): void {
	describe(`every fault takes effect and is undone by another process (engine ${choice})`, function () {
		this.timeout(300_000);
		let lab: DockerLab;
		let faults: ActiveFaults;
		let release: () => Promise<unknown>;
		/** What was undone in this lab; others may be on the engine. */
		const undo = async () => {
			const all = await undoFaults(lab.engine.docker, loadCluster);
			return all.find(({ lab: id }) => id === lab.world.lab.id)?.undone;
		};
		const wholeCluster = async () => {
			let found: Record<string, HostState> = {};
			const look = async () => {
				found = await hostStates(lab.world);
				return isWhole(Object.values(found)) ? found : undefined;
			};
			// The swarm may need a minute or two to get over what the case before did to it.
			return until('every host is whole', look, { timeoutMs: 150_000 }, () => JSON.stringify(found));
		};

		before(async function (this: Mocha.Context) {
			const engine = await openEngine(choice);
			release = () => engine.release();
			await skipUnlessSetUp(this, engine);
			const spec = await loadCluster(`${packageRoot}/${cluster}`);
			lab = await DockerLab.start({ engine, spec, signal: new AbortController().signal, renderer: 'silent' });
			faults = watchedFaults(lab.world);
		});

		after(async () => {
			await lab?.[Symbol.asyncDispose]();
			await release?.();
		});

		for (const { fault, hosts = ['docker2'], beside = async () => ({}), effect } of cases) {
			const { kind, target: _, ...parameters } = { target: null, ...fault };
			it(`${kind} ${JSON.stringify(parameters)}`, async () => {
				const beforeStates = { ...(await wholeCluster()), ...(await beside(lab)) };
				const states = async () => ({ ...(await hostStates(lab.world)), ...(await beside(lab)) });
				expect(effect(beforeStates, beforeStates), 'already so before').to.equal(false);
				const { confirm } = await faults.inject(0, fault, hosts, () => 0);
				await confirm();
				let now = beforeStates;
				const look = async () => {
					now = await states();
					return effect(now, beforeStates) ? true : undefined;
				};
				let undone: string[] | null | undefined;
				try {
					await until(`${kind} takes effect`, look, { timeoutMs: 40_000 }, () => JSON.stringify(now));
				} finally {
					undone = await undo();
				}
				expect(undone).to.deep.equal([describeHit(fault, hosts)]);
				for (const host of hosts) lab.world.lab.forget(host);
				for (const name of lab.world.observer.seen.down) lab.world.observer.seen.down.delete(name);
				const differences = () => differing(beforeStates, now, kind.startsWith('node-'));
				const isAsBefore = async () => {
					now = await states();
					return differences().length === 0 ? true : undefined;
				};
				await until('all is as before', isAsBefore, { timeoutMs: 150_000 }, () => differences().join('; '));
				if (kind === 'link-flap') {
					await new Promise((resolve) => setTimeout(resolve, 2000));
					expect(of(await states()).carrierChanges, 'it flaps no more').to.equal(of(now).carrierChanges);
				}
				expect(await undo(), 'a second undo').to.deep.equal([]);
			});
		}
	});
}

/** Whether no fault is done to any host, as far as they can tell, and as many tasks run as there are hosts: through the mesh, two may be on one. */
function isWhole(hosts: HostState[]): boolean {
	const isFine = ({ on, keepalived, docker, link, reaches }: HostState) =>
		[on, keepalived, docker, link].join() === 'yes,active,active,1' && reaches?.trim().split(' ').length === hosts.length;
	const tasks = hosts.flatMap(({ task }) => task?.split(' ').filter((id) => id !== '') ?? []);
	return hosts.every(isFine) && tasks.length === hosts.length;
}

const SAID_BY_SWARM: ReadonlySet<string> = new Set(['availability', 'manager']);
/** Process numbers and boots differ after a restart; everything else is to be as it was. */
const CHANGES: ReadonlySet<string> = new Set([
	'keepalivedPid',
	'keepalivedChild',
	'dockerPid',
	'boot',
	'task',
	'rttMs',
	'carrierChanges',
	'masterTurns',
]);

/** `swarmToo`: whether it matters that the swarm says nothing: after a partition its managers may vote for minutes. */
function differing(before: Record<string, HostState>, now: Record<string, HostState>, swarmToo: boolean): string[] {
	return Object.entries(before).flatMap(([name, state]) =>
		Object.entries(state)
			.filter(([key, value]) => !CHANGES.has(key) && now[name]?.[key] !== value)
			.filter(([key]) => swarmToo || now[name]?.[key] !== undefined || !SAID_BY_SWARM.has(key))
			.map(([key, value]) => `${name} ${key}: was ${value}, is ${now[name]?.[key]}`),
	);
}
