import { expect } from 'chai';
import type { TimelineEvent } from '../timeline/event.ts';
import { measureTrial } from './measure-trial.ts';
import { at, KILL_MASTER, killMasterMeshTimeline, killMasterTimeline, prepared } from './testing.ts';

const measure = (events: TimelineEvent[]) => measureTrial(prepared(events), KILL_MASTER).mesh;
/** The trial's own changes of one table, replaced. */
const withChanges = (host: string, ...changes: TimelineEvent[]) => [
	...killMasterMeshTimeline().filter((e) => !(e.type === 'ipvs.backend' && e.host === host && e.source === 'watch')),
	...changes,
];

describe('measureMesh', () => {
	it('says when each survivor’s table let go of the dead host’s back end, and puts theory beside it', () => {
		expect(measure(killMasterMeshTimeline())).to.deep.equal({
			backendRemovedMs: { docker2: 5900, docker3: 6000 },
			removedByAllMs: 6000,
			resolutionMs: 101,
			returnMs: { docker1: 6500, docker2: 7000, docker3: 7000 },
			returnResolutionMs: 100,
			tailLossShare: 50 / 150,
			theory: { removalMs: { min: 5000, max: 8200 }, lossShare: 1 / 3 },
		});
	});
	it('takes the drain of a back end for its removal', () => {
		const drained = withChanges(
			'docker2',
			at.backend(6000, 'docker2', 'docker1', 'drained'),
			at.backend(8400, 'docker2', 'docker1'),
		);
		expect(measure(drained)?.backendRemovedMs).to.deep.equal({ docker2: 3500, docker3: 6000 });
	});
	it('has no time for a table that kept a dead back end until the fault was undone', () => {
		const kept = withChanges('docker2', at.backend(12_001, 'docker2', 'docker1'));
		expect(measure(kept)).to.deep.include({ backendRemovedMs: { docker2: null, docker3: 6000 }, removedByAllMs: null });
	});
	it('waits for the last of several back ends, and counts all tasks', () => {
		const second = (ms: number, change: 'added' | 'removed') =>
			at.backend(ms, 'docker2', 'docker1', change, { address: '10.99.0.9' });
		const got = measure([...killMasterMeshTimeline(), second(10, 'added'), second(9000, 'removed')]);
		expect(got?.backendRemovedMs).to.deep.equal({ docker2: 6500, docker3: 6000 });
		expect(got?.theory?.lossShare).to.equal(0.5);
	});
	it('asks nothing of a back end that was out of rotation before', () => {
		const drained = [...killMasterMeshTimeline(), at.backend(1000, 'docker2', 'docker1', 'drained')];
		expect(measure(drained)?.backendRemovedMs).to.deep.equal({ docker3: 6000 });
	});
	it('finds the node of a back end that was listed before the swarm had named its task', () => {
		const unnamed = killMasterMeshTimeline().map((e) =>
			e.type === 'ipvs.backend' && e.host === 'docker2' ? { ...e, node: null, task: null } : e,
		);
		// The address is given anew, to a task on another host.
		unnamed.push(at.backend(20_000, 'docker3', 'docker2', 'added', { address: '10.99.0.1' }));
		expect(measure(unnamed)?.backendRemovedMs).to.deep.equal({ docker2: 5900, docker3: 6000 });
	});
	it('has nothing to remove where the dead host ran no task', () => {
		const elsewhere = killMasterMeshTimeline().filter((e) => !(e.type === 'ipvs.backend' && e.node === 'docker1'));
		expect(measure(elsewhere)).to.deep.include({ backendRemovedMs: {}, removedByAllMs: null, resolutionMs: null, theory: null });
	});
	it('leaves out hosts that were down before, and has no theory for two at once', () => {
		const two = killMasterMeshTimeline().map((e) => (e.type === 'fault.injected' ? { ...e, hosts: ['docker1', 'docker3'] } : e));
		expect(measure(two)).to.deep.include({ backendRemovedMs: { docker2: null }, theory: null });
		const before = [...killMasterMeshTimeline(), at.down(1000, 'docker3')];
		expect(measure(before)?.backendRemovedMs).to.deep.equal({ docker2: 5900 });
	});
	describe('returnMs', () => {
		const returnOf = (events: TimelineEvent[], host: string) => measure(events)?.returnMs[host];
		it('is 0 where the table was whole already', () => {
			const replaced = at.backend(9000, 'docker2', 'docker3', 'added', { address: '10.99.0.9' });
			expect(returnOf([...killMasterMeshTimeline(), replaced], 'docker2')).to.equal(0);
		});
		it('is the last time that it became whole', () => {
			const again = [at.backend(21_000, 'docker2', 'docker3', 'drained'), at.backend(22_000, 'docker2', 'docker3', 'added')];
			expect(returnOf([...killMasterMeshTimeline(), ...again], 'docker2')).to.equal(10_000);
		});
		it('is null where it did not stay whole, and where it was never seen whole', () => {
			const lost = [...killMasterMeshTimeline(), at.backend(21_000, 'docker2', 'docker3')];
			expect(returnOf(lost, 'docker2')).to.equal(null);
			expect(returnOf(withChanges('docker3', at.backend(8500, 'docker3', 'docker1')), 'docker3')).to.equal(null);
		});
		it('is null for a host that died again', () => {
			expect(returnOf([...killMasterMeshTimeline(), at.down(21_000, 'docker1')], 'docker1')).to.equal(null);
		});
		it('says nothing where nothing was undone', () => {
			const never = killMasterMeshTimeline().filter((e) => e.type !== 'fault.undone');
			expect(measure(never)).to.deep.include({ returnMs: {}, returnResolutionMs: null });
		});
	});
	it('is null without a table, and without a fault', () => {
		expect(measure(killMasterTimeline())).to.equal(null);
		expect(measure([at.started(0), at.backend(0, 'docker1', 'docker1', 'added'), at.ended(9)])).to.equal(null);
	});
});
