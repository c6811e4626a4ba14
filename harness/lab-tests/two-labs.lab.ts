import { expect } from 'chai';
import { packageRoot } from '../base/paths.ts';
import { until } from '../base/until.ts';
import { powerLoss } from '../index.ts';
import { DockerLab } from '../labs/docker/docker-lab.ts';
import { openEngine } from '../labs/docker/engine/select.ts';
import { findLabs } from '../labs/docker/find-labs.ts';
import { hostStates } from '../labs/docker/testing.ts';
import { watchedFaults } from '../labs/real/faults/worlds.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { host } from '../scenario/target.ts';
import { skipUnlessSetUp } from './testing.ts';

describe('two labs of one cluster on one engine', function () {
	this.timeout(300_000);
	const labs: DockerLab[] = [];
	let release: () => Promise<unknown>;

	before(async function (this: Mocha.Context) {
		const engine = await openEngine('private');
		release = () => engine.release();
		await skipUnlessSetUp(this, engine);
		const spec = await loadCluster(`${packageRoot}/fixtures/seed`);
		const { signal } = new AbortController();
		const started = await Promise.allSettled(
			[1, 2].map(async () => labs.push(await DockerLab.start({ engine, spec, signal, renderer: 'silent' }))),
		);
		for (const one of started) if (one.status === 'rejected') throw one.reason;
	});

	after(async () => {
		await Promise.all(labs.map((lab) => lab[Symbol.asyncDispose]()));
		await release?.();
	});

	const vipsOf = async (lab: DockerLab) => Object.values(await hostStates(lab.world)).map(({ vip }) => vip);

	it('have the cluster’s addresses both, and none of the engine’s', async () => {
		for (const { world } of labs) {
			const { hosts, network } = world.lab.spec;
			const machines = [...hosts, { name: 'client', address: network.clientAddress }];
			for (const { name, address } of machines) {
				const addresses = await world.lab.exec(name, ['ip', '-o', '-4', 'address', 'show', 'scope', 'global']);
				expect(addresses, name).to.include(` ${address}/24 `).and.not.include('198.1');
				expect(await world.lab.exec(name, ['cat', '/etc/hosts']), name)
					.to.include(address)
					.and.not.include('198.1');
			}
		}
	});
	it('fail apart from each other', async () => {
		const [one, other] = labs;
		if (!one || !other) throw new Error('both labs should be up');
		expect([await vipsOf(one), await vipsOf(other)]).to.deep.equal([
			['yes', 'no', 'no'],
			['yes', 'no', 'no'],
		]);
		const faults = watchedFaults(one.world);
		const { record } = await faults.inject(0, powerLoss(host('docker1')), ['docker1'], () => 0);
		const moved = async () => ((await vipsOf(one))[1] === 'yes' ? true : undefined);
		await until('docker2 of the one lab takes over', moved, { timeoutMs: 30_000 });
		expect(await vipsOf(other)).to.deep.equal(['yes', 'no', 'no']);
		await faults.undo(record);
	});
	it('are removed one by one', async () => {
		const [one, other] = labs;
		if (!one || !other) throw new Error('both labs should be up');
		await one[Symbol.asyncDispose]();
		labs.shift();
		const left = (await findLabs(other.engine.docker)).map(({ id }) => id);
		// Other suites may have labs on the engine.
		expect(left).to.include(other.world.lab.id).and.not.include(one.world.lab.id);
		expect(await vipsOf(other)).to.deep.equal(['yes', 'no', 'no']);
	});
});
