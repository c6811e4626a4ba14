import type Docker from 'dockerode';
import { GenericContainer } from 'testcontainers';
import { HOST_LABEL, LAB_LABEL, ROLE_LABEL } from './labels.ts';
import type { SegmentPlace } from './own-address.ts';
import { type Privileges, rightsOf } from './privileges.ts';

export interface MachineOptions {
	labId: string;
	role: 'host' | 'client' | 'power' | 'router';
	name: string;
	image: string;
	privileges: Privileges;
	/** A network of the lab, or the engine's own network and PID namespaces. */
	place: SegmentPlace | 'engine';
}

/** The container's name on the engine. */
export const containerName = (labId: string, name: string): string => `vipdrill-${labId}-${name}`;

/** A container that stands for a machine: testcontainers builds and starts it, the hook adds what testcontainers has no words for. */
export class Machine extends GenericContainer {
	constructor(private readonly machine: MachineOptions) {
		super(machine.image);
		const { labId, role, name, privileges, place } = machine;
		this.withName(containerName(labId, name))
			.withLabels({ [LAB_LABEL]: labId, [ROLE_LABEL]: role, [HOST_LABEL]: name })
			.withAutoCleanup(false)
			.withNetworkMode(place === 'engine' ? 'host' : place.network);
		if (place !== 'engine') this.withHostname(name);
		Object.assign(this.hostConfig, rightsOf(privileges));
	}

	/** Gives the machine a disk of its own for its engine's data. */
	withVolume(volume: string, target: string): this {
		this.hostConfig.Mounts = [{ Type: 'volume', Source: volume, Target: target }];
		return this;
	}

	/** Makes the machine pass on packets that are not for itself. */
	withForwarding(): this {
		this.hostConfig.Sysctls = { 'net.ipv4.ip_forward': '1' };
		return this;
	}

	protected override async beforeContainerCreated(): Promise<void> {
		const { place } = this.machine;
		if (place === 'engine') {
			this.hostConfig.PidMode = 'host';
			return;
		}
		// dockerode's types lag behind the API here.
		Object.assign(this.hostConfig, { CgroupnsMode: 'private' });
		// There is no name server on the segment: lookups must fail at once, not after ten seconds (every task start looks its registry up).
		this.hostConfig.Dns = ['127.0.0.1'];
		const endpoint: Docker.EndpointSettings & { MacAddress: string } = {
			MacAddress: place.mac,
		};
		this.createOpts.NetworkingConfig = { EndpointsConfig: { [place.network]: endpoint as Docker.EndpointSettings } };
		// Engines before API 1.44 know the hardware address only here.
		Object.assign(this.createOpts, { MacAddress: place.mac });
	}
}
