import { randomBytes } from 'node:crypto';
import { Listr, type ListrRendererValue, PRESET_TIMER } from 'listr2';
import { toHostMode } from '../../cluster/compose.ts';
import type { ClusterSpec, HostSpec } from '../../cluster/spec.ts';
import { VipdrillError } from '../../errors.ts';
import type { LabNeeds } from '../../scenario/needs.ts';
import { until } from '../../until.ts';
import { type AgentName, bundleAgent } from './agent-bundle.ts';
import { cleanLabs } from './clean.ts';
import { LabContext } from './context.ts';
import type { ChosenEngine } from './engine/select.ts';
import { ailments, untilHealthy } from './health.ts';
import { imageTag } from './images.ts';
import { CLUSTER_LABEL, LAB_LABEL } from './labels.ts';
import { Machine } from './machine.ts';
import { examineMesh, type MeshFinding, proveMesh } from './mesh-proof.ts';
import { Observer } from './observer/observer.ts';
import { PowerSwitch } from './power-switch.ts';
import type { Privileges } from './privileges.ts';
import { deployStack, everyPage, formSwarm, loadImages, pageUrl, resolveImages } from './swarm.ts';

/** A cluster that drills can be run on, and what it took. */
export interface BroughtUp {
	lab: LabContext;
	observer: Observer;
	power: PowerSwitch;
	publishMode: 'ingress' | 'host';
	publishModeReason: string | null;
	/** Null where the service is published in host mode. */
	mesh: MeshFinding | null;
	steps: { step: string; durationMs: number }[];
}

export interface BringUpOptions {
	needs: LabNeeds;
	renderer: ListrRendererValue;
	signal: AbortSignal;
	/** Called with the lab's id before anything of it exists, so that the caller can remove it whatever happens. */
	onLab: (labId: string) => void;
}

const BOOT_WITHIN_MS = 90_000;

