import { GenericContainer } from 'testcontainers';
import { containerName, HOST_LABEL, LAB_LABEL, ROLE_LABEL } from './labels.ts';
import { type Owner, ownerLabel } from './owner.ts';
import { type Privileges, rightsOf } from './privileges.ts';
import type { SegmentPlace } from './segment.ts';

export interface MachineOptions {
	labId: string;
	owner: Owner;
	role: 'host' | 'client' | 'engine-side' | 'router';
	name: string;
	image: string;
	privileges: Privileges;
	/** To be plugged into a network of the lab (cable.ts), or in the engine's own network and PID namespaces. */
	place: SegmentPlace | 'engine';
}

/** A container that stands for a machine: testcontainers builds and starts it, the hook adds what testcontainers has no words for. */
export class Machine extends GenericContainer {
	constructor(private readonly machine: MachineOptions) {
		super(machine.image);
		const { labId, owner, role, name, privileges, place } = machine;
		this.withName(containerName(labId, name))
			.withLabels({ [LAB_LABEL]: labId, [ROLE_LABEL]: role, [HOST_LABEL]: name, ...ownerLabel(owner) })
			.withAutoCleanup(false)
			.withNetworkMode(place === 'engine' ? 'host' : 'none');
		if (place !== 'engine')
			this.withHostname(name).withExtraHosts([{ host: name, ipAddress: place.address.split('/')[0] ?? '' }]);
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
	}
}
