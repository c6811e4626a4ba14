import { expect } from 'chai';
import { loadCluster } from '../../../load/load-cluster.ts';
import { linkDown, partition } from '../../../scenario/fault.ts';
import { host } from '../../../scenario/target.ts';
import type { Act } from '../agents/protocol.ts';
import { fakeMachines } from '../testing.ts';
import type { FaultWorld } from './driver.ts';
import { linkDown as linkDownDriver } from './link-down.ts';
import { partition as partitionDriver } from './partition.ts';

const spec = await loadCluster('fixtures/two-vips');

/** A lab of the cluster, what its injector was told to do, and what ran on its machines. */
function noted() {
	const acts: Act[] = [];
	const ran: string[] = [];
	const world = {
		lab: fakeMachines(spec, {
			run: async (machine, { text }) => {
				ran.push(`${machine}: ${text}`);
				return '';
			},
		}),
		resolve: () => [],
		injector: {
			cableOf: async (name: string, network: string | null = null) => `cable of ${name} to ${network}`,
			act: async (asked: Act[]) => {
				acts.push(...asked);
				return { askedMs: 1, doneMs: 2 };
			},
		},
	} as unknown as FaultWorld;
	return { world, acts, ran };
}
const textOf = (act: Act | undefined) => JSON.stringify(act);

describe('faults of a further segment', () => {
	for (const [network, nic] of [
		[null, 'ens18'],
		['inside', 'ens19'],
	] as const) {
		it(`pull the cable to ${network ?? 'the customers’'}, and plug it again`, async () => {
			const { world, acts } = noted();
			const fault = linkDown(host('docker2'), 'carrier', { network });
			await (await linkDownDriver.prepare(world, fault, ['docker2'], 0)).fire(0);
			await linkDownDriver.undo(world, { fault, hosts: ['docker2'], memo: {}, index: 0 });
			expect(acts).to.deep.equal([
				{ do: 'link', link: `cable of docker2 to ${network}`, up: false },
				{ do: 'link', link: `cable of docker2 to ${network}`, up: true },
			]);
		});
		it(`set down the NIC on ${network ?? 'the customers’'}, whose route alone is laid again`, async () => {
			const { world, acts, ran } = noted();
			const fault = linkDown(host('docker2'), 'admin', { network });
			await (await linkDownDriver.prepare(world, fault, ['docker2'], 0)).fire(0);
			expect(textOf(acts[0])).to.include(nic);
			await linkDownDriver.undo(world, { fault, hosts: ['docker2'], memo: {}, index: 0 });
			expect(ran).to.deep.equal([
				network === null
					? 'docker2: ip link set dev ens18 up; ip route replace default via 10.0.0.254 dev ens18'
					: 'docker2: ip link set dev ens19 up',
			]);
		});
	}
	it('drop what comes from the other hosts’ NICs there, and no customer’s', async () => {
		const { world, acts } = noted();
		const fault = partition(host('docker2'), { from: 'everyone', network: 'inside' });
		const { memo, fire } = await partitionDriver.prepare(world, fault, ['docker2'], 0);
		await fire(0);
		expect(memo).to.deep.equal({ others: ['docker1', 'docker3'] });
		const [target = '', ...others] = acts.map(textOf);
		// docker1 and docker3 have 172.16.0.11 and 172.16.0.13 there, and docker2 172.16.0.12: so are their hardware addresses.
		expect(target).to.include('02:42:ac:10:00:0b').and.to.include('02:42:ac:10:00:0d').and.to.include('ens19');
		expect(target).not.to.include('ens18');
		for (const one of others) expect(one).to.include('02:42:ac:10:00:0c').and.not.to.include('02:42:ac:10:00:0b');
		expect(others).to.have.length(2);
	});
});
