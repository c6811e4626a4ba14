import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { VipdrillError } from '../base/errors.ts';
import { runWithin } from './run-within.ts';

const calm = new AbortController().signal;
const failure = (work: Promise<unknown>) =>
	work.then(
		() => undefined,
		(error: unknown) => error,
	);

describe('runWithin', () => {
	it('gives what the work gives', async () => expect(await runWithin(1000, calm, async () => 7)).to.equal(7));
	it('passes on why the work failed', async () => {
		const work = async () => {
			throw new VipdrillError('FAULT_FAILED', 'no');
		};
		expect(await failure(runWithin(1000, calm, work))).to.have.property('code', 'FAULT_FAILED');
	});
	it('tells work that takes too long to stop, and waits for it', async () => {
		let cleanedUp = false;
		const work = async (signal: AbortSignal) => {
			await sleep(5000, undefined, { signal }).catch(() => {});
			cleanedUp = true;
			throw new Error('aborted');
		};
		expect(await failure(runWithin(10, calm, work))).to.include({ code: 'LAB_FAILED', message: 'it did not end within 10 ms' });
		expect(cleanedUp).to.equal(true);
	});
	it('leaves work that does not even stop', async () => {
		const never = () => new Promise(() => {});
		expect(await failure(runWithin(10, calm, never, 10))).to.have.property('code', 'LAB_FAILED');
	});
	it('pulls the work’s signal with its own', async () => {
		const abort = new AbortController();
		const work = (signal: AbortSignal) => sleep(5000, undefined, { signal });
		const running = failure(runWithin(10_000, abort.signal, work));
		abort.abort(new VipdrillError('INTERRUPTED', 'interrupted'));
		expect(await running).to.have.property('name', 'AbortError');
	});
});
