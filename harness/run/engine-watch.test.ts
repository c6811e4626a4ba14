import { expect } from 'chai';
import { until } from '../base/until.ts';
import { EngineWatch } from './engine-watch.ts';

const TIMING = { everyMs: 5, answerWithinMs: 20, lostAfterMs: 40 };
const refuse = () => Promise.reject(new Error('connect ECONNREFUSED'));
const never = () => new Promise<never>(() => {});

describe('EngineWatch', () => {
	it('leaves an engine alone that answers', async () => {
		let asked = 0;
		using watch = new EngineWatch('a', async () => ++asked, TIMING).start();
		await until('it was asked ten times', async () => asked >= 10 || undefined, { timeoutMs: 5000, intervalMs: 5 });
		expect([watch.lost, watch.breaks, await watch.verdict()]).to.deep.equal([null, 0, null]);
	});
	it('gives one up that refuses for long enough, says why, and pulls its signal', async () => {
		using watch = new EngineWatch('far', refuse, TIMING).start();
		const lost = await watch.verdict();
		expect(lost).to.include({ code: 'ENGINE_UNAVAILABLE' });
		expect(lost?.message).to.match(/^engine far is lost: it has not answered for 0 s \(connect ECONNREFUSED\)$/);
		expect(watch.signal.reason).to.equal(lost);
	});
	it('gives one up that says nothing at all', async () => {
		using watch = new EngineWatch('far', never, TIMING);
		expect((await watch.verdict())?.message).to.include('it did not answer within 20 ms');
	});
	it('does not give one up for a single miss, however long nobody has asked', async () => {
		let answers = false;
		using watch = new EngineWatch('far', () => (answers ? Promise.resolve() : refuse()), { ...TIMING, lostAfterMs: 0 });
		expect([await watch.answersNow(), await watch.answersNow(), watch.lost]).to.deep.equal([false, false, null]);
		answers = true;
		expect([await watch.verdict(), watch.breaks]).to.deep.equal([null, 2]);
		answers = false;
		await watch.answersNow();
		expect(watch.lost, 'an answer in between begins anew').to.equal(null);
	});
	it('counts connections that break, and not answers that come late', async () => {
		let ping: () => Promise<unknown> = never;
		using watch = new EngineWatch('far', () => ping(), { ...TIMING, lostAfterMs: 60_000 });
		await watch.answersNow();
		expect(watch.breaks).to.equal(0);
		ping = refuse;
		await watch.answersNow();
		expect(watch.breaks).to.equal(1);
	});
	it('asks no more once it is let go of', async () => {
		let asked = 0;
		const watch = new EngineWatch('a', async () => ++asked, TIMING).start();
		watch[Symbol.dispose]();
		await new Promise((resolve) => setTimeout(resolve, 40));
		expect(asked).to.equal(1);
	});
});
