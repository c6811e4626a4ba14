import { VipdrillError } from '../../errors.ts';
import type { LabContext } from './context.ts';
import { CLUSTER_LABEL, LAB_LABEL } from './labels.ts';

/**
 * Creates a network of the lab. The engine's machine takes no address in it, so the subnet may well be the user's own, and the gateway's is
 * for a machine of the lab to hold. Throws LAB_FAILED where another network of the engine overlaps.
 */
export async function createNetwork(lab: LabContext, name: string, subnet: string, gateway: string): Promise<void> {
	try {
		await lab.docker.createNetwork({
			Name: name,
			Driver: 'bridge',
			Labels: { [LAB_LABEL]: lab.id, [CLUSTER_LABEL]: lab.spec.dir },
			IPAM: { Driver: 'default', Config: [{ Subnet: subnet, Gateway: gateway }] },
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
