import type Docker from 'dockerode';
import { VipdrillError } from '../../base/errors.ts';
import { linkLocalOf, withPrefix } from '../../base/ip.ts';
import { until } from '../../base/until.ts';
import { nicOn } from '../../cluster/segments.ts';
import type { ClusterSpec, HostSpec } from '../../cluster/spec.ts';
import { type CommandOptions, type CommandStream, runToEnd } from '../real/command.ts';
import type { Machines } from '../real/machines.ts';
import { clientNic } from '../real/observer/client-nic.ts';
import { type Script, shellCommand } from '../real/shell.ts';
import { plugIn } from './cable.ts';
import type { Gateway } from './engine/gateway.ts';
import { pipedEngine } from './engine/piped.ts';
import { containerName } from './labels.ts';
import { type Owner, thisOwner } from './owner.ts';
import type { Privileges } from './privileges.ts';
import type { SegmentPlace } from './segment.ts';

/** How long an engine may refuse to start a container that it is still clearing away. */
const ON_WITHIN_MS = 60_000;

/** Machines that are containers of one Docker engine: their names there, and the connections into them. */
export class DockerMachines implements Machines {
	#open: (() => Promise<Gateway>) | null = null;
	#gateway: Promise<Gateway> | null = null;
	readonly #pids = new Map<string, Promise<number>>();
	readonly #inner = new Map<string, ReturnType<typeof pipedEngine>>();

	constructor(
		readonly id: string,
		readonly docker: Docker,
		readonly spec: ClusterSpec,
		readonly privileges: Privileges,
		/** Whose lab it is. */
		readonly owner: Owner = thisOwner(),
	) {}

	get networkName(): string {
		return `vipdrill-${this.id}`;
	}

	/** The engine's network for a segment; the customers' is null. */
	networkOf(segment: string | null): string {
		return segment === null ? this.networkName : `${this.networkName}-${segment}`;
	}

	/** The place of a machine with this address on the customers' segment. */
	onSegment(address: string, mac: string, nic = 'eth0', address6: string | null = null): SegmentPlace {
		const { subnet, subnet6, gateway } = this.spec.network;
		const six = address6 === null || subnet6 === null ? this.#linkLocal(mac) : withPrefix(address6, subnet6);
		return { network: this.networkName, nic, mac, address: withPrefix(address, subnet), address6: six, gateway };
	}

	/** A host's places: on the customers' segment, then on the further ones. */
	placesOf(host: HostSpec): [SegmentPlace, ...SegmentPlace[]] {
		const further = host.nics.map((one) => this.#onFurther(one.network, one.address, one.mac, one.interface));
		return [this.onSegment(host.address, host.mac, host.interface, host.address6), ...further];
	}

	/** The client's places: on the customers' segment, then on the further ones, to hear VRRP there. */
	clientPlaces(): [SegmentPlace, ...SegmentPlace[]] {
		const { network, networks } = this.spec;
		const further = networks.map(({ name, clientAddress, clientMac }) =>
			this.#onFurther(name, clientAddress, clientMac, clientNic(this.spec, name)),
		);
		return [
			this.onSegment(network.clientAddress, network.clientMac, clientNic(this.spec, null), network.clientAddress6),
			...further,
		];
	}

	#onFurther(segment: string, address: string, mac: string, nic: string): SegmentPlace {
		const subnet = this.spec.networks.find(({ name }) => name === segment)?.subnet ?? '';
		const network = this.networkOf(segment);
		return { network, nic, mac, address: withPrefix(address, subnet), address6: this.#linkLocal(mac), gateway: null };
	}

	/** What VRRP over IPv6 is spoken from, on every NIC of a cluster that has any; null in one that has none. */
	#linkLocal(mac: string): string | null {
		return this.spec.vips.some((vip) => vip.includes(':')) ? `${linkLocalOf(mac)}/64` : null;
	}

	/** The bridge of a network of the lab, as the engine's kernel calls it. */
	async bridgeOf(network: string): Promise<string> {
		const { Id: id } = (await this.docker.getNetwork(network).inspect()) as { Id: string };
		// The name that the engine gives a network's bridge.
		return `br-${id.slice(0, 12)}`;
	}

	container(machine: string): string {
		return containerName(this.id, machine);
	}

	/** Opens the way into the machines; nothing below works before. One that ends is opened again when it is next needed. */
	async openGateway(open: () => Promise<Gateway>): Promise<void> {
		this.#open = open;
		await this.#way();
	}

