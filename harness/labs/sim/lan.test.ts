import { assert } from 'chai';
import { Kernel } from './kernel.ts';
import { type Disturbance, Lan, type Port } from './lan.ts';
import { Random } from './random.ts';
import { EXACT } from './testing.ts';

/** A segment of three machines; the test sets their links, the segment's own loss, and what faults do. */
function segment({ lanLoss = 0 } = {}) {
	const up = [true, true, true];
	const ports = up.map((_, number): Port => ({ linkUp: () => up[number] ?? false, hear: () => {} }));
	return { up, lan: new Lan(new Kernel(), new Random('lan'), { ...EXACT, lanLoss }, ports) };
}

const cut = (from: number, to: number): Disturbance => ({
	...{ from, to, traffic: ['web'], loss: 1, delayUs: 0, jitterUs: 0, duplicate: 0, reorder: 0 },
});

describe('the segment', () => {
	it('lets packets through both ways where both have a link, and to nobody who is not there', () => {
		const { lan, up } = segment();
		assert.isTrue(lan.passesBoth(0, 1, 'web'));
		assert.isFalse(lan.passesBoth(0, 7, 'web'));
		for (const number of [0, 1]) {
			up[number] = false;
			assert.isFalse(lan.passesBoth(0, 1, 'web'));
			up[number] = true;
		}
	});
	it('loses what it loses by itself, also where no fault is in the way', () => {
		assert.isTrue(segment({ lanLoss: 1 }).lan.isUndisturbed);
		assert.isFalse(segment({ lanLoss: 1 }).lan.passesBoth(0, 1, 'web'));
	});
	it('passes both ways only where neither way is cut for that traffic', () => {
		const { lan } = segment();
		const there = cut(1, 0);
		lan.disturb(there);
		assert.isFalse(lan.isUndisturbed);
		assert.isFalse(lan.passesBoth(0, 1, 'web'));
		assert.isTrue(lan.passesBoth(0, 1, 'arp'));
		assert.isTrue(lan.passesBoth(0, 2, 'web'));
		lan.calm(there);
		assert.isTrue(lan.passesBoth(0, 1, 'web'));
	});
});
