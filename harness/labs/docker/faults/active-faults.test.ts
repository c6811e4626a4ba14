import { expect } from 'chai';
import { freeze, host, linkDown } from '../../../index.ts';
import { loadCluster } from '../../../load-cluster.ts';
import { type FakeWorld, fakeWorld } from '../testing-fakes.ts';
import { watchedFaults } from './worlds.ts';

const now = () => 0;
const message = (work: Promise<unknown>) => work.then(String, (error: Error) => error.message);

describe('ActiveFaults', () => {
	let fake: FakeWorld;
	beforeEach(async () => {
		fake = fakeWorld(await loadCluster('fixtures/seed'));
	});

	it('notes a fault before it is injected, and strikes it off once it is undone', async () => {
		const faults = watchedFaults(fake.world);
		const { record } = await faults.inject(0, freeze(host('docker2')), ['docker2'], now);
		expect(fake.log).to.deep.equal(['note', 'act: freeze']);
		await faults.undo(record);
		expect(fake.log.slice(2)).to.deep.equal(['act: thaw', 'beside: rm -f /run/vipdrill-faults/0.json']);
	});
	it('undoes a fault once', async () => {
		const faults = watchedFaults(fake.world);
		const { record } = await faults.inject(0, freeze(host('docker2')), ['docker2'], now);
		await faults.undo(record);
		expect(await faults.undo(record)).to.equal(null);
		expect(fake.log.filter((line) => line === 'act: thaw')).to.have.length(1);
	});
	it('has a fault that could not be injected among those to undo', async () => {
		const faults = watchedFaults(fake.world);
		fake.gate = Promise.reject(new Error('broken'));
		expect(await message(faults.inject(0, freeze(host('docker2')), ['docker2'], now))).to.equal('broken');
		expect(faults.lastFirst().map(({ fault }) => fault.kind)).to.deep.equal(['freeze']);
	});
	it('names the last one first', async () => {
		const faults = watchedFaults(fake.world);
		await faults.inject(0, freeze(host('docker2')), ['docker2'], now);
		await faults.inject(1, linkDown(host('docker3')), ['docker3'], now);
		expect(faults.lastFirst().map(({ fault }) => fault.kind)).to.deep.equal(['link-down', 'freeze']);
	});
	it('injects nothing once the signal is pulled', async () => {
		const abort = new AbortController();
		const faults = watchedFaults(fake.world, abort.signal);
		abort.abort(new Error('interrupted'));
		expect(await message(faults.inject(0, freeze(host('docker2')), ['docker2'], now))).to.equal('interrupted');
		expect(fake.log.filter((line) => line.startsWith('act'))).to.deep.equal([]);
	});
	it('hears the signal while a fault is being injected, and undoes it only after it has come', async () => {
		const abort = new AbortController();
		const faults = watchedFaults(fake.world, abort.signal);
		let come = () => {};
		fake.gate = new Promise<void>((resolve) => {
			come = resolve;
		});
		const injecting = message(faults.inject(0, freeze(host('docker2')), ['docker2'], now));
		while (!fake.log.includes('act: freeze')) await new Promise((resolve) => setImmediate(resolve));
		abort.abort(new Error('interrupted'));
		expect(await injecting).to.equal('interrupted');
		const [record] = faults.lastFirst();
		const undoing = record && faults.undo(record);
		await new Promise((resolve) => setTimeout(resolve, 20));
		expect(fake.log).not.to.include('act: thaw');
		come();
		await undoing;
		expect(fake.log).to.include('act: thaw');
	});
});
