import { expect } from 'chai';
import { until } from './until.ts';

const failure = (work: Promise<unknown>) =>
	work.then(
		() => '',
		(error: Error) => error.message,
	);

describe('until', () => {
	it('looks until there is something to see', async () => {
		let looks = 0;
		const look = async () => (++looks === 3 ? 'seen' : undefined);
		expect(await until('it is there', look, { timeoutMs: 1000, intervalMs: 1 })).to.equal('seen');
	});
	it('gives up with the last state, or the last error', async () => {
		const options = { timeoutMs: 20, intervalMs: 5 };
		expect(
			await failure(
				until(
					'it is there',
					async () => undefined,
					options,
					() => 'it is away',
				),
			),
		).to.equal('waited 20 ms until it is there; it is away');
		const broken = async () => {
			throw new Error('refused');
		};
		expect(await failure(until('it is there', broken, options))).to.equal(
			'waited 20 ms until it is there; the last look failed: refused',
		);
	});
	it('does not wait for ever for one look', async () => {
		const never = () => new Promise<undefined>(() => {});
		expect(await failure(until('it is there', never, { timeoutMs: 20, intervalMs: 5 }))).to.match(
			/^waited 20 ms until it is there; the last look failed: no answer within/,
		);
	});
	it('looks again where one look does not end', async () => {
		let looks = 0;
		const look = () => (++looks === 2 ? Promise.resolve('seen') : new Promise<undefined>(() => {}));
		expect(await until('it is there', look, { timeoutMs: 1000, intervalMs: 1, lookWithinMs: 10 })).to.equal('seen');
	});
	it('gives the last look a moment of its own, when all the time is over', async () => {
		let looks = 0;
		const slow = () => new Promise<string>((resolve) => setTimeout(() => resolve('seen'), 15));
		const look = async () => (++looks === 1 ? undefined : slow());
		expect(await until('it is there', look, { timeoutMs: 40, intervalMs: 60 })).to.equal('seen');
	});
	it('ends at once when the signal is pulled in the midst of a look', async () => {
		const abort = new AbortController();
		const never = () => new Promise<undefined>(() => {});
		const waiting = failure(until('it is there', never, { timeoutMs: 5000, signal: abort.signal }));
		abort.abort(new Error('interrupted'));
		expect(await waiting).to.match(/aborted/);
	});
});
