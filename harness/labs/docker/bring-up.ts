import { randomBytes } from 'node:crypto';
import { Listr, type ListrRendererValue, PRESET_TIMER } from 'listr2';
import { toHostMode } from '../../cluster/compose.ts';
import type { ClusterSpec, HostSpec } from '../../cluster/spec.ts';
import { VipdrillError } from '../../errors.ts';
import { bundleAgent } from './agent-bundle.ts';
import { cleanLabs } from './clean.ts';
import { LabContext } from './context.ts';
import type { Engine } from './engine/engine.ts';
import { imageTag } from './images.ts';
import { CLUSTER_LABEL, LAB_LABEL } from './labels.ts';
import { Machine, type Privileges } from './machine.ts';
import { type ProvedMesh, proveMesh } from './mesh-proof.ts';
import { Observer } from './observer/observer.ts';
import { PowerSwitch } from './power-switch.ts';
import { deployStack, formSwarm, loadImages, resolveImages, waitForPage, waitForService } from './swarm.ts';

/** A cluster that serves, and what it took. */
export interface BroughtUp {
	lab: LabContext;
	observer: Observer;
	power: PowerSwitch;
	publishMode: 'ingress' | 'host';
	publishModeReason: string | null;
	/** Null where the service is published in host mode. */
	mesh: ProvedMesh | null;
	steps: { step: string; durationMs: number }[];
}

export interface BringUpOptions {
	renderer: ListrRendererValue;
	signal: AbortSignal;
	/** Called with the lab's id before anything of it exists, so that the caller can remove it whatever happens. */
	onLab: (labId: string) => void;
}

const BOOT_WITHIN = 'timeout 60 sh -c';

/** Builds the lab: segment, machines, swarm, keepalived, service, and a page served through the VIP. Throws at the first thing that does not come up. */
export async function bringUp(
	engine: Engine,
	spec: ClusterSpec,
	privileges: Privileges,
	options: BringUpOptions,
): Promise<BroughtUp> {
	const lab = new LabContext(randomBytes(3).toString('hex'), engine.docker, spec, privileges);
	options.onLab(lab.id);
	const steps: BroughtUp['steps'] = [];
	const { signal } = options;
	const state: Pick<BroughtUp, 'publishMode' | 'publishModeReason' | 'mesh'> & { observer?: Observer; power?: PowerSwitch } = {
		publishMode: spec.service.publishMode,
		publishModeReason: null,
		mesh: null,
	};
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
			timed(`segment ${spec.network.subnet}`, () => createSegment(lab)),
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
							timed('power switch', async () => {
								await startAgentMachine(lab, 'power');
								state.power = await PowerSwitch.open(lab);
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
							{
								title: 'hosts watched',
								task: (_, parent) =>
									parent.newListr(
										[
											// First, because it decides what to watch.
											timed('routing mesh probed', async () => {
												Object.assign(state, await choosePublishMode(lab));
											}),
											timed('keepalived started', async () => {
												const mesh = state.publishMode === 'ingress';
												await everyHost((host) => state.observer?.watchHost(host.name, mesh) ?? Promise.resolve());
												await everyHost((host) => startKeepalived(lab, host));
											}),
										],
										{ concurrent: false },
									),
							},
							timed('swarm formed', async () => {
								await formSwarm(lab);
								state.observer?.watchSwarm();
							}),
							timed('workload image loaded', () => everyHost((host) => loadImages(lab, host, images))),
						],
						{ concurrent: true },
					),
			},
			timed('service answers on every host', async () => {
				const { compose, serviceName } = spec.service;
				const asked = spec.service.publishMode;
				await deployStack(lab, asked === 'ingress' && state.publishMode === 'host' ? toHostMode(compose, serviceName) : compose);
				await waitForService(lab, signal);
			}),
			{
				...timed('routing mesh proved', async () => {
					state.mesh = await proveMesh(lab, signal);
				}),
				enabled: () => state.publishMode === 'ingress',
			},
			timed('page served through the VIP', () =>
				waitForPage(lab, `http://${spec.vip}:${spec.service.publishedPort}${spec.service.path}`, signal),
			),
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
	const { observer, power, ...rest } = state;
	if (!observer || !power) throw new VipdrillError('LAB_FAILED', 'the observer did not start');
	return { lab, observer, power, ...rest, steps };
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

/** Waits inside the host: every look from outside would cost an exec. */
export async function waitForDockerd(lab: LabContext, host: string): Promise<void> {
	const look = '[ -S /run/docker.sock ] && docker version >/dev/null 2>&1';
	await lab.exec(host, ['sh', '-c', `${BOOT_WITHIN} 'until ${look}; do sleep 0.1; done'`], { timeoutMs: 65_000 });
}

async function startKeepalived(lab: LabContext, host: HostSpec): Promise<void> {
	if (host.keepalived) await lab.exec(host.name, ['systemctl', 'enable', '--now', '--quiet', 'keepalived.service']);
}

async function startAgentMachine(lab: LabContext, role: 'client' | 'power'): Promise<void> {
	const { clientAddress, clientMac } = lab.spec.network;
	const place = role === 'power' ? ('engine' as const) : { network: lab.networkName, address: clientAddress, mac: clientMac };
	const script = await bundleAgent(role === 'client' ? 'prober' : 'power');
	const target = `/opt/vipdrill/${role === 'client' ? 'prober' : 'power'}.cjs`;
	const machine = new Machine({ labId: lab.id, role, name: role, image: imageTag('client'), privileges: lab.privileges, place });
	if (role === 'power') machine.withCommand(['sh', '-c', 'mount -o remount,bind,rw /sys 2>/dev/null; exec sleep infinity']);
	await machine.withCopyContentToContainer([{ content: script, target }]).start();
}

/** The mesh needs ip_vs in the kernel; asked by using it (netlink), because file names do not tell. */
async function choosePublishMode(lab: LabContext): Promise<Pick<BroughtUp, 'publishMode' | 'publishModeReason'>> {
	const asked = lab.spec.service.publishMode;
	if (asked === 'host') return { publishMode: 'host', publishModeReason: null };
	const [first] = lab.spec.hosts;
	try {
		await lab.exec(first?.name ?? '', ['sh', '-c', 'modprobe ip_vs 2>/dev/null; ipvsadm -L -n']);
		return { publishMode: 'ingress', publishModeReason: null };
	} catch {
		const publishModeReason = "the engine's kernel has no ip_vs, which Swarm's routing mesh needs";
		return { publishMode: 'host', publishModeReason };
	}
}
