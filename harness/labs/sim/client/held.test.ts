import { expect } from 'chai';
import type { SampleStream } from '../../../timeline/sample-stream.ts';
import { Kernel } from '../kernel.ts';
import type { World } from '../world.ts';
import { FreshStream } from './fresh-stream.ts';
import { KeptStream } from './kept-stream.ts';
import type { Path } from './path.ts';
import { Requests } from './requests.ts';

interface Done {
	seq: number;
	outcome: string;
	doneMs: number;
}

/** Ten requests a second to a task that is frozen from 0.25 s to `thawMs`, each given up after a second. `after`: what becomes of its connections then. */
function play(Stream: typeof FreshStream | typeof KeptStream, thawMs: number, after: 'ok' | 'reset' | 'lost' = 'ok'): Done[] {
	const kernel = new Kernel();
	const done: Done[] = [];
	const world = { kernel, random: { split: () => ({ betweenUs: () => 0 }) } } as unknown as World;
	const isFrozen = () => kernel.nowUs >= 250_000 && kernel.nowUs < thawMs * 1000;
	const path = {
		connect: () => ({ outcome: isFrozen() ? 'held' : 'ok', machine: null, task: null, waitUs: 0 }),
		turn: (open: unknown) => open,
		send: () => (isFrozen() ? 'held' : kernel.nowUs >= thawMs * 1000 ? after : 'ok'),
		answerUs: () => 1000,
		arp: { confirm: () => {} },
	} as unknown as Path;
	const into = {
		answered: (seq: number, _: number, doneUs: number) => done.push({ seq, outcome: 'ok', doneMs: doneUs / 1000 }),
		failed: (seq: number, outcome: string, _: number, doneUs: number) => done.push({ seq, outcome, doneMs: doneUs / 1000 }),
	} as unknown as SampleStream;
	const stream = new Stream(world, path, new Requests([], into, { ratePerSecond: 10, timeoutUs: 1_000_000, startUs: 0 }));
	const thaw = { fire: () => stream.thawed() };
	kernel.set(kernel.timer(thaw, 0), thawMs * 1000);
	kernel.run(2_500_000);
	stream.stop();
	return done.filter(({ seq }) => seq < 15).sort((a, b) => a.seq - b.seq);
}
const failedOf = (all: Done[]) => all.filter(({ outcome }) => outcome !== 'ok').map(({ seq, outcome }) => `${seq} ${outcome}`);

for (const Stream of [FreshStream, KeptStream])
	describe(`what a frozen task is asked, simulated (${Stream.name})`, () => {
		it('is answered when it thaws, for the kernel has taken it', () => {
			const all = play(Stream, 1200);
			expect(failedOf(all)).to.deep.equal([]);
			// Asked at 0.3 s and at 1.1 s, all are answered a millisecond after the thaw.
			expect(all.filter(({ seq }) => seq >= 3 && seq <= 11).map(({ doneMs }) => doneMs)).to.deep.equal(Array(9).fill(1201));
			expect(all.find(({ seq }) => seq === 13)?.doneMs).to.equal(1301);
		});
		it('is given up where its time is over before', () => {
			const all = play(Stream, 1350);
			expect(failedOf(all).slice(0, 1)).to.deep.equal(['3 timeout']);
			expect(all.find(({ seq }) => seq === 14)?.outcome).to.equal('ok');
		});
	});

describe('what a frozen task is asked over a new connection', () => {
	it('is reset where the connection is nobody’s any more', () => {
		expect(failedOf(play(FreshStream, 600, 'reset'))).to.deep.equal(['3 reset', '4 reset', '5 reset']);
	});
	it('is given up where nothing of it gets through any more', () => {
		expect(failedOf(play(FreshStream, 600, 'lost'))).to.deep.equal(['3 timeout', '4 timeout', '5 timeout']);
	});
});
