import { assert } from 'chai';
import fc from 'fast-check';
import { loadCluster } from '../../load/load-cluster.ts';
import type { FaultStep } from '../../scenario/spec.ts';
import { anyTarget, FAULT_CLASSES } from '../../study/fuzz/fault-classes.ts';
import { anySchedule, drillOf } from '../../study/fuzz/schedule.ts';
import { formatEvent } from '../../timeline/ndjson.ts';
import { Recording } from '../../timeline/recording.ts';
import { clusterModel } from './cluster-model.ts';
import { owners, prio, worldOf } from './testing.ts';
import { SimTrial } from './trial.ts';
import { MEASURED } from './tuning.ts';

const model = clusterModel(await loadCluster('fixtures/seed'));
const targets = anyTarget(model.spec);

/** A trial of a schedule, whether it heals or not, with all that it emitted. */
function trialOf(faults: readonly FaultStep[], seed: string) {
	const recording = new Recording();
	const drill = drillOf('property', faults, { event: '', hypothesis: '' });
	const plan = { drill, trial: 1, seed, phases: faults.map(() => null) };
	const trial = new SimTrial(model, MEASURED, plan, recording);
	let error: unknown = null;
	try {
		trial.run();
	} catch (thrown) {
		error = thrown;
	}
	return { trial, events: recording.events(), error };
}

describe('properties of the simulator', () => {
	it('at most one MASTER in steady state, and exactly one owner, for any priorities, version, interval and coming and going', () => {
		const cluster = fc.record({
			priorities: fc.array(fc.integer({ min: 1, max: 254 }), { minLength: 3, maxLength: 3 }),
			version: fc.constantFrom(2, 3),
			advertInt: fc.constantFrom(1, 2, 3),
			nopreempt: fc.boolean(),
			offS: fc.array(fc.record({ host: fc.nat(2), forS: fc.integer({ min: 1, max: 20 }) }), { maxLength: 4 }),
		});
		fc.assert(
			fc.property(cluster, fc.string(), ({ priorities, version, advertInt, nopreempt, offS }, seed) => {
				const lines = [`version ${version}`, `advert_int ${advertInt}`, ...(nopreempt ? ['nopreempt'] : [])];
				const sim = worldOf(
					priorities.map((priority) => prio(priority, ...lines)),
					{ tuning: MEASURED, seed },
				);
				for (const { host, forS } of offS) {
					sim.world.machines[host]?.powerOff();
					sim.run(forS);
					sim.world.machines[host]?.powerOn();
				}
				// The longest Master_Down_Interval, twice, after the slowest boot.
				sim.run(10 + 2 * (3 * advertInt + advertInt + 1));
				assert.lengthOf(owners(sim.world), 1);
				const masters = sim.world.machines.flatMap(
					({ keepalived }) => keepalived?.instances.filter(({ state }) => state === 'MASTER') ?? [],
				);
				assert.lengthOf(masters, 1);
				// Whoever may preempt does, unless another has the same priority.
				const greatest = Math.max(...priorities);
				const holder = Number(owners(sim.world)[0]?.slice(-1)) - 1;
				if (!nopreempt) assert.equal(priorities[holder], greatest);
			}),
			{ numRuns: 100 },
		);
	});

	it('the same seed gives the same timeline, byte for byte, whatever the faults', () => {
		fc.assert(
			fc.property(anySchedule(FAULT_CLASSES, targets), fc.string(), (faults, seed) => {
				const text = () => trialOf(faults, seed).events.map(formatEvent).join('\n');
				assert.equal(text(), text());
			}),
			{ numRuns: 25 },
		);
	}).timeout(60_000);

	it('undoing restores: power, links, processes, the segment and one owner are as before, whatever single fault it was', () => {
		const one = fc
			.constantFrom(...FAULT_CLASSES)
			.chain((only) => anySchedule([only], targets))
			.map((faults) => faults.slice(0, 1));
		fc.assert(
			fc.property(one, fc.string(), (faults, seed) => {
				const { trial, error } = trialOf(faults, seed);
				assert.isNull(error);
				const { machines, lan, client } = trial.world;
				for (const machine of machines) {
					assert.isTrue(machine.alive && machine.linkUp() && !machine.rebooting, machine.name);
					assert.isNotNull(machine.dockerdPid, machine.name);
					assert.isNotNull(machine.keepalived?.pid, machine.name);
					for (const other of [0, 1, 2, client]) assert.isTrue(lan.passesBoth(machine.number, other, 'vrrp'));
					assert.equal(machine.holds(trial.world.model.spec.vip), machine.number === model.owner, machine.name);
				}
			}),
			{ numRuns: 80 },
		);
	}).timeout(60_000);
});
