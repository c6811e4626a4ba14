import { expect } from 'chai';
import { freeze, linkDown, master } from '../../index.ts';
import { loadCluster } from '../../load-cluster.ts';
import { planTrial } from '../../scenario/plan.ts';
import type { DrillSpec, FaultStep } from '../../scenario/spec.ts';
import type { TimelineEvent } from '../../timeline/event.ts';
import { type FakeWorld, fakeWorld } from './testing-fakes.ts';
import { Trial } from './trial.ts';

const drillWith = (over: Partial<DrillSpec>): DrillSpec => ({
	...{ name: 'test', event: 'Something happens.', hypothesis: 'It is seen.', steady: '0s', settle: '0s', expect: [] },
	...{ faults: [], load: { ratePerSecond: 50, keepAliveRatePerSecond: 0, timeout: '1s' } },
	...over,
});

describe('Trial', function () {
	this.timeout(10_000);
	let fake: FakeWorld;
	const events: TimelineEvent[] = [];
	beforeEach(async () => {
		events.length = 0;
		fake = fakeWorld(await loadCluster('fixtures/seed'));
	});
	const run = (drill: DrillSpec, signal = new AbortController().signal) =>
		new Trial(fake.world, planTrial(drill, 'seed', 1), (event) => events.push(event), {
			...{ capturePath: '/nowhere', progress: () => {} },
			signal,
		})
			.run()
			.then(
				() => 'done',
				(error: Error) => error.message,
			);

	it('injects, undoes, and says so in the timeline', async () => {
		const drill = drillWith({ faults: [{ at: '0s', inject: freeze(master()), lasts: '20ms' }] });
		expect(await run(drill)).to.equal('done');
		const deeds = ['load starts', 'note', 'act: freeze', 'act: thaw', 'load stops', 'capture checked', 'recording stops'];
		expect(fake.log.filter((line) => deeds.includes(line))).to.deep.equal(deeds);
		const said = events.map((event) => (event.type === 'mark' ? event.phase : event.type));
		expect(said).to.deep.equal([
			...['trial.started', 'steady', 'observe', 'fault.injected', 'fault.undone', 'heal', 'settled', 'trial.ended'],
		]);
	});
	it('undoes every fault, the last one first, when it is interrupted', async () => {
		const abort = new AbortController();
		const faults: FaultStep[] = [
			{ at: '0s', inject: freeze(master()) },
			{ at: '10ms', inject: linkDown(master()) },
		];
		const running = run(drillWith({ faults, observe: '60s' }), abort.signal);
		while (!fake.log.some((line) => line.endsWith('down'))) await new Promise((resolve) => setTimeout(resolve, 5));
		abort.abort(new Error('interrupted'));
		await running;
		expect(fake.log.filter((line) => line.startsWith('act'))).to.deep.equal([
			...['act: freeze', 'act: v1a2b3c-docker1 down', 'act: v1a2b3c-docker1 up', 'act: thaw'],
		]);
	});
	it('undoes the other faults where one can’t be undone, and says which could not', async () => {
		const faults: FaultStep[] = [
			{ at: '0s', inject: freeze(master()) },
			{ at: '10ms', inject: linkDown(master()) },
		];
		const { act } = fake.world.injector;
		fake.world.injector.act = async (acts, atMs) => {
			if (acts.some((one) => one.do === 'link' && one.up)) throw new Error('the cable is stuck');
			return act(acts, atMs);
		};
		expect(await run(drillWith({ faults, observe: '30ms' }))).to.equal('the cable is stuck');
		expect(fake.log).to.include('act: thaw');
		expect(fake.log.at(-1)).to.equal('recording stops');
	});
});
