import { setTimeout as delay } from 'node:timers/promises';
import type { ListrRendererValue } from 'listr2';
import { withDeadline } from '../../base/deadline.ts';
import { InputError, VipdrillError } from '../../base/errors.ts';
import { underWay } from '../../base/under-way.ts';
import { hasSwarm, nodesOf } from '../../cluster/nodes.ts';
import type { ClusterSpec } from '../../cluster/spec.ts';
import type { TrialPlan } from '../../scenario/spec.ts';
import type { Environment } from '../../timeline/environment.ts';
import type { TimelineEvent } from '../../timeline/event.ts';
import type { KeptLab, RunningLab, TrialOptions } from '../lab.ts';
import type { LabNeeds } from '../needs.ts';
import { sh } from '../real/shell.ts';
import { Trial } from '../real/trial.ts';
import { bringUp, type DockerCluster } from './bring-up.ts';
import { cleanLabs } from './clean.ts';
import { providers } from './engine/providers/all.ts';
import type { ChosenEngine } from './engine/select.ts';
import { type Owner, thisOwner } from './owner.ts';
import { detectPrivileges } from './privileges.ts';

/** Agents and streams end at once, or their machine is gone. */
const DETACHED_WITHIN_MS = 10_000;
/** It takes a second or two, and some twenty in the guest; an engine that is cut off would never answer. */
const REMOVED_WITHIN_MS = 120_000;

export interface DockerLabOptions {
	engine: ChosenEngine;
	spec: ClusterSpec;
	signal: AbortSignal;
	renderer: ListrRendererValue;
	/** A cluster that serves its own segment, by default. */
	needs?: LabNeeds;
	/** The hosts' image; the lab's own by default. */
	hostImage?: string | undefined;
	/** Whose lab it is; this process's by default. */
	owner?: Owner;
}

/** A cluster of real hosts on a Docker engine. Disposing of it removes everything of it; the engine stays. */
export class DockerLab implements RunningLab {
	private constructor(
		readonly engine: ChosenEngine,
		readonly world: DockerCluster,
		readonly environment: Environment,
	) {}

	/** Brings the cluster up. Where that fails or is interrupted, removes what there is of it before throwing. */
	static async start({
		engine,
		spec,
		signal,
		renderer,
		needs = { served: true, routed: null },
		owner = thisOwner(),
		hostImage,
	}: DockerLabOptions): Promise<DockerLab> {
		let labId: string | null = null;
		try {
			const privileges = await detectPrivileges(engine.docker);
			const onLab = (id: string) => {
				labId = id;
			};
			await providers.guest.lend(engine, [...spec.service.images, ...(hostImage === undefined ? [] : [hostImage])]);
			const world = await bringUp(engine, spec, privileges, { needs, renderer, signal, owner, onLab, hostImage });
			const lab = new DockerLab(engine, world, await describe(engine, world, needs));
			checkVersions(spec, lab.environment);
			return lab;
		} catch (error) {
			if (labId) await removeLab(engine.docker, labId, error);
			throw error;
		}
	}

	async runTrial(plan: TrialPlan, emit: (event: TimelineEvent) => void, options: TrialOptions): Promise<void> {
		const { name } = this.engine;
		const placed = (event: TimelineEvent) =>
			emit(name !== undefined && event.type === 'trial.started' ? { ...event, engine: name } : event);
		await new Trial(this.world, plan, placed, options).run();
	}

	/** One-minute load average of the engine's machine. */
	loadAverage(): Promise<number> {
		return loadAverage(this.world);
	}

	/** Lets go of the lab without removing it. */
	async detach(): Promise<void> {
		await this.world.observer.close();
		this.world.injector.close();
		this.world.lab.close();
	}

	async letGo(): Promise<KeptLab> {
		await this.#detachInTime();
		const { id, spec } = this.world.lab;
		return { id, machines: [...spec.hosts.map(({ name }) => name), 'client'] };
	}

	/** What can no longer be closed must not keep the rest from being done. */
	async #detachInTime(): Promise<void> {
		await Promise.race([this.detach().catch(() => {}), delay(DETACHED_WITHIN_MS, undefined, { ref: false })]);
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.#detachInTime();
		await removeLab(this.engine.docker, this.world.lab.id);
	}
}

