import { expect } from 'chai';
import { until } from '../../../base/until.ts';
import { loadCluster } from '../../../load/load-cluster.ts';
import type { SwarmTask, TimelineEvent } from '../../../timeline/event.ts';
import { ObservedState } from '../../common/observed-state.ts';
import { fakeEngine, fakeMachines } from '../testing.ts';
import { SwarmWatch } from './swarm-watch.ts';

describe('SwarmWatch', () => {
	it('says why a task failed, and nothing of one that runs', async () => {
		const task = (ID: string, State: string, Err?: string) => ({
			...{ ID, ServiceID: 'web', NodeID: 'n1', DesiredState: 'running', Status: { State, ...(Err ? { Err } : {}) } },
		});
		const nodes = [
			{ ID: 'n1', Description: { Hostname: 'docker1' }, Status: { State: 'ready' }, Spec: { Availability: 'active' } },
		];
		const engine = fakeEngine({
			listNodes: async () => nodes,
			listTasks: async () => [task('a', 'rejected', 'swarm is not active'), task('b', 'running')],
		});
		const seed = await loadCluster('fixtures/seed');
		const lab = fakeMachines({ ...seed, hosts: seed.hosts.slice(0, 1) }, { inner: () => engine });
		const events: TimelineEvent[] = [];
		const watch = new SwarmWatch(
			lab,
			() => true,
			(ms) => ms,
			(event) => events.push(event),
			new ObservedState(),
		);
		await until('both tasks are seen', async () => (events.length >= 4 ? true : undefined), { timeoutMs: 5000, intervalMs: 5 });
		await watch.stop();
		const errors = events
			.filter((event): event is SwarmTask => event.type === 'swarm.task')
			.slice(0, 2)
			.map(({ task: id, error }) => [id, error]);
		expect(errors).to.deep.equal([
			['a', 'swarm is not active'],
			['b', undefined],
		]);
	});
});
