import { expect } from 'chai';
import { type Owner, ownerLabel, thisOwner } from '../labs/docker/owner.ts';
import { sweepJobs } from './clean-jobs.ts';
import { FakeSwarm } from './testing.ts';

describe('the jobs that killed processes left', () => {
	const here = thisOwner();
	/** Nobody has this number: Linux counts to 4,194,304. */
	const dead: Owner = { ...here, pid: 4_194_305 };
	const other: Owner = { ...here, host: 'elsewhere', user: 'ann', pid: 7 };
	const withJob = async (swarm: FakeSwarm, job: string, owner: Owner) => {
		const Labels = { 'vipdrill.job': job, ...ownerLabel(owner) };
		await swarm.create('secret', { Name: `${job}-input-1`, Labels, Data: 'aGk=' });
		await swarm.create('config', { Name: `${job}-program`, Labels, Data: 'aGk=' });
	};

	it('are removed; those of others stay and are named, and so does what is no job’s', async () => {
		const swarm = new FakeSwarm();
		await withJob(swarm, 'vipdrill-1', dead);
		await withJob(swarm, 'vipdrill-2', other);
		await withJob(swarm, 'vipdrill-3', here);
		await swarm.create('secret', { Name: 'their-password', Labels: {}, Data: 'aGk=' });
		expect(await sweepJobs(swarm, { force: false })).to.deep.equal([
			'swarm: removed the job vipdrill-1',
			'swarm: left the job vipdrill-2 to ann@elsewhere, PID 7 (--force removes it)',
			'swarm: removed the job vipdrill-3',
		]);
		expect(swarm.left()).to.deep.equal(['vipdrill-2-input-1', 'their-password', 'vipdrill-2-program']);
		expect(await sweepJobs(swarm, { force: true })).to.deep.equal(['swarm: removed the job vipdrill-2']);
		expect(swarm.left()).to.deep.equal(['their-password']);
	});
	it('are removed after a boot of this machine too', async () => {
		const swarm = new FakeSwarm();
		await withJob(swarm, 'vipdrill-1', { ...here, boot: 'an earlier one' });
		await sweepJobs(swarm, { force: false });
		expect(swarm.left()).to.deep.equal([]);
	});
	it('are each removed whatever becomes of the others', async () => {
		const swarm = new FakeSwarm();
		await withJob(swarm, 'vipdrill-1', dead);
		await withJob(swarm, 'vipdrill-2', dead);
		const remove = swarm.remove.bind(swarm);
		swarm.remove = async (kind, id) => {
			if (id === 'secret-0') throw new Error('it is in use');
			await remove(kind, id);
		};
		const error = await sweepJobs(swarm, { force: false }, here, 0).then(
			() => expect.fail('it should have failed'),
			(cause: Error) => cause,
		);
		expect(error.message).to.include('vipdrill-1 could not be removed').and.to.include('it is in use');
		expect(swarm.left()).to.deep.equal(['vipdrill-1-input-1']);
	});
});
