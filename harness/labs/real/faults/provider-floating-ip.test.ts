import { expect } from 'chai';
import { loadCluster } from '../../../load/load-cluster.ts';
import { providerFloatingIp } from '../../../scenario/fault.ts';
import type { Act } from '../agents/protocol.ts';
import { fakeMachines } from '../testing.ts';
import type { FaultWorld } from './driver.ts';
import { providerFloatingIp as driver } from './provider-floating-ip.ts';

const spec = await loadCluster('fixtures/provider');

function fake() {
	const ran: string[] = [];
	const acts: Act[] = [];
	const world = {
		lab: fakeMachines(spec, {
			isOn: async () => true,
			pidOf: async (machine) => (machine === 'client' ? 42 : 1),
			run: async (machine, { text }) => {
				ran.push(`${machine}: ${text}`);
				return '';
			},
		}),
		injector: {
			act: async (asked: Act[]) => {
				acts.push(...asked);
				return { askedMs: 1, doneMs: 2 };
			},
		},
		resolve: () => ['docker2'],
	} as unknown as FaultWorld;
	return { world, ran, acts };
}

describe('provider-floating-ip on real hosts', () => {
	it('starts the API in the client’s machine, with all hosts as servers, and changes nothing before its moment', async () => {
		const { world, ran, acts } = fake();
		await driver.prepare(world, providerFloatingIp({ latency: '2s', failures: 3 }), [], 4);
		expect(ran.length).to.equal(1);
		const plan = JSON.parse(/provider\.cjs '(\{.*\})'/.exec(ran[0] ?? '')?.[1] ?? 'null');
		expect(plan).to.deep.equal({
			address: '10.0.0.200',
			listen: '10.0.0.250',
			port: 8053,
			nic: 'eth0',
			servers: { docker1: '10.0.0.11', docker2: '10.0.0.12', docker3: '10.0.0.13' },
			latencyMs: 2000,
			failures: 3,
			pidFile: '/run/vipdrill-provider-4.pid',
		});
		expect(ran[0]).not.to.include('ip route replace');
		expect(acts).to.deep.equal([]);
	});
	it('has the client’s packets go to the owner’s own address, from that moment', async () => {
		const { world, acts } = fake();
		const { fire } = await driver.prepare(world, providerFloatingIp(), [], 0);
		await fire(0);
		expect(acts).to.deep.equal([{ do: 'script', pid: 42, script: 'ip route replace 10.0.0.200/32 via 10.0.0.12 dev eth0' }]);
	});
	it('is undone by its number: the API ends, and the route with it', async () => {
		const { world, ran } = fake();
		await driver.undo(world, { index: 2, fault: providerFloatingIp(), hosts: [], memo: {} });
		expect(ran).to.deep.equal([
			[
				'client: [ ! -s /run/vipdrill-provider-2.pid ] || kill -9 "$(cat /run/vipdrill-provider-2.pid)" 2>/dev/null || true',
				'rm -f /run/vipdrill-provider-2.pid',
				'ip route delete 10.0.0.200/32 dev eth0 2>/dev/null || true',
			].join('\n'),
		]);
	});
});
