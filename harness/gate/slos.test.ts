import { expect } from 'chai';
import { measureTrial } from '../measure/measure-trial.ts';
import { KILL_MASTER, killMasterTimeline, prepared } from '../measure/testing.ts';
import type { TrialMeasurements } from '../metrics/measurements.ts';
import { judgeSlo } from './slos.ts';

const measured = measureTrial(prepared(killMasterTimeline()), KILL_MASTER);
const doubted = { trusted: false, reasons: ['the clock jumped'], taintedSamples: 0, stalls: 0, edgeStallMs: 0 };
/** Trials with these takeovers; a string stands for an untrusted one. */
const trials = (...takeovers: (number | null | string)[]): TrialMeasurements[] =>
	takeovers.map((value) => ({
		...measured,
		takeoverMs: value === null ? null : Number(value),
		...(typeof value === 'string' ? { trust: doubted } : {}),
	}));
const judge = (text: string, of: TrialMeasurements[], lost = 0) => {
	const { outcome, got } = judgeSlo(text, of, lost);
	return [outcome, got];
};

describe('judgeSlo', () => {
	for (const [text, outcome, got] of [
		['takeover.p50 < 2001ms', 'pass', 'p50 2.00 s of 4 trials'],
		['takeover.p50 < 2s', 'fail', 'p50 2.00 s of 4 trials'],
		['takeover.p50 <= 2s', 'pass', 'p50 2.00 s of 4 trials'],
		['takeover.p95 < 4s', 'fail', 'p95 4.00 s of 4 trials'],
		['takeover.p99 <= 4s', 'pass', 'p99 4.00 s of 4 trials'],
		['takeover.min > 1s', 'fail', 'min 1.00 s of 4 trials'],
		['takeover.min >= 1s', 'pass', 'min 1.00 s of 4 trials'],
		['takeover.max < 4.1s', 'pass', 'max 4.00 s of 4 trials'],
		['takeover.mean <= 2.5s', 'pass', 'mean 2.50 s of 4 trials'],
		['takeover < 3s', 'fail', 'the worst is 4.00 s of 4 trials'],
		['takeover <= 3s', 'fail', 'the worst is 4.00 s of 4 trials'],
		['takeover >= 2s', 'fail', 'the worst is 1.00 s of 4 trials'],
		['takeover.p50 <= 1999ms', 'fail', 'p50 2.00 s of 4 trials'],
		['takeover.each > 999ms', 'pass', 'the worst is 1.00 s of 4 trials'],
	] as const)
		it(`judges ${text}`, () => expect(judge(text, trials(3000, 1000, 4000, 2000))).to.deep.equal([outcome, got]));
	it('says what was asked in the words of the other results', () => {
		expect(judgeSlo('http.availability.p95>=98%', trials(1), 0)).to.include({
			title: 'http.availability.p95>=98%',
			asked: 'http.availability p95 of all trials at least 98.00 %',
		});
		expect(judgeSlo('takeover < 4s', trials(1), 0).asked).to.equal('takeoverMs of every trial below 4.00 s');
	});
	for (const [what, of, lost, got] of [
		['no trial', [], 0, 'no trials'],
		['no sample', trials(null), 0, 'trial 1: no value'],
		['an untrusted trial', trials(1000, '1000'), 0, 'max 1.00 s of 1 trial; trial 2: not trusted: the clock jumped'],
		['a trial without a value', trials(1000, null), 0, 'max 1.00 s of 1 trial; trial 2: no value'],
		['a lost trial', trials(1000), 1, 'max 1.00 s of 1 trial; 1 trial ended with an error'],
		['lost trials only', [], 2, '2 trials ended with an error'],
	] as const)
		it(`is inconclusive, never met, with ${what}`, () =>
			expect(judge('takeover.max < 4s', [...of], lost)).to.deep.equal(['inconclusive', got]));
	for (const [text, outcome] of [
		['takeover.max < 4s', 'fail'],
		['takeover < 4s', 'fail'],
		['takeover.min > 6s', 'fail'],
		// The missing value could still bring these back.
		['takeover.p50 < 4s', 'inconclusive'],
		['takeover.mean < 4s', 'inconclusive'],
		['takeover.min < 4s', 'inconclusive'],
		['takeover.max > 6s', 'inconclusive'],
	] as const)
		it(`calls ${text} ${outcome} where one trusted value is on the wrong side and one is missing`, () =>
			expect(judge(text, trials(5000, null))[0]).to.equal(outcome));
	it('has no mean of nothing', () =>
		expect(judge('takeover.mean < 4s', trials(null))).to.deep.equal(['inconclusive', 'trial 1: no value']));
	it('does not let an untrusted value fail it', () =>
		expect(judge('takeover < 4s', trials('5000', 1000))[0]).to.equal('inconclusive'));
	it('takes every survivor, and none where one never got rid of the dead back end', () => {
		const mesh = (backendRemovedMs: Record<string, number | null>) => [
			{ ...measured, mesh: { ...(measured.mesh as NonNullable<TrialMeasurements['mesh']>), backendRemovedMs } },
		];
		expect(judge('mesh.backendRemoved.max < 6s', mesh({ docker2: 5000, docker3: 6500 }))[0]).to.equal('fail');
		expect(judge('mesh.backendRemoved.max < 6s', mesh({ docker2: 5000, docker3: null }))[0]).to.equal('inconclusive');
	});
	it('cannot decide what it cannot read', () => {
		expect(judgeSlo('takover < 4s', trials(1000), 0)).to.deep.equal({
			title: 'takover < 4s',
			asked: 'takover < 4s',
			got: 'objective "takover < 4s", column 1: there is no metric takover. Did you mean takeover.',
			outcome: 'inconclusive',
		});
	});
});