/** Removes all that a lab has on its engine. Rejects with CLEANUP_FAILED, naming the lab and what ended it before. */
async function removeLab(docker: ChosenEngine['docker'], id: string, cause?: unknown): Promise<void> {
	try {
		const late = () => new Error(`the engine did not do it within ${REMOVED_WITHIN_MS / 1000} s`);
		await underWay(`removing lab ${id}`, () => withDeadline(cleanLabs(docker, id), REMOVED_WITHIN_MS, late));
	} catch (error) {
		const before = cause instanceof Error ? `${cause.message}; ` : '';
		const text = `${before}lab ${id} could not be removed: ${(error as Error).message}; run \`vipdrill clean\``;
		throw new VipdrillError('CLEANUP_FAILED', text, { cause: error });
	}
}

async function loadAverage({ lab }: DockerCluster): Promise<number> {
	return Number((await lab.exec('client', ['cat', '/proc/loadavg'])).split(' ')[0]);
}

async function describe(engine: ChosenEngine, world: DockerCluster, needs: LabNeeds): Promise<Environment> {
	const info = (await engine.docker.info()) as Record<string, string | number>;
	const { spec } = world.lab;
	const [node] = nodesOf(spec);
	const dockerVersion = node ? (await world.lab.inner(node).version()).Version : 'none';
	const keepalived = await world.lab.run(spec.hosts[0]?.name ?? '', sh`keepalived --version 2>&1 | head -n 1`);
	return {
		lab: 'docker',
		engine: {
			provider: engine.provider,
			asked: engine.choice.asked,
			reason: engine.choice.reason,
			version: String(info.ServerVersion),
			kernel: String(info.KernelVersion),
			operatingSystem: String(info.OperatingSystem),
			cpus: Number(info.NCPU),
			memoryBytes: Number(info.MemTotal),
			boot: (await world.lab.exec('client', ['cat', '/proc/sys/kernel/random/boot_id'])).trim(),
		},
		hosts: { dockerVersion, keepalivedVersion: /v([\d.]+)/.exec(keepalived)?.[1] ?? keepalived.trim() },
		privileges: world.lab.privileges,
		publishMode: world.publishMode,
		publishModeReason: world.publishModeReason,
		meshProof: world.mesh?.proof ?? null,
		meshNotProved: world.mesh?.missing ?? null,
		loadBefore: await loadAverage(world),
		loadAfter: null,
		notTested: notTested(world, needs),
		bringUp: world.steps,
	};
}

/** A swarm is looked at twice a second; where the way there is longer than this, that is said too. Milliseconds. */
const NEAR_MS = 20;

function notTested({ publishMode, lab: { spec }, observer }: DockerCluster, { routed }: LabNeeds): string[] {
	const { uncertaintyMs } = observer.clock;
	const far = uncertaintyMs > NEAR_MS;
	return [
		...(publishMode === 'host' && hasSwarm(spec)
			? ["Swarm's routing mesh: each host published the port for itself, one task a host."]
			: []),
		...(routed ? [] : ['Clients behind a router: the one client is on the cluster’s own segment.']),
		...(far
			? [`The swarm's times closer than ± ${Math.ceil(uncertaintyMs)} ms and half a second: so long a question is under way.`]
			: []),
		'Hardware: all machines share one kernel, one clock and the same processors.',
	];
}

function checkVersions({ versions }: ClusterSpec, { hosts }: Environment): void {
	const wrong = [
		{ field: 'versions.docker', value: versions.docker, got: hosts.dockerVersion },
		{ field: 'versions.keepalived', value: versions.keepalived, got: hosts.keepalivedVersion },
	].filter(({ value, got }) => value !== null && got !== 'none' && got !== value && !got.startsWith(`${value}.`));
	const [first, ...rest] = wrong.map(({ field, value, got }) => ({
		file: 'cluster.yaml',
		field,
		value,
		problem: `the lab's hosts have ${got}`,
		fix: 'ask for that version, or build a host image that has yours (images/host)',
	}));
	if (first) throw new InputError([first, ...rest]);
}