/** Builds the lab: segment, machines, swarm, keepalived, service, and, unless the drills take the cluster as it is, a page served through the VIP. Throws at the first thing that does not come up. */
export async function bringUp(
	engine: ChosenEngine,
	spec: ClusterSpec,
	privileges: Privileges,
	options: BringUpOptions,
): Promise<BroughtUp> {
	const lab = new LabContext(randomBytes(3).toString('hex'), engine.docker, spec, privileges);
	options.onLab(lab.id);
	const steps: BroughtUp['steps'] = [];
	const { signal, needs } = options;
	const mode = publishModeOn(engine, spec);
	const isMesh = mode.publishMode === 'ingress';
	const state: { observer?: Observer; power?: PowerSwitch; mesh: MeshFinding | null } = { mesh: null };
	const timed = (step: string, work: () => Promise<unknown>) => ({
		title: step,
		task: async () => {
			signal.throwIfAborted();
			const startedMs = performance.now();
			await work();
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
							timed(`segment ${spec.network.subnet}`, () => createSegment(lab)),
							timed('power switch, way into the machines', async () => {
								await startAgentMachine(lab, 'power');
								await lab.openGateway('power', scriptPath('gateway'));
								state.power = await PowerSwitch.open(lab);
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
							...spec.hosts.map((host) => timed(`${host.name}: power on, boot, dockerd`, () => startHost(lab, host))),
							timed('client: observer', async () => {
								await startAgentMachine(lab, 'client');
								state.observer = await Observer.start(lab);
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
							timed('swarm formed', async () => {
								await formSwarm(lab);
								state.observer?.watchSwarm();
							}),
							timed('workload image loaded', () => loadImages(lab, images)),
						],
						{ concurrent: true },
					),
			},
			timed(needs.served ? 'service answers on every host' : 'service runs, cluster converged', async () => {
				const { compose, serviceName } = spec.service;
				const asked = spec.service.publishMode;
				await deployStack(lab, asked === 'ingress' && !isMesh ? toHostMode(compose, serviceName) : compose);
				const { observer } = state;
				if (needs.served) await observer?.awaitPages(everyPage(lab), signal);
				else if (observer)
					await untilHealthy(() => ailments(spec, observer.seen, mode.publishMode), 'with the service deployed', signal);
			}),
			{
				...timed(needs.served ? 'routing mesh proved' : 'routing mesh looked at', async () => {
					state.mesh = await (needs.served ? proveMesh : examineMesh)(lab, signal);
				}),
				enabled: () => isMesh,
			},
			{
				...timed('page served through the VIP', async () => state.observer?.awaitPages([pageUrl(lab, spec.vip)], signal)),
				enabled: () => needs.served,
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
		await Promise.race([running, aborted(signal)]);
	} catch (error) {
		// Without their machines the other steps end too; what one of them made meanwhile needs a second sweep.
		await cleanLabs(lab.docker, lab.id);
		await running.catch(() => {});
		await cleanLabs(lab.docker, lab.id);
		throw error;
	}
	const { observer, power, mesh } = state;
	if (!observer || !power) throw new VipdrillError('LAB_FAILED', 'the observer did not start');
	return { lab, observer, power, mesh, ...mode, steps };
}

/** Rejects when the signal is pulled; never resolves. */
function aborted(signal: AbortSignal): Promise<never> {
	return new Promise((_, reject) => {
		if (signal.aborted) reject(signal.reason);
		signal.addEventListener('abort', () => reject(signal.reason), { once: true });
	});
}

async function createSegment(lab: LabContext): Promise<void> {
	const { subnet, gateway } = lab.spec.network;
	try {
		await lab.docker.createNetwork({
			Name: lab.networkName,
			Driver: 'bridge',
			Labels: { [LAB_LABEL]: lab.id, [CLUSTER_LABEL]: lab.spec.dir },
			IPAM: { Driver: 'default', Config: [{ Subnet: subnet, Gateway: gateway }] },
			// The engine's machine takes no address on the segment: the cluster's subnet may well be the user's own.
			Options: { 'com.docker.network.bridge.inhibit_ipv4': 'true', 'com.docker.network.bridge.enable_ip_masquerade': 'false' },
		});
	} catch (error) {
		const message = (error as Error).message;
		if (!/overlap/i.test(message)) throw error;
		const next = 'See `vipdrill status`; end it with `vipdrill down`, or remove what was left over with `vipdrill clean`';
		throw new VipdrillError('LAB_FAILED', `${subnet} is already used on this engine, probably by another lab. ${next}`, {
			cause: error,
		});
	}
}

async function startHost(lab: LabContext, host: HostSpec): Promise<void> {
	const volume = lab.container(host.name);
	await lab.docker.createVolume({ Name: volume, Labels: { [LAB_LABEL]: lab.id } });
	const place = { network: lab.networkName, address: host.address, mac: host.mac };
	const machine = new Machine({
		labId: lab.id,
		role: 'host',
		name: host.name,
		image: imageTag('host'),
		privileges: lab.privileges,
		place,
	})
		.withVolume(volume, '/var/lib/docker')
		.withTmpFs({ '/run': 'rw,exec,mode=755', '/run/lock': 'rw', '/tmp': 'rw,exec,mode=1777' })
		.withEnvironment({ VIPDRILL_NIC: host.interface })
		// Nothing answers for Docker's default registry on the segment; a refused connection is quicker than a lost one.
		.withExtraHosts(['registry-1.docker.io', 'index.docker.io', 'docker.io'].map((host) => ({ host, ipAddress: '127.0.0.1' })));
	if (host.keepalived)
		machine.withCopyContentToContainer([{ content: host.keepalived.text, target: '/etc/keepalived/keepalived.conf' }]);
	await machine.start();
	await waitForDockerd(lab, host.name);
}

/** Waits until the host's engine answers. systemd holds its socket from early on, so a question that waits there costs a booting machine nothing. */
export async function waitForDockerd(lab: LabContext, host: string): Promise<void> {
	const ping = async () => (await lab.inner(host).ping()) && true;
	await until(`dockerd of ${host} answers`, ping, { timeoutMs: BOOT_WITHIN_MS, intervalMs: 200 });
}

const scriptPath = (name: AgentName) => `/opt/vipdrill/${name}.cjs`;

async function startAgentMachine(lab: LabContext, role: 'client' | 'power'): Promise<void> {
	const { clientAddress, clientMac } = lab.spec.network;
	const place = role === 'power' ? ('engine' as const) : { network: lab.networkName, address: clientAddress, mac: clientMac };
	const scripts: AgentName[] = role === 'client' ? ['prober'] : ['gateway', 'power'];
	const machine = new Machine({ labId: lab.id, role, name: role, image: imageTag('client'), privileges: lab.privileges, place });
	if (role === 'power') machine.withCommand(['sh', '-c', 'mount -o remount,bind,rw /sys 2>/dev/null; exec sleep infinity']);
	const copies = scripts.map(async (name) => ({ content: await bundleAgent(name), target: scriptPath(name) }));
	await machine.withCopyContentToContainer(await Promise.all(copies)).start();
}

/** As the cluster asks, but host mode where the engine has no mesh. */
function publishModeOn(
	{ choice: { publishMode, publishModeReason } }: ChosenEngine,
	{ service }: ClusterSpec,
): Pick<BroughtUp, 'publishMode' | 'publishModeReason'> {
	if (service.publishMode === 'host') return { publishMode: 'host', publishModeReason: null };
	return { publishMode, publishModeReason };
}
