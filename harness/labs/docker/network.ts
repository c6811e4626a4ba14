import { createHash } from 'node:crypto';
import { VipdrillError } from '../../base/errors.ts';
import { CLUSTER_LABEL, LAB_LABEL } from './labels.ts';
import type { DockerMachines } from './machines.ts';
import { ownerLabel } from './owner.ts';

/** Networks in the range for tests of network devices (RFC 2544), where no LAN is: 512 of /24. */
const NETWORKS = 512;
/** As many as labs could possibly be on one engine, and then some. */
const ATTEMPTS = 64;

/**
 * Creates a network of the lab: a bridge, no more. Nothing has an address that the engine knows of, so the cluster's subnet may be the user's
 * own, or another lab's. The engine wants a range that no other network has, though. Throws LAB_FAILED where none is free.
 */
export async function createNetwork(lab: DockerMachines, name: string): Promise<void> {
	for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
		try {
			await lab.docker.createNetwork({
				Name: name,
				Driver: 'bridge',
				Labels: { [LAB_LABEL]: lab.id, [CLUSTER_LABEL]: lab.spec.dir, ...ownerLabel(lab.owner) },
				IPAM: { Driver: 'default', Config: [{ Subnet: madeUpSubnet(name, attempt) }] },
				Options: { 'com.docker.network.bridge.inhibit_ipv4': 'true', 'com.docker.network.bridge.enable_ip_masquerade': 'false' },
			});
			return;
		} catch (error) {
			if (!/overlap/i.test((error as Error).message)) throw error;
		}
	}
	throw new VipdrillError(
		'LAB_FAILED',
		`all ${ATTEMPTS} ranges tried in 198.18.0.0/15 are used on this engine; see \`docker network ls\``,
	);
}

/** The addresses, CIDR, that an engine is told a lab's network has: the `attempt`-th choice for this name, from 0. */
export function madeUpSubnet(networkName: string, attempt: number): string {
	const start = createHash('sha256').update(networkName).digest().readUInt16BE(0);
	const index = (start + attempt) % NETWORKS;
	return `198.${18 + (index >> 8)}.${index & 255}.0/24`;
}
