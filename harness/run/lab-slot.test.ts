import { expect } from 'chai';
import { VipdrillError } from '../base/errors.ts';
import { LabSlot, removeAll } from './lab-slot.ts';

class FakeLab {
	removed = false;
	constructor(readonly number: number) {}
	async [Symbol.asyncDispose](): Promise<void> {
		this.removed = true;
	}
}

/** Starts labs 1, 2, 3 …; those whose numbers are named do not come up. */
function maker(broken: number[] = []) {
	const labs: FakeLab[] = [];
	const start = async () => {
		const lab = new FakeLab(labs.length + 1);
		labs.push(lab);
		if (broken.includes(lab.number)) throw new Error(`lab ${lab.number} did not come up`);
		return lab;
	};
	return { labs, start };
}
const calm = new AbortController().signal;
const failure = async (work: Promise<unknown>) =>
	work.then(
		() => undefined,
		(error: unknown) => error,
	);

describe('LabSlot', () => {
	it('keeps one lab as long as nobody gives it up', async () => {
		const { labs, start } = maker();
		const slot = await LabSlot.open(start, calm, 2);
		expect(await slot.acquire()).to.equal(await slot.acquire());
		expect(labs).to.have.length(1);
		expect(slot.rebuilds).to.equal(0);
	});
	it('removes a lab that was given up, and brings a fresh one up only when it is asked for', async () => {
		const { labs, start } = maker();
		const slot = await LabSlot.open(start, calm, 2);
		slot.markUsed();
		expect(slot.fresh).to.equal(false);
		await slot.discard();
		expect(labs.map(({ removed }) => removed)).to.deep.equal([true]);
		expect((await slot.acquire()).number).to.equal(2);
		expect(slot).to.include({ fresh: true, rebuilds: 1 });
	});
	it('does not try again a cluster that never came up', async () => {
		const { labs, start } = maker([1]);
		expect(await failure(LabSlot.open(start, calm, 2))).to.have.property('message', 'lab 1 did not come up');
		expect(labs).to.have.length(1);
	});
	it('tries a rebuild again, and counts each try', async () => {
		const { start } = maker([2]);
		const slot = await LabSlot.open(start, calm, 2);
		await slot.discard();
		expect((await slot.acquire()).number).to.equal(3);
		expect(slot.rebuilds).to.equal(2);
	});
	it('stops after the last rebuild, naming why the last one failed', async () => {
		const { start } = maker([2, 3]);
		const slot = await LabSlot.open(start, calm, 2);
		await slot.discard();
		const error = await failure(slot.acquire());
		expect(error).to.be.instanceOf(VipdrillError);
		expect(error).to.deep.include({
			code: 'LAB_FAILED',
			message: 'the lab was rebuilt 2 times; what is left was not run; the last time: lab 3 did not come up',
		});
	});
	it('goes on where a lab that was given up could not be removed, says so, and tries it again at the end', async () => {
		const { labs, start } = maker();
		const said: string[] = [];
		const slot = await LabSlot.open(start, calm, 2, (text) => said.push(text));
		let tries = 0;
		const busy = async () => {
			tries += 1;
			if (tries === 1) throw new Error('lab 1: still in use');
		};
		Object.assign(labs[0] ?? {}, { [Symbol.asyncDispose]: busy });
		await slot.discard();
		expect(said).to.deep.equal(['lab 1: still in use; it is tried again at the end']);
		expect((await slot.acquire()).number).to.equal(2);
		await slot[Symbol.asyncDispose]();
		expect(tries).to.equal(2);
		expect(labs[1]?.removed).to.equal(true);
	});
	it('names every lab that could not be removed, and removes the others', async () => {
		const stuck = (name: string) => ({ [Symbol.asyncDispose]: () => Promise.reject(new Error(`${name}: busy`)) });
		const good = new FakeLab(3);
		const error = await failure(removeAll([stuck('lab a'), good, stuck('lab b')]));
		expect(error).to.deep.include({ code: 'CLEANUP_FAILED', message: 'lab a: busy; lab b: busy', exitCode: 4 });
		expect(good.removed).to.equal(true);
	});
	it('does not rebuild once the run was interrupted', async () => {
		const { labs, start } = maker();
		const abort = new AbortController();
		const slot = await LabSlot.open(start, abort.signal, 2);
		await slot.discard();
		abort.abort(new VipdrillError('INTERRUPTED', 'interrupted'));
		expect(await failure(slot.acquire())).to.have.property('code', 'INTERRUPTED');
		expect(labs).to.have.length(1);
	});
	it('removes the lab when it is disposed of', async () => {
		const { labs, start } = maker();
		await (await LabSlot.open(start, calm, 2))[Symbol.asyncDispose]();
		expect(labs[0]?.removed).to.equal(true);
	});
});