	/** Starts a command on a machine of the lab, or, without one, in the engine's own namespaces. */
	async stream(machine: string | null, command: string[]): Promise<CommandStream> {
		const pid = machine === null ? null : await this.pidOf(machine);
		return (await this.#way()).run(pid, command);
	}

	/** Runs a command on a machine of the lab to its end. */
	async exec(machine: string, command: string[], options?: CommandOptions): Promise<string> {
		return runToEnd(await this.stream(machine, command), `${command.join(' ')} on ${machine}`, options);
	}

	/** Runs a command in the machine on the engine's side, in the engine's own network and PID namespaces, to its end. */
	async execBeside(command: string[], options?: CommandOptions): Promise<string> {
		return runToEnd(await this.stream(null, command), `${command.join(' ')} on the engine's side`, options);
	}

	/** Runs a shell script on a machine of the lab to its end, as `exec` does. */
	run(machine: string, script: Script, options?: CommandOptions): Promise<string> {
		return this.exec(machine, shellCommand(script), options);
	}

	/** Runs a shell script on the engine's side to its end, as `execBeside` does. */
	runBeside(script: Script, options?: CommandOptions): Promise<string> {
		return this.execBeside(shellCommand(script), options);
	}

	/** The Docker engine inside a host. */
	inner(host: HostSpec | string): Docker {
		const name = typeof host === 'string' ? host : host.name;
		const known = this.#inner.get(name);
		if (known) return known;
		const fresh = pipedEngine(async () => {
			const pid = await this.pidOf(name);
			return (await this.#way()).dial(pid);
		});
		this.#inner.set(name, fresh);
		return fresh;
	}

	/** Switches a host on and plugs it in. Idempotent: one that runs is left alone. Throws WAIT_TIMED_OUT after a minute. */
	async switchOn(host: string): Promise<void> {
		const start = async () => {
			try {
				await this.docker.getContainer(this.container(host)).start();
			} catch (error) {
				// 304: it runs already.
				if ((error as { statusCode?: number }).statusCode !== 304) throw error;
			}
			return true;
		};
		// The engine may still be clearing away the dead container; until it has, a start is refused.
		await until(`${host} is switched on`, start, { timeoutMs: ON_WITHIN_MS, intervalMs: 200 });
		this.forget(host);
		const spec = this.spec.hosts.find(({ name }) => name === host);
		if (spec) await plugIn(this, host, ...this.placesOf(spec));
	}

	/** Whether a machine runs. */
	async isOn(machine: string): Promise<boolean> {
		return (await this.docker.getContainer(this.container(machine)).inspect()).State.Running;
	}

	/** Forgets the connections into a machine that went away, and which process it was. */
	forget(name: string): void {
		this.#inner.get(name)?.close();
		this.#inner.delete(name);
		this.#pids.delete(name);
	}

	/** What a host's NIC is called: that on the customers' segment, or on another. Throws FAULT_FAILED where it has none there. */
	nicOf(host: string, network: string | null = null): string {
		return this.#nicOn(host, network)?.interface ?? 'eth0';
	}

	/** A machine's hardware address on a segment, as above: a host's, or else the client's. */
	macOf(machine: string, network: string | null = null): string {
		return this.#nicOn(machine, network)?.mac ?? this.spec.network.clientMac;
	}

	/** A machine's IPv4 address on a segment, as above: a host's, or else the client's. */
	addressOf(machine: string, network: string | null = null): string {
		return this.#nicOn(machine, network)?.address ?? this.spec.network.clientAddress;
	}

	#nicOn(machine: string, network: string | null) {
		const nic = nicOn(this.spec, machine, network);
		if (nic === null && network !== null) throw new VipdrillError('FAULT_FAILED', `${machine} has no NIC on ${network}`);
		return nic;
	}

	/** The PID of a machine's init in the engine's namespace. Throws LAB_FAILED where it does not run. */
	pidOf(name: string): Promise<number> {
		const known = this.#pids.get(name) ?? this.#inspectPid(name);
		this.#pids.set(name, known);
		known.catch(() => this.#pids.delete(name));
		return known;
	}

	async #inspectPid(name: string): Promise<number> {
		const { State: state } = await this.docker.getContainer(this.container(name)).inspect();
		if (!state.Running) throw new VipdrillError('LAB_FAILED', `${name} is not running`);
		return state.Pid;
	}

	/** The way into the machines; whoever needs it while it is being opened waits for that. Throws LAB_FAILED where it can't be opened. */
	async #way(): Promise<Gateway> {
		const last = this.#gateway;
		const gateway = await last?.catch(() => null);
		if (gateway?.isOpen) return gateway;
		if (!this.#open) throw new VipdrillError('LAB_FAILED', 'the way into the machines is not open');
		// Of those who have waited for the last one, the first opens another for all.
		if (this.#gateway === last || this.#gateway === null) this.#gateway = this.#open();
		return this.#gateway;
	}

	close(): void {
		for (const name of [...this.#inner.keys()]) this.forget(name);
		this.#open = null;
		void this.#gateway?.then((gateway) => gateway.close()).catch(() => {});
	}
}
