import { mock } from 'node:test';
import { expect } from 'chai';
import { freeze, host, linkDown, partition, reboot } from '../../../index.ts';
import { loadCluster } from '../../../load/load-cluster.ts';
import { type FakeWorld, fakeWorld, untilLogged } from '../testing.ts';
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
		await untilLogged(fake, 'act: freeze');
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
	it('injects at the moment that is asked for once all is prepared, and undoes at once', async () => {
		const faults = watchedFaults(fake.world);
		const { record, confirm } = await faults.inject(0, freeze(host('docker2')), ['docker2'], () => 1234);
		expect(await confirm()).to.equal(undefined);
		await faults.undo(record);
		expect(fake.actsAtMs).to.deep.equal([1234, 0]);
	});
	it('confirms a fault once it has run its course', async () => {
		let isOn = true;
		fake.world.lab.isOn = async () => isOn;
		fake.world.observer.expectDown = () => {};
		fake.world.observer.watchHost = async () => {};
		fake.world.lab.switchOn = async (name) => {
			isOn = true;
			fake.log.push(`${name} is switched on`);
		};
		const { confirm } = await watchedFaults(fake.world).inject(0, reboot(host('docker2')), ['docker2'], now);
		expect(fake.log).not.to.include('docker2 is switched on');
		isOn = false;
		await confirm();
		expect(fake.log).to.include('docker2 is switched on');
	});
	it('says from when to when it undid', async () => {
		let nowMs = 0;
		fake.world.observer.nowMs = () => (nowMs += 10);
		const faults = watchedFaults(fake.world);
		const { record } = await faults.inject(0, freeze(host('docker2')), ['docker2'], now);
		expect(await faults.undo(record)).to.deep.equal({ askedMs: 10, doneMs: 20 });
	});
	it('undoes one fault and leaves the others in effect', async () => {
		const faults = watchedFaults(fake.world);
		const { record } = await faults.inject(0, freeze(host('docker2')), ['docker2'], now);
		await faults.inject(1, linkDown(host('docker3')), ['docker3'], now);
		await faults.undo(record);
		expect(faults.lastFirst().map(({ fault }) => fault.kind)).to.deep.equal(['link-down']);
	});
	it('undoes a fault whose injection failed too', async () => {
		const faults = watchedFaults(fake.world);
		fake.gate = Promise.reject(new Error('broken'));
		await message(faults.inject(0, freeze(host('docker2')), ['docker2'], now));
		fake.gate = Promise.resolve();
		for (const record of faults.lastFirst()) await faults.undo(record);
		expect(fake.log).to.include('act: thaw');
	});
	it('has a fault that was noted as the signal was pulled among those to undo, and does not inject it', async () => {
		const abort = new AbortController();
		fake.world.lab.runBeside = async () => {
			abort.abort(new Error('interrupted'));
			return '';
		};
		const faults = watchedFaults(fake.world, abort.signal);
		expect(await message(faults.inject(0, freeze(host('docker2')), ['docker2'], now))).to.equal('interrupted');
		expect(faults.lastFirst()).to.have.length(1);
		expect(fake.log).to.deep.equal([]);
	});
	it('puts what a boot has swept away in place again, on hosts of either side, and only there', async () => {
		const faults = watchedFaults(fake.world);
		await faults.inject(0, linkDown(host('docker3')), ['docker3'], now);
		await faults.inject(1, partition(host('docker2'), { from: host('docker1') }), ['docker2'], now);
		await faults.inject(2, freeze(host('docker1')), ['docker1'], now);
		const afterBoot = async (name: string) => {
			fake.log.length = 0;
			await faults.afterBoot(name);
			return fake.log;
		};
		expect(await afterBoot('docker3')).to.deep.equal(['act: v1a2b3c-docker3 down']);
		expect(await afterBoot('docker2')).to.deep.equal(['act: script']);
		expect(await afterBoot('docker1')).to.deep.equal(['act: script']);
		expect(await afterBoot('client')).to.deep.equal([]);
	});

	describe('does not wait for ever', () => {
		const never = new Promise<never>(() => {});
		/** Lets all run that waits for nothing. */
		const settled = async () => {
			for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
		};
		beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
		afterEach(() => mock.timers.reset());
		const outcomeAfter = async (ms: number, work: Promise<unknown>) => {
			let outcome = 'it waits';
			void message(work).then((text) => {
				outcome = text;
			});
			await settled();
			mock.timers.tick(ms - 1);
			await settled();
			expect(outcome).to.equal('it waits');
			mock.timers.tick(1);
			await settled();
			return outcome;
		};

		it('for a preparation', async () => {
			fake.world.lab.pidOf = () => never;
			const injecting = watchedFaults(fake.world).inject(0, freeze(host('docker2')), ['docker2'], now);
			expect(await outcomeAfter(30_000, injecting)).to.equal('the preparation of freeze on docker2 took longer than 30.00 s');
		});
		it('for an injection, whose fault is then among those to undo', async () => {
			fake.gate = never;
			const faults = watchedFaults(fake.world);
			const injecting = faults.inject(0, freeze(host('docker2')), ['docker2', 'docker3'], now);
			expect(await outcomeAfter(90_000, injecting)).to.equal('freeze on docker2, docker3 took longer than 1 min 30 s');
			const [record] = faults.lastFirst();
			fake.gate = Promise.resolve();
			// The injection may still come, so the undoing waits for it as long again.
			const undoing = record && faults.undo(record).then(() => 'undone');
			expect(await outcomeAfter(90_000, undoing ?? never)).to.equal('undone');
			expect(fake.log).to.include('act: thaw');
		});
		it('for an undoing, whose fault stays noted', async () => {
			const faults = watchedFaults(fake.world);
			const { record } = await faults.inject(0, freeze(host('docker2')), ['docker2', 'docker3'], now);
			fake.gate = never;
			const undoing = faults.undo(record);
			expect(await outcomeAfter(180_000, undoing)).to.equal(
				'the undoing of freeze on docker2, docker3 took longer than 3 min 00 s',
			);
			expect(fake.log.at(-1)).to.equal('act: thaw');
		});
	});
});
