import { expect } from 'chai';
import { freeze, host, nodeDrain, powerLoss } from '../../index.ts';
import type { FaultStep } from '../../scenario/spec.ts';
import { FaultClock } from './fault-clock.ts';

const step = (at: FaultStep['at'], lasts?: FaultStep['lasts']): FaultStep => ({
	at,
	inject: powerLoss(host('docker1')),
	...(lasts ? { lasts } : {}),
});

/** Plays a clock on which each act takes no time, and says what was done when. */
function play(clock: FaultClock<number>, fires: (atMs: number) => number = (atMs) => atMs): string[] {
	const done: string[] = [];
	for (let due = clock.next(); due; due = clock.next()) {
		const what = due.do === 'inject' ? `inject ${due.index}` : due.do === 'undo' ? `undo ${due.fault}` : 'end';
		done.push(`${due.atMs} ${what}`);
		if (due.do === 'inject') clock.lasts(due.step, fires(due.atMs), due.index);
	}
	return done;
}

describe('FaultClock', () => {
	it('injects at the drill’s times, undoes when each has lasted, and ends when it has observed', () => {
		const faults = [step('0s', '4s'), step('1s', '1s')];
		expect(play(new FaultClock({ faults, observe: '3s' }))).to.deep.equal([
			'0 inject 0',
			'1000 inject 1',
			'2000 undo 1',
			'3000 end',
			'4000 undo 0',
		]);
	});
	it('counts how long a fault lasts from the moment it was injected, not from when that was asked for', () => {
		expect(play(new FaultClock({ faults: [step('1s', '2s')] }), (atMs) => atMs + 250)).to.deep.equal([
			'1000 inject 0',
			'3250 undo 0',
		]);
	});
	it('leaves a fault without an end to whoever undoes all', () => {
		expect(play(new FaultClock({ faults: [step('1s')] }))).to.deep.equal(['1000 inject 0']);
	});
	it('keeps the drill’s order at one moment, and what came later last', () => {
		const faults = [
			step('2s'),
			{ ...step('1s', '1s'), inject: freeze(host('docker2')) },
			{ ...step('2s'), inject: nodeDrain(host('docker3')) },
		];
		expect(play(new FaultClock({ faults, observe: '2s' }))).to.deep.equal([
			'1000 inject 1',
			'2000 inject 0',
			'2000 inject 2',
			'2000 end',
			'2000 undo 1',
		]);
	});
	it('of a drill without faults knows the end alone', () => {
		expect(play(new FaultClock({ faults: [], observe: '5s' }))).to.deep.equal(['5000 end']);
	});
});
