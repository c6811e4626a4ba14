import { assert } from 'chai';
import fc from 'fast-check';
import { Kernel } from './kernel.ts';

/** A kernel whose timers write `code@time` into a list. */
function noting() {
	const kernel = new Kernel();
	const notes: string[] = [];
	const actor = { fire: (code: number) => void notes.push(`${code}@${kernel.nowUs}`) };
	return { kernel, notes, timer: (code: number) => kernel.timer(actor, code) };
}

describe('the kernel', () => {
	it('lets timers go off in the order of time, and of setting where the time is the same', () => {
		const { kernel, notes, timer } = noting();
		const [one, two, three, four] = [timer(1), timer(2), timer(3), timer(4)];
		kernel.set(four, 7);
		kernel.set(three, 5);
		kernel.set(one, 5);
		kernel.set(two, 5);
		kernel.run(10);
		assert.deepEqual(notes, ['3@5', '1@5', '2@5', '4@7']);
		assert.equal(kernel.nowUs, 10);
	});

	it('counts a timer that is set anew as set last', () => {
		const { kernel, notes, timer } = noting();
		const [one, two] = [timer(1), timer(2)];
		kernel.set(one, 5);
		kernel.set(two, 5);
		kernel.set(one, 5);
		kernel.run(5);
		assert.deepEqual(notes, ['2@5', '1@5']);
	});

	it('forgets a cancelled timer, and lets none go off that is due later than asked for', () => {
		const { kernel, notes, timer } = noting();
		const [one, two, three] = [timer(1), timer(2), timer(3)];
		kernel.set(one, 1);
		kernel.set(two, 2);
		kernel.set(three, 3);
		kernel.cancel(two);
		kernel.cancel(two);
		kernel.run(2);
		assert.deepEqual(notes, ['1@1']);
		assert.deepEqual([kernel.isSet(one), kernel.isSet(two), kernel.isSet(three)], [false, false, true]);
		assert.equal(kernel.dueUs(three), 3);
	});

	it('takes no timer’s place for one that is set between two runs', () => {
		const { kernel, notes, timer } = noting();
		const [one, two, three] = [timer(1), timer(2), timer(3)];
		kernel.set(one, 1);
		kernel.set(two, 5);
		kernel.run(2);
		kernel.set(three, 7);
		kernel.run(10);
		assert.deepEqual(notes, ['1@1', '2@5', '3@7']);
	});

	it('refuses the past, fractions and what is no number', () => {
		const { kernel, timer } = noting();
		const one = timer(1);
		kernel.run(10);
		for (const atUs of [9, 10.5, Number.NaN]) assert.throws(() => kernel.set(one, atUs), RangeError);
	});

	it('does as a sorted list does, whatever is set, set anew and cancelled', () => {
		const step = fc.record({ timer: fc.nat(199), atUs: fc.nat(50), cancel: fc.nat(4).map((n) => n === 0) });
		fc.assert(
			fc.property(fc.array(step, { minLength: 300, maxLength: 600, size: 'max' }), (steps) => {
				const { kernel, notes, timer } = noting();
				const timers = Array.from({ length: 200 }, (_, code) => timer(code));
				let list: { code: number; atUs: number }[] = [];
				for (const { timer: code, atUs, cancel } of steps) {
					list = list.filter((entry) => entry.code !== code);
					if (cancel) kernel.cancel(timers[code] ?? -1);
					else {
						kernel.set(timers[code] ?? -1, atUs);
						list.push({ code, atUs });
					}
				}
				kernel.run(50);
				const expected = list.sort((a, b) => a.atUs - b.atUs).map(({ code, atUs }) => `${code}@${atUs}`);
				assert.deepEqual(notes, expected);
			}),
		);
	});

	it('does as a sorted list does, whatever a timer that goes off sets, sets anew and cancels', () => {
		const deed = fc.record({ timer: fc.nat(19), inUs: fc.nat(6), cancel: fc.nat(3).map((n) => n === 0) });
		fc.assert(
			fc.property(fc.array(fc.array(deed, { maxLength: 3 }), { minLength: 40, maxLength: 80 }), (deeds) => {
				const kernel = new Kernel();
				const [notes, expected]: [string[], string[]] = [[], []];
				let list: { timer: number; atUs: number }[] = [];
				const timers: number[] = [];
				const actor = {
					fire(code: number) {
						notes.push(`${code}@${kernel.nowUs}`);
						const first = list.reduce((best, entry) => (entry.atUs < best.atUs ? entry : best));
						expected.push(`${first.timer}@${first.atUs}`);
						list = list.filter((entry) => entry !== first);
						assert.isFalse(kernel.isSet(timers[code] ?? -1));
						for (const { timer, inUs, cancel } of deeds[notes.length - 1] ?? []) act(timer, inUs, cancel);
					},
				};
				const act = (timer: number, inUs: number, cancel: boolean) => {
					list = list.filter((entry) => entry.timer !== timer);
					if (cancel) kernel.cancel(timers[timer] ?? -1);
					else kernel.set(timers[timer] ?? -1, kernel.nowUs + inUs);
					if (!cancel) list.push({ timer, atUs: kernel.nowUs + inUs });
				};
				const first = kernel.timers(actor, 20);
				for (let code = 0; code < 20; code += 1) timers.push(first + code);
				for (const code of [3, 1, 2]) act(code, code, false);
				kernel.run(1000);
				assert.deepEqual(notes, expected);
				assert.isEmpty(list);
			}),
		);
	});
});
