import { parseDurationMs } from '../../../base/units.ts';
import type { ProviderFloatingIp } from '../../../scenario/faults/provider-floating-ip.ts';
import { master } from '../../../scenario/target.ts';
import type { ProviderPlan } from '../agents/provider-api.ts';
import { scriptPath } from '../agents/script-path.ts';
import { CLIENT_MACHINES } from '../observer/prober.ts';
import { inLines, type Script, sh } from '../shell.ts';
import { type FaultDriver, type FaultWorld, fireScript } from './driver.ts';

const CLIENT = CLIENT_MACHINES.segment;
/** Where the provider's API listens, on the observer's address. */
const PORT = 8053;
/** The client machine's NIC on the segment. */
const NIC = 'eth0';

/** The API listens beforehand; at the moment itself the client's packets begin to go by its word: a route to the owner's own address. */
export const providerFloatingIp: FaultDriver<ProviderFloatingIp> = {
	async prepare(world, { latency, failures }, _hosts, index) {
		const { spec } = world.lab;
		const [owner = ''] = world.resolve(master());
		const servers = Object.fromEntries(spec.hosts.map(({ name, address }) => [name, address]));
		const plan: ProviderPlan = {
			address: spec.vip,
			listen: spec.network.clientAddress,
			port: PORT,
			nic: NIC,
			servers,
			latencyMs: parseDurationMs(latency),
			failures,
			pidFile: pidFile(index),
		};
		await world.lab.run(CLIENT, inLines([ended(world, index), starting(plan, index)]));
		const route = sh`ip route replace ${`${spec.vip}/32`} via ${servers[owner] ?? ''} dev ${NIC}`;
		return { memo: {}, fire: await fireScript(world, [CLIENT], route) };
	},
	async undo(world, { index }) {
		if (await world.lab.isOn(CLIENT)) await world.lab.run(CLIENT, ended(world, index));
	},
};

const pidFile = (index: number) => `/run/vipdrill-provider-${index}.pid`;
const logFile = (index: number) => `/run/vipdrill-provider-${index}.log`;

function starting(plan: ProviderPlan, index: number): Script {
	return sh`setsid node ${scriptPath('provider')} ${JSON.stringify(plan)} > ${logFile(index)} 2>&1 < /dev/null &
for try in $(seq 500); do [ ! -s ${plan.pidFile} ] || exit 0; sleep 0.01; done
cat ${logFile(index)} >&2
exit 1`;
}

/** Ends the API and goes by ARP again. Idempotent. */
const ended = (
	{ lab }: FaultWorld,
	index: number,
): Script => sh`[ ! -s ${pidFile(index)} ] || kill -9 "$(cat ${pidFile(index)})" 2>/dev/null || true
rm -f ${pidFile(index)}
ip route delete ${`${lab.spec.vip}/32`} dev ${NIC} 2>/dev/null || true`;
