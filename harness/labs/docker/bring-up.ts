import { randomBytes } from 'node:crypto';
import { Listr, type ListrRendererValue, PRESET_TIMER } from 'listr2';
import { heard, withDeadline } from '../../base/deadline.ts';
import { VipdrillError } from '../../base/errors.ts';
import { formatMs } from '../../base/units.ts';
import { toHostMode } from '../../cluster/compose.ts';
import { hasSwarm } from '../../cluster/nodes.ts';
import { segmentsOf } from '../../cluster/segments.ts';
import type { ClusterSpec, HostSpec } from '../../cluster/spec.ts';
import { ailments } from '../common/health.ts';
import type { LabNeeds } from '../needs.ts';
import { Injector } from '../real/injector.ts';
import type { LiveCluster } from '../real/live-cluster.ts';
import { examineMesh, type MeshFinding, proveMesh } from '../real/mesh-proof.ts';
import { Observer } from '../real/observer/observer.ts';
import { CLIENT_MACHINES } from '../real/observer/prober.ts';
import { sh, shellCommand } from '../real/shell.ts';
import { deployStack, everyPage, formSwarm, vipUrl } from '../real/swarm.ts';
import { untilHealthy } from '../real/until-healthy.ts';
import { waitForDockerd } from '../real/wait-for-dockerd.ts';
import { openWay, startAgentMachine } from './agent-machine.ts';
import { plugIn } from './cable.ts';
import { cleanLabs } from './clean.ts';
import type { ChosenEngine } from './engine/select.ts';
import { imageTag } from './images.ts';
import { ENGINE_SIDE, LAB_LABEL } from './labels.ts';
import { loadImages, resolveImages } from './load-images.ts';
import { startMachine } from './machine.ts';
import { DockerMachines } from './machines.ts';
import { createNetwork } from './network.ts';
import { type Owner, ownerLabel } from './owner.ts';
import type { Privileges } from './privileges.ts';
import { repeatFrames, usesUnicast } from './repeat-frames.ts';
import { proveRoute, startRoutedClient } from './routed-client.ts';

/** A cluster on machines of this engine, and what it took. */
export interface DockerCluster extends LiveCluster {
	lab: DockerMachines;
}

export interface BringUpOptions {
	needs: LabNeeds;
	renderer: ListrRendererValue;
	signal: AbortSignal;
	/** The hosts' image; the lab's own by default. */
	hostImage?: string | undefined;
	/** Whose lab it is. */
	owner: Owner;
	/** Called with the lab's id before anything of it exists, so that the caller can remove it whatever happens. */
	onLab: (labId: string) => void;
}

/** Longer than any wait within a step may take; a step that takes longer has stopped. */
const STEP_WITHIN_MS = 300_000;
const lateStep = (step: string) =>
	`bring-up did not get past "${step}" within ${formatMs(STEP_WITHIN_MS)}; look at the machines with \`vipdrill up\` and \`vipdrill shell\``;

/** Builds the lab: segment, machines, swarm, keepalived, service, and, unless the drills take the cluster as it is, a page served through the VIP. Throws at the first thing that does not come up. */
export async function bringUp(
	engine: ChosenEngine,
	spec: ClusterSpec,
	privileges: Privileges,
	options: BringUpOptions,
): Promise<DockerCluster> {
	const lab = new DockerMachines(randomBytes(3).toString('hex'), engine.docker, spec, privileges, options.owner);
	options.onLab(lab.id);
	const steps: LiveCluster['steps'] = [];
	const { signal } = options;
	const { served, routed } = options.needs;
	const mode = publishModeOn(engine, spec);
	const isMesh = mode.publishMode === 'ingress';
	const state: { observer?: Observer; injector?: Injector; mesh: MeshFinding | null } = { mesh: null };
	const timed = (step: string, work: () => Promise<unknown>) => ({
		title: step,
		task: async () => {
			signal.throwIfAborted();
			const startedMs = performance.now();
			await withDeadline(work(), STEP_WITHIN_MS, () => new VipdrillError('LAB_FAILED', lateStep(step)), signal);
			steps.push({ step, durationMs: Math.round(performance.now() - startedMs) });
		},
	});
	const images = await resolveImages(lab);
	const everyHost = (work: (host: HostSpec) => Promise<unknown>) => Promise.all(spec.hosts.map(work));

	const tasks = new Listr(
		[
			{
				title: 'segment and engine side',
				task: (_, parent) =>
					parent.newListr(
						[
							timed(`segment ${[spec.network, ...spec.networks].map(({ subnet }) => subnet).join(', ')}`, () =>
								createSegments(lab),
							),
							timed('fault injector, way into the machines', async () => {
								await startEngineSide(lab);
								await openWay(lab);
								state.injector = await Injector.open(lab);
							}),
						],
						{ concurrent: true },
					),
			},
			{
				title: 'machines',
				task: (_, parent) =>
					parent.newListr(
						[
							...spec.hosts.map((host) =>
								timed(`${host.name}: power on, boot, dockerd`, () => startHost(lab, host, options.hostImage)),
							),
							timed(routed ? 'client, router, routed client: observer' : 'client: observer', async () => {
								await Promise.all([startClient(lab), routed && startRoutedClient(lab, routed)]);
								state.observer = await Observer.start(lab, routed ? ['segment', 'routed'] : ['segment']);
							}),
						],
						{ concurrent: true },
					),
			},
			{
				title: 'cluster',
				task: (_, parent) =>
					parent.newListr(
						[
							timed('hosts watched', () => everyHost(async (host) => state.observer?.watchHost(host.name, isMesh))),
							{ ...timed('swarm formed', () => formSwarm(lab)), enabled: () => hasSwarm(spec) },
							{ ...timed('workload image loaded', () => loadImages(lab, images)), enabled: () => hasSwarm(spec) },
							{
								...timed('segment repeats unicast VRRP to the client', () => repeatFrames(lab)),
								enabled: () => usesUnicast(spec),
							},
						],
						{ concurrent: true },
					),
			},
			{ ...timed('routed client reaches every host', () => proveRoute(lab, signal)), enabled: () => routed !== null },
			timed(served ? 'service answers on every host' : 'service runs, cluster converged', async () => {
				const { compose, serviceName } = spec.service;
				const asked = spec.service.publishMode;
				if (hasSwarm(spec))
					await deployStack(
						lab,
						asked === 'ingress' && !isMesh
							? toHostMode(
									compose,
									serviceName,
									spec.probes.map(({ port }) => port),
								)
							: compose,
					);
				const { observer } = state;
				if (served) await observer?.awaitPages(everyPage(lab), { signal });
				// Not before: the managers of a small machine have enough to do.
				if (hasSwarm(spec)) observer?.watchSwarm();
				if (!served && observer)
					await untilHealthy(() => ailments(spec, observer.seen, mode.publishMode), 'with the service deployed', signal);
			}),
			{
				...timed(served ? 'routing mesh proved' : 'routing mesh looked at', async () => {
					if (state.observer) state.mesh = await (served ? proveMesh : examineMesh)(lab, state.observer, signal);
				}),
				enabled: () => isMesh,
			},
			{
				...timed('page served through the VIP', async () => state.observer?.awaitPages([vipUrl(lab, spec.vip)], { signal })),
				enabled: () => served,
			},
		],
		{
			registerSignalListeners: false,
			renderer: options.renderer,
			rendererOptions: { collapseSubtasks: false, timer: PRESET_TIMER } as object,
		},
	);
	const running = tasks.run();
	try {
		await heard(running, signal);
	} catch (error) {
		// Without their machines the other steps end too; what one of them made meanwhile needs a second sweep.
		await cleanLabs(lab.docker, lab.id);
		await running.catch(() => {});
		await cleanLabs(lab.docker, lab.id);
		throw error;
	}
	const { observer, injector, mesh } = state;
	if (!observer || !injector) throw new VipdrillError('LAB_FAILED', 'the observer did not start');
	return { lab, observer, injector, mesh, ...mode, steps };
}

