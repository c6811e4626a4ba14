import { expect } from 'chai';
import { loadCluster } from '../../../load/load-cluster.ts';
import { networkRestart } from '../../../scenario/fault.ts';
import { master } from '../../../scenario/target.ts';
import type { Act } from '../agents/protocol.ts';
import { fakeMachines } from '../testing.ts';
import type { FaultWorld } from './driver.ts';
import { networkRestart as driver } from './network-restart.ts';

const seed = await loadCluster('fixtures/seed');
const fault = networkRestart(master());

/** A lab that notes what was run on its machines. */
function lab(spec = seed) {
	const run: string[] = [];
	const acts: Act[] = [];
	const world = {
		lab: fakeMachines(spec, { run: async (machine, script) => `${run.push(`${machine}: ${script.text}`)}` }),
		injector: {
			act: async (asked: Act[]) => {
				acts.push(...asked);
				return { askedMs: 1, doneMs: 2 };
			},
		},
	} as unknown as FaultWorld;
	return { world, run, acts };
}

describe('network-restart on real hosts', () => {
	it('tells networkd the address and the route of the host, in a file that comes after all others', async () => {
		const { world, run } = lab();
		await driver.prepare(world, fault, ['docker2'], 0);
		expect(run).to.have.length(1);
		expect(run[0]).to.include(
			"'[Match]' 'Name=ens18' '[Network]' 'Address=10.0.0.12/24' 'Gateway=10.0.0.254' 'LinkLocalAddressing=no' 'IPv6AcceptRA=no' > /run/systemd/network/zzzz-vipdrill.network",
		);
		expect(run[0]).not.to.match(/systemctl (?:re)?start/);
	});
	it('leaves IPv6 where there is an IPv6 network: the host keeps its address, and has it again afterwards', async () => {
		const { world, run } = lab(await loadCluster('fixtures/dual-stack'));
		await driver.prepare(world, fault, ['docker2'], 0);
		expect(run[0]).to.include(
			"'Gateway=10.0.0.254' 'Address=fd00:10::12/64' 'LinkLocalAddressing=ipv6' 'IPv6AcceptRA=no' > /run/systemd/network/",
		);
		await driver.undo(world, { index: 0, fault, hosts: ['docker2'], memo: {} });
		expect(run[1]).to.match(
			/\n\tip link set dev ens18 up\n\techo 0 > \/proc\/sys\/net\/ipv6\/conf\/ens18\/disable_ipv6\nip -6 address replace fd00:10::12\/64 dev ens18 nodad\n\tip route flush/,
		);
	});
	it('restarts networkd at the moment itself, and waits until it is at work on the NIC', async () => {
		const { world, acts } = lab();
		const { fire } = await driver.prepare(world, fault, ['docker2'], 0);
		await fire(0);
		expect(acts).to.have.length(1);
		const script = acts[0]?.do === 'script' ? acts[0].script : '';
		expect(acts[0]).to.include({ do: 'script', pid: 101 });
		expect(script).to.match(
			/systemctl restart systemd-networkd\n[\s\S]*is 'configuring\|configured' \|\| \{ echo [\s\S]*exit 1; \}/,
		);
	});
	it('leaves the NIC as the lab had plugged it in, and keepalived running', async () => {
		const { world, run } = lab();
		await driver.undo(world, { index: 0, fault, hosts: ['docker2'], memo: {} });
		expect(run).to.have.length(1);
		expect(run[0]).to.match(/^docker2: if \[ -e \/run\/vipdrill-network-restart \]; then\n\tsystemctl stop systemd-networkd/);
		expect(run[0]).to.include('ip address replace 10.0.0.12/24 broadcast + dev ens18');
		expect(run[0]).to.include('ip route replace default via 10.0.0.254 dev ens18');
		expect(run[0]).to.include('systemctl start keepalived');
	});
});
