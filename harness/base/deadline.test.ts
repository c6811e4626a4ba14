import { expect } from 'chai';
import { heard, withDeadline } from './deadline.ts';

const never = () => new Promise<string>(() => {});
const message = (work: Promise<unknown>) => work.then(String, (error: Error) => error.message);

describe('withDeadline', () => {
	it('gives what the work gives', async () => {
		expect(await withDeadline(Promise.resolve('done'), 1000, () => new Error('late'))).to.equal('done');
		expect(await message(withDeadline(Promise.reject(new Error('broken')), 1000, () => new Error('late')))).to.equal('broken');
	});
	it('gives up once the time is over', async () => {
		expect(await message(withDeadline(never(), 5, () => new Error('late')))).to.equal('late');
	});
	it('hears the signal before the time is over', async () => {
		const abort = new AbortController();
		const waiting = message(withDeadline(never(), 60_000, () => new Error('late'), abort.signal));
		abort.abort(new Error('interrupted'));
		expect(await waiting).to.equal('interrupted');
	});
});

describe('heard', () => {
	it('does not wait for work once the signal was pulled', async () => {
		expect(await message(heard(never(), AbortSignal.abort(new Error('interrupted'))))).to.equal('interrupted');
	});
	it('leaves no listener behind, however often one signal is listened to', async () => {
		const { signal } = new AbortController();
		let listeners = 0;
		const { addEventListener: add, removeEventListener: remove } = signal;
		signal.addEventListener = ((...args: Parameters<typeof add>) => {
			listeners += 1;
			add.apply(signal, args);
		}) as typeof add;
		signal.removeEventListener = ((...args: Parameters<typeof remove>) => {
			listeners -= 1;
			remove.apply(signal, args);
		}) as typeof remove;
		for (let i = 0; i < 5; i += 1) await heard(Promise.resolve(), signal);
		expect(listeners).to.equal(0);
	});
	it('needs no signal', async () => {
		expect(await heard(Promise.resolve('done'), undefined)).to.equal('done');
	});
});
