import { expect } from 'chai';
import type { ClientArp } from '../../../timeline/event.ts';
import type { Machine } from '../machine.ts';
import type { World } from '../world.ts';
import type { Stranger } from './answerer.ts';
import { ArpCache } from './arp-cache.ts';

const SECOND = 1_000_000;

/** A segment of three machines; the test says which of them hold the VIP and are heard, and what time it is. */
function segment({ draw = 0.5 } = {}) {
	const machines = ['docker1', 'docker2', 'docker3'].map(
		(name, number) =>
			({ name, number, mac: `02:00:00:00:00:0${number + 1}`, holds: () => holders.has(name) }) as unknown as Machine,
	);
	const holders = new Set(['docker1']);
	const cut = new Set<string>();
	const kernel = { nowUs: 0 };
	const passes = (number: number) => !cut.has(machines[number]?.name ?? '');
	const world = {
		kernel,
		machines,
		random: { betweenUs: (from: number, to: number) => from + draw * (to - from), below: () => 0 },
		lan: { passes: (from: number) => passes(from), passesBoth: (from: number) => passes(from) },
		model: { spec: { vip: '10.0.0.200' } },
	} as unknown as World;
	const said: ClientArp[] = [];
	const strangers: Stranger[] = [];
	const stranger: Stranger = { number: 8, mac: '00:00:5e:00:53:01', name: null, holds: () => strangers.length > 0 };
	const cache = new ArpCache(
		world,
		9,
		(event) => said.push(event),
		() => [...machines, ...strangers],
	);
	const [first] = machines;
	if (first) cache.begin(first);
	const at = (seconds: number) => {
		kernel.nowUs = seconds * SECOND;
		return cache.lookup()?.name ?? null;
	};
	return { machines, holders, cut, cache, said, at, strangers, stranger };
}

describe('the neighbour entry of a client (Linux, net/core/neighbour.c)', () => {
	it('counts as reachable for half to one and a half times 30 s after it was confirmed', () => {
		// Drawn in the middle: 30 s. Then 5 s of delay and three probes of a second, and the entry is asked for anew.
		const { at, holders } = segment();
		holders.delete('docker1');
		holders.add('docker2');
		expect(at(29.9)).to.equal('docker1');
		expect(at(30.1)).to.equal('docker1');
		expect(at(35)).to.equal('docker1');
		expect(at(38)).to.equal('docker1');
		expect(at(38.2)).to.equal('docker2');
	});
	it('is reachable for 15 s at least and 45 s at most', () => {
		for (const [draw, reachable] of [
			[0, 15],
			[1, 45],
		] as const) {
			const { at, holders } = segment({ draw });
			holders.delete('docker1');
			expect(at(reachable + 0.1), 'its delay begins').to.equal('docker1');
			expect(at(reachable + 7.9)).to.equal('docker1');
			expect(at(reachable + 8.2)).to.equal(null);
		}
	});
	it('keeps whom it names where that one still answers, after 5 s of delay', () => {
		const { at, holders } = segment();
		holders.add('docker2');
		at(30.1);
		expect(at(35.2)).to.equal('docker1');
		// Confirmed then, so the delay begins anew 30 s later.
		holders.delete('docker1');
		expect(at(65.1)).to.equal('docker1');
		expect(at(65.3)).to.equal('docker1');
		expect(at(73.4)).to.equal('docker2');
	});
	it('takes a gratuitous ARP at once, and does not count it as reachable', () => {
		const { at, cache, machines, holders, said } = segment();
		at(1);
		cache.hear(machines[1] as Machine);
		expect(said.at(-1)).to.include({ host: 'docker2', mac: '02:00:00:00:00:02', source: 'monitor' });
		holders.delete('docker1');
		// Nobody holds the VIP: 8 s of delay and probes from its first use on.
		expect(at(1.1)).to.equal('docker2');
		expect(at(9)).to.equal('docker2');
		expect(at(9.2)).to.equal(null);
	});
	it('hears no gratuitous ARP from whom it is cut off, and makes no entry of one', () => {
		const { at, cache, machines, cut, holders, said } = segment();
		cut.add('docker2');
		cache.hear(machines[1] as Machine);
		expect(said).to.have.length(1);
		holders.clear();
		at(30.1);
		expect(at(38.2)).to.equal(null);
		cache.hear(machines[2] as Machine);
		expect(said.at(-1)).to.include({ host: null });
	});
	it('is confirmed by an answer, so that it is not asked for while customers are served', () => {
		const { at, cache, holders } = segment();
		for (let second = 1; second <= 60; second += 1) {
			at(second);
			cache.confirm();
		}
		holders.delete('docker1');
		expect(at(74)).to.equal('docker1');
	});
	it('stays with a stranger who has announced himself, for as long as he answers', () => {
		const { at, cache, holders, strangers, stranger, said, machines } = segment();
		at(1);
		strangers.push(stranger);
		cache.hear(stranger);
		expect(said.at(-1)).to.include({ host: null, mac: '00:00:5e:00:53:01' });
		for (const second of [2, 10, 20, 40]) {
			at(second);
			expect(cache.lookup()).to.equal(stranger);
		}
		// The owner wins the customer back by announcing himself.
		cache.hear(machines[0] as Machine);
		expect(at(41)).to.equal('docker1');
		cache.hear(stranger);
		at(42);
		strangers.pop();
		expect(holders.has('docker1')).to.equal(true);
		expect(at(42.1), 'nobody has noticed yet').to.equal(null);
		expect(cache.lookup()).to.equal(stranger);
		expect(at(51)).to.equal('docker1');
	});
});