/** One network of the engine for each segment, one after the other: each takes a range of its own. */
async function createSegments(lab: DockerMachines): Promise<void> {
	for (const segment of segmentsOf(lab.spec)) await createNetwork(lab, lab.networkOf(segment));
}

async function startHost(lab: DockerMachines, host: HostSpec, image = imageTag('host')): Promise<void> {
	const volume = lab.container(host.name);
	await lab.docker.createVolume({ Name: volume, Labels: { [LAB_LABEL]: lab.id, ...ownerLabel(lab.owner) } });
	const places = lab.placesOf(host);
	const { keepalived, files } = host;
	await startMachine(lab.docker, {
		labId: lab.id,
		owner: lab.owner,
		role: 'host',
		name: host.name,
		image,
		privileges: lab.privileges,
		place: places[0],
		environment: {
			VIPDRILL_NIC: host.interface,
			VIPDRILL_UNITS: host.units.join(' '),
			VIPDRILL_DOCKERD: host.role === 'none' ? 'no' : 'yes',
		},
		// Nothing answers for Docker's default registry on the segment; a refused connection is quicker than a lost one.
		extraHosts: Object.fromEntries(['registry-1.docker.io', 'index.docker.io', 'docker.io'].map((name) => [name, '127.0.0.1'])),
		hostConfig: {
			Mounts: [{ Type: 'volume', Source: volume, Target: '/var/lib/docker' }],
			Tmpfs: { '/run': 'rw,exec,mode=755', '/run/lock': 'rw', '/tmp': 'rw,exec,mode=1777' },
		},
		files: [
			...(keepalived ? [{ content: keepalived.text, target: '/etc/keepalived/keepalived.conf' }] : []),
			...files.map(({ text, target, mode }) => ({ content: text, target, mode })),
		],
	});
	await plugIn(lab, host.name, ...places);
	if (host.role !== 'none') await waitForDockerd(lab, host.name);
}

/** The fault injector and the way into the machines, in the engine's own namespaces. */
async function startEngineSide(lab: DockerMachines): Promise<void> {
	const command = shellCommand(sh`mount -o remount,bind,rw /sys 2>/dev/null || true; exec sleep infinity`);
	const machine = { role: ENGINE_SIDE, name: ENGINE_SIDE, place: 'engine', command } as const;
	await startAgentMachine(lab, machine, ['gateway', 'injector']);
}

async function startClient(lab: DockerMachines): Promise<void> {
	const places = lab.clientPlaces();
	await startAgentMachine(lab, { role: 'client', name: CLIENT_MACHINES.segment, place: places[0] }, ['prober', 'provider']);
	await plugIn(lab, CLIENT_MACHINES.segment, ...places);
}

/** As the cluster asks, but host mode where the engine has no mesh. */
function publishModeOn(
	{ choice: { publishMode, publishModeReason } }: ChosenEngine,
	{ service, hosts }: ClusterSpec,
): Pick<LiveCluster, 'publishMode' | 'publishModeReason'> {
	if (!hasSwarm({ hosts })) return { publishMode: 'host', publishModeReason: 'the cluster has no swarm' };
	if (service.publishMode === 'host') return { publishMode: 'host', publishModeReason: null };
	return { publishMode, publishModeReason };
}
