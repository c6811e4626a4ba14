import { expect } from 'chai';
import type { Backend } from '../backend.ts';
import type { Machine } from '../machine.ts';
import type { SimTask } from '../swarm/tasks.ts';
import type { World } from '../world.ts';
import type { Answerer } from './answerer.ts';
import type { ArpCache } from './arp-cache.ts';
import { type Attempt, Path } from './path.ts';

describe('a customer’s path, simulated', () => {
	const machine = (number: number, holds: boolean) => ({ number, holds: () => holds }) as unknown as Machine;
	const task = { containerUp: true } as SimTask;
	const openOn = (owner: Machine): Attempt => ({ outcome: 'ok', machine: owner, task, waitUs: 0 });
	function pathTo(taken: Answerer, passes = true, fate: 'ok' | 'held' | 'lost' = 'ok') {
		const world = { model: { spec: { vip: '10.0.0.200' } }, lan: { passesBoth: () => passes } } as unknown as World;
		const swarm = { fateAt: () => fate, route: () => task } as unknown as Backend;
		return new Path(world, swarm, { lookup: () => taken } as unknown as ArpCache, 9, true);
	}

	it('keeps an open connection to a host that has lost the VIP, while nothing new gets through to it', () => {
		const former = machine(1, false);
		expect(pathTo(former).send(openOn(former))).to.equal('ok');
		expect(pathTo(former).connect().outcome).to.equal('lost');
	});
	it('is reset by a new owner, which knows nothing of the connection', () => {
		expect(pathTo(machine(2, true)).send(openOn(machine(1, false)))).to.equal('reset');
	});
	it('gets no answer of a host that neither has the VIP nor knows the connection', () => {
		expect(pathTo(machine(2, false)).send(openOn(machine(1, false)))).to.equal('lost');
	});
	it('is held by a frozen task, over an open connection and a new one', () => {
		const owner = machine(1, true);
		expect(pathTo(owner, true, 'held').send(openOn(owner))).to.equal('held');
		expect(pathTo(owner, true, 'held').connect()).to.deep.equal({ outcome: 'held', machine: owner, task, waitUs: 0 });
	});
	it('needs a way there', () => {
		const former = machine(1, false);
		expect(pathTo(former, false).send(openOn(former))).to.equal('lost');
	});
	it('is refused and reset by a stranger who has the VIP, for nothing listens there', () => {
		const stranger = { number: 8, mac: '', name: null, holds: () => true };
		expect(pathTo(stranger).connect()).to.deep.equal({ outcome: 'refused', machine: null, task: null, waitUs: 0 });
		expect(pathTo(stranger).send(openOn(machine(1, true)))).to.equal('reset');
		expect(pathTo(stranger, false).connect().outcome).to.equal('lost');
	});
});
