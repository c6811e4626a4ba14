import { expect } from 'chai';
import { loadCluster } from '../../load/load-cluster.ts';
import { FakeDocker } from './fake-docker.ts';
import { type Owner, ownerLabel, startOf, thisOwner } from './owner.ts';
import { undoFaults } from './undo-faults.ts';

describe('undoFaults', () => {
	/** A lab whose cluster folder is not to be had: whoever touches it fails. */
	const labOf = (owner: Owner) => {
		const fake = new FakeDocker();
		const labels = { 'vipdrill.lab': '1a2b3c', ...ownerLabel(owner) };
		fake.addContainer('engine-side', { ...labels, 'vipdrill.role': 'engine-side', 'vipdrill.host': 'engine-side' });
		const cluster = { 'vipdrill.cluster': '/no/such/cluster' };
		fake.networks.push({ Id: 'n', Name: 'segment', Labels: { ...labels, ...cluster }, Created: '2026-01-01T00:00:00Z' });
		return fake.docker;
	};
	const failure = (work: Promise<unknown>) =>
		work.then(
			() => null,
			(error: Error) => error.message,
		);

	for (const [whose, changes] of [
		['a run that is at work', { pid: process.ppid, start: startOf(process.ppid) ?? '' }],
		['a process of another machine', { host: 'another' }],
	] as const)
		it(`leaves the faults of ${whose}, unless forced to`, async () => {
			const owner = { ...thisOwner(), ...changes };
			expect(await undoFaults(labOf(owner), loadCluster)).to.deep.equal([{ lab: '1a2b3c', undone: null, owner }]);
			expect(await failure(undoFaults(labOf(owner), loadCluster, { force: true }))).to.include('/no/such/cluster');
		});
	it('undoes those of a run that was killed', async () => {
		const owner = { ...thisOwner(), pid: 4_000_000_000 };
		expect(await failure(undoFaults(labOf(owner), loadCluster))).to.include('/no/such/cluster');
	});
});
