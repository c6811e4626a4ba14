import { VipdrillError } from '../../errors.ts';
import type { LabContext } from './context.ts';
import { CLUSTER_LABEL, LAB_LABEL } from './labels.ts';
import { madeUpSubnet } from './own-address.ts';

/** As many as labs could possibly be on one engine, and then some. */
const ATTEMPTS = 64;

/**
 * Creates a network of the lab: a switch, no more. The engine's machine takes no address in it, and the machines give themselves those of the
 * cluster, so nothing that the engine knows of the network counts but that it is apart from others. Throws LAB_FAILED where no range is free.
 */
export async function createNetwork(lab: LabContext, name: string): Promise<void> {
	for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
		try {
			await lab.docker.createNetwork({
				Name: name,
				Driver: 'bridge',
				Labels: { [LAB_LABEL]: lab.id, [CLUSTER_LABEL]: lab.spec.dir },
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
