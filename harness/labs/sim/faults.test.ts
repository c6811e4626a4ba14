import { expect } from 'chai';
import { checkFails, cpuStarve, keepalivedStop, powerLoss, serviceScale } from '../../scenario/fault.ts';
import { everyone } from '../../scenario/target.ts';
import type { ClusterWorld } from './cluster-world.ts';
import { injectFault } from './faults.ts';
import type { ModelledFault } from './unmodelled.ts';

/** Two machines that note what is done to them, the second without power. */
function noted() {
	const done: string[] = [];
	const machines = ['a', 'b'].map((name) => ({
		powered: name === 'a',
		powerOff: () => done.push(`${name} off`),
		powerOn: (of: number) => done.push(`${name} on, one of ${of}`),
		starve: (cpus: number | null) => done.push(`${name} has ${cpus}`),
		keepalived: { start: () => done.push(`${name} starts`), stop: () => done.push(`${name} stops`) },
		failingChecks: new Set<string>(),
	}));
	const tasks = { scale: (replicas: number) => 3 + 0 * done.push(`scaled to ${replicas}`) };
	const world = { machine: (name: string) => machines[name === 'a' ? 0 : 1], swarm: { tasks } } as unknown as ClusterWorld;
	const inject = (fault: ModelledFault) => injectFault({ world, resolve: () => [] }, fault, ['a', 'b']);
	return { done, machines, inject };
}

describe('a simulated fault', () => {
	for (const [fault, injected, undone] of [
		[powerLoss(everyone()), ['a off', 'b off'], ['a on, one of 2', 'b on, one of 2']],
		[cpuStarve(everyone(), 0.05), ['a has 0.05', 'b has 0.05'], ['a has null', 'b has null']],
		// keepalived of a machine without power starts when that boots.
		[keepalivedStop(everyone()), ['a stops', 'b stops'], ['a starts']],
		[serviceScale(5), ['scaled to 5'], ['scaled to 3']],
	] as const)
		it(`${fault.kind} hits every host, and is undone once, however often that is asked`, () => {
			const { done, inject } = noted();
			const undo = inject(fault);
			expect(done.splice(0)).to.deep.equal(injected);
			undo();
			undo();
			expect(done).to.deep.equal(undone);
		});

	it('check-fails makes one script fail until it is undone', () => {
		const { machines, inject } = noted();
		const undo = inject(checkFails(everyone(), 'web'));
		expect(machines.map(({ failingChecks }) => [...failingChecks])).to.deep.equal([['web'], ['web']]);
		undo();
		expect(machines.map(({ failingChecks }) => [...failingChecks])).to.deep.equal([[], []]);
	});
});
