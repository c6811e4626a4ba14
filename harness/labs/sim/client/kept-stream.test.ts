import { expect } from 'chai';
import type { SampleStream } from '../../../timeline/sample-stream.ts';
import { Kernel } from '../kernel.ts';
import type { World } from '../world.ts';
import { KeptStream } from './kept-stream.ts';
import type { Path } from './path.ts';
import { Requests } from './requests.ts';

/** Ten requests a second, each given up after a second; what is sent before `goodFromUs` gets lost. `late`: 0 to 1 of the client's lateness. */
function play(goodFromUs: number, late: number): { seq: number; outcome: string }[] {
	const kernel = new Kernel();
	const done: { seq: number; outcome: string }[] = [];
	const betweenUs = (from: number, to: number) => from + late * (to - from);
	const world = { kernel, random: { split: () => ({ betweenUs }) } } as unknown as World;
	const outcome = () => (kernel.nowUs >= goodFromUs ? 'ok' : 'lost');
	const path = {
		connect: () => ({ outcome: outcome(), machine: null, task: null, waitUs: 0 }),
		turn: (open: unknown) => open,
		send: outcome,
		answerUs: () => 1000,
		arp: { confirm: () => {} },
	} as unknown as Path;
	const into = {
		answered: (seq: number) => done.push({ seq, outcome: 'ok' }),
		failed: (seq: number, outcome: string) => done.push({ seq, outcome }),
	} as unknown as SampleStream;
	const stream = new KeptStream(world, path, new Requests([], into, { ratePerSecond: 10, timeoutUs: 1_000_000, startUs: 0 }));
	kernel.run(2_500_000);
	stream.stop();
	return done;
}
const firstGood = (all: { seq: number; outcome: string }[]) => all.find(({ outcome }) => outcome === 'ok')?.seq;

describe('the kept connection, simulated', () => {
	it('takes the request that is due as it is given up along, where the client is late by more than that one', () => {
		// Requests 0 to 10 are given up together; the next connection begins with request 11.
		expect(firstGood(play(1_050_000, 1))).to.equal(11);
	});
	it('sends that request over a new connection where the client is early', () => {
		// Request 10 begins a connection of its own, which is lost; its second SYN, a second later, is too late.
		expect(firstGood(play(1_050_000, 0))).to.equal(20);
		expect(firstGood(play(990_000, 0))).to.equal(10);
	});
});
