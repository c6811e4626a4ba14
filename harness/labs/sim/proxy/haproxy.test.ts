import { expect } from 'chai';
import { Detour } from '../backend.ts';
import { Kernel } from '../kernel.ts';
import type { SimTask } from '../swarm/tasks.ts';
import { Haproxy, type Reached } from './haproxy.ts';
import type { ProxyModel } from './proxy-model.ts';

const server = (host: number) => ({
	...{ name: `s${host}`, address: `10.0.0.1${host}`, port: 8080, host },
	...{ isChecked: true, interUs: 200_000, rise: 2, fall: 2 },
});
const MODEL: ProxyModel = {
	...{ servers: [server(0), server(1), server(2)], connectUs: 200_000, checkUs: 200_000, retries: 3 },
	...{ redispatches: true, closes: true, monitorUri: null, unread: [] },
};

/** A proxy before three servers, whose answers a test changes. */
function proxy(change: Partial<ProxyModel> = {}) {
	const kernel = new Kernel();
	const tasks = [0, 1, 2].map((node) => ({ id: `t${node}`, node }) as SimTask);
	const answers: Reached['answer'][] = ['ok', 'ok', 'ok'];
	const self = { frozen: false };
	const haproxy = new Haproxy(
		{ ...MODEL, ...change },
		{
			kernel,
			reach: ({ host }) => ({ answer: answers[host] ?? 'lost', task: tasks[host] ?? null }),
			isFrozen: () => self.frozen,
		},
	);
	haproxy.settle(() => 0);
	const run = (ms: number) => kernel.run(kernel.nowUs + ms * 1000);
	/** The task's node, and how long it took, ms; null for an error of the proxy's own. */
	const ask = (): [number | null, number] => {
		const got = haproxy.connect();
		return got instanceof Detour ? [got.task?.node ?? null, got.waitUs / 1000] : [got.node, 0];
	};
	return { haproxy, answers, self, run, ask, up: () => [0, 1, 2].map((i) => haproxy.isUp(i)) };
}

describe('a HAProxy, simulated', () => {
	it('goes round its servers', () => {
		const { ask } = proxy();
		expect([ask(), ask(), ask(), ask()]).to.deep.equal([
			[0, 0],
			[1, 0],
			[2, 0],
			[0, 0],
		]);
	});
	it('gives a dead host up after the connect time-out, and asks the next one', () => {
		const { answers, ask } = proxy();
		answers[1] = 'lost';
		expect([ask(), ask(), ask(), ask()]).to.deep.equal([
			[0, 0],
			[2, 200],
			[0, 0],
			[2, 200],
		]);
	});
	it('asks another server at once where one refuses', () => {
		const { answers, ask } = proxy();
		answers[0] = 'refused';
		expect(ask()).to.deep.equal([1, 0]);
	});
	it('waits before it asks the same one again, where there is no other or it may not', () => {
		const { answers, ask } = proxy({ redispatches: false });
		answers[0] = 'refused';
		// Three retries, each after min(1 s, timeout connect).
		expect(ask()).to.deep.equal([null, 600]);
		const alone = proxy({ servers: [server(0)], connectUs: 3_000_000, retries: 2 });
		alone.answers[0] = 'refused';
		expect(alone.ask()).to.deep.equal([null, 2000]);
		alone.answers[0] = 'lost';
		expect(alone.ask()).to.deep.equal([null, 9000]);
	});
	it('tries so often and no more', () => {
		const { answers, ask } = proxy({ retries: 1 });
		answers[0] = 'lost';
		answers[1] = 'lost';
		expect(ask()).to.deep.equal([null, 400]);
	});
	it('leaves a dead server out after two checks of 200 ms, 200 ms apart; asks it again after two good ones', () => {
		const { answers, run, up, ask } = proxy();
		run(1);
		answers[1] = 'lost';
		// The next check begins at 200, fails at 400; the second begins at 600, fails at 800.
		run(797);
		expect(up()).to.deep.equal([true, true, true]);
		run(3);
		expect(up()).to.deep.equal([true, false, true]);
		expect([ask(), ask(), ask()]).to.deep.equal([
			[0, 0],
			[2, 0],
			[0, 0],
		]);
		answers[1] = 'ok';
		// At 1000 and 1200.
		run(397);
		expect(up()[1]).to.equal(false);
		run(3);
		expect(up()[1]).to.equal(true);
	});
	it('sees a refusal at once, and with no check time-out of its own gives a dead one the whole interval', () => {
		const { answers, run, up } = proxy({ checkUs: null, connectUs: 50_000 });
		run(1);
		answers[0] = 'refused';
		answers[1] = 'lost';
		run(402);
		expect(up()).to.deep.equal([false, true, true]);
		run(400);
		expect(up()).to.deep.equal([false, false, true]);
	});
	it('has nobody to ask once all are down, and says so at once', () => {
		const { answers, run, ask } = proxy();
		answers.fill('refused');
		run(1000);
		expect(ask()).to.deep.equal([null, 0]);
	});
	it('hands a request to a frozen host’s kernel, and notices it by the checks', () => {
		const { answers, run, ask, up } = proxy();
		run(1);
		answers[0] = 'held';
		expect(ask()).to.deep.equal([0, 0]);
		run(802);
		expect(up()).to.deep.equal([false, true, true]);
	});
	it('starts with all of them up, and one failed check is enough then', () => {
		const { haproxy, answers, run, up } = proxy();
		answers.fill('refused');
		run(1000);
		haproxy.stop();
		haproxy.start();
		expect(up()).to.deep.equal([true, true, true]);
		run(1);
		expect(up()).to.deep.equal([false, true, true]);
		run(140);
		expect(up()).to.deep.equal([false, false, false]);
	});
	it('checks nothing while it is stopped or frozen', () => {
		const { haproxy, answers, self, run, up } = proxy();
		answers.fill('refused');
		self.frozen = true;
		run(2000);
		expect(up()).to.deep.equal([true, true, true]);
		self.frozen = false;
		haproxy.stop();
		run(2000);
		expect(up()).to.deep.equal([true, true, true]);
	});
	it('takes a server that is not checked for up for ever', () => {
		const { haproxy, answers, run } = proxy({ servers: [{ ...server(0), isChecked: false }] });
		answers[0] = 'lost';
		run(5000);
		expect(haproxy.isUp(0)).to.equal(true);
	});
});
