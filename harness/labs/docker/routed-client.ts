import { withPrefix } from '../../base/ip.ts';
import { until } from '../../base/until.ts';
import type { RoutedPlan } from '../../cluster/network-plan.ts';
import type { HostSpec } from '../../cluster/spec.ts';
import { CLIENT_MACHINES } from '../real/observer/prober.ts';
import { sh } from '../real/shell.ts';
import { startAgentMachine } from './agent-machine.ts';
import { plugIn } from './cable.ts';
import type { DockerMachines } from './machines.ts';
import { createNetwork } from './network.ts';

/** Every node listens there for the swarm's gossip (docs.docker.com, "Swarm mode": TCP and UDP 7946), whatever becomes of the mesh. */
const GOSSIP_PORT = 7946;
const ROUTE_WITHIN_MS = 15_000;

/** Brings up a client that is not on the segment: a network of its own, and a router that is the gateway of both. */
export async function startRoutedClient(lab: DockerMachines, plan: RoutedPlan): Promise<void> {
	const network = `${lab.networkName}-remote`;
	await createNetwork(lab, network);
	const { address, mac } = plan.client;
	const place = { network, nic: 'eth0', mac, address: withPrefix(address, plan.subnet), address6: null, gateway: plan.gateway };
	const startRemote = async () => {
		await startAgentMachine(lab, { role: 'client', name: CLIENT_MACHINES.routed, place }, ['prober']);
		await plugIn(lab, CLIENT_MACHINES.routed, place);
	};
	await Promise.all([startRemote(), startRouter(lab, plan, network)]);
}

async function startRouter(lab: DockerMachines, plan: RoutedPlan, network: string): Promise<void> {
	const place = { ...lab.onSegment(plan.router.address, plan.router.mac), gateway: null };
	// It passes on packets that are not for itself.
	const hostConfig = { Sysctls: { 'net.ipv4.ip_forward': '1' } };
	await startAgentMachine(lab, { role: 'router', name: 'router', place, hostConfig }, []);
	await plugIn(lab, 'router', place);
	const remote = {
		network,
		nic: 'eth1',
		mac: null,
		address: withPrefix(plan.gateway, plan.subnet),
		address6: null,
		gateway: null,
	};
	await plugIn(lab, 'router', remote);
	const { subnet, gateway } = lab.spec.network;
	await lab.exec('router', ['ip', 'address', 'add', withPrefix(gateway, subnet), 'dev', 'eth0']);
}

/** Waits until packets go from the routed client to every host and back: a broken router must not pass for a cluster that cuts customers off. */
export async function proveRoute(lab: DockerMachines, signal: AbortSignal): Promise<void> {
	const reach = async ({ address }: HostSpec) => {
		await lab.run(CLIENT_MACHINES.routed, sh`timeout 2 bash -c ${`: </dev/tcp/${address}/${GOSSIP_PORT}`}`);
		return true;
	};
	const options = { timeoutMs: ROUTE_WITHIN_MS, signal };
	await Promise.all(lab.spec.hosts.map((host) => until(`the routed client reaches ${host.name}`, () => reach(host), options)));
}
