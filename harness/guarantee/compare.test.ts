import { expect } from 'chai';
import { measureTrial } from '../measure/measure-trial.ts';
import { KILL_MASTER, killMasterTimeline, prepared } from '../measure/testing.ts';
import type { TrialMeasurements } from '../metrics/measurements.ts';
import { theory } from './classes/descriptor.ts';
import { disagreements, isTooShort } from './compare.ts';
import { observe } from './observe.ts';
import { atLeast, between } from './range.ts';
import type { Simulation } from './shape.ts';

const BASE = measureTrial(prepared(killMasterTimeline()), KILL_MASTER);
const QUIET = { ...BASE, dualOwner: null, vipAbsentMs: 0, http: { ...BASE.http, outageMs: 0, outages: [] } };
const NOISE = { noiseMs: 100, gapMs: 20 };
const MOVES = theory({
	outcome: 'moves',
	why: '',
	takesOver: ['b'],
	runnersUp: [
		{ host: 'c', behindMs: 90 },
		{ host: 'd', behindMs: 110 },
	],
	takeover: between(1000, 2000),
	outage: between(1000, 2000),
});
const FIGURES = { n: 2, minMs: 1000, medianMs: 1500, maxMs: 2000 };
const simulation = (some: Partial<Simulation>): Simulation => ({
	...{ trials: 2, lastsMs: 10_000, failed: 0, takesOver: { b: 2 }, detection: null, takeover: FIGURES, outage: FIGURES },
	...{ twoOwners: null, problems: { nobody: 0, 'deaf-owner': 0, 'two-owners': 0 }, verdict: 'pass', because: '' },
	...some,
});

describe('simulated trials against theory', () => {
	it('agree within the noise, and outages within three requests more', () => {
		expect(disagreements(MOVES, simulation({}), NOISE)).to.deep.equal([]);
		expect(disagreements(MOVES, simulation({ takeover: { ...FIGURES, minMs: 900, maxMs: 2100 } }), NOISE)).to.deep.equal([]);
		expect(disagreements(MOVES, simulation({ outage: { ...FIGURES, maxMs: 2160 } }), NOISE)).to.deep.equal([]);
	});
	it('differ beyond it, on either side', () => {
		expect(disagreements(MOVES, simulation({ takeover: { ...FIGURES, minMs: 899 } }), NOISE)).to.deep.equal([
			'takeover 899 ms, by theory not below 1.00 s',
		]);
		expect(disagreements(MOVES, simulation({ outage: { ...FIGURES, maxMs: 2161 } }), NOISE)).to.deep.equal([
			'outage 2.16 s, by theory not above 2.00 s',
		]);
	});
	it('may have a runner-up first whose timer is behind by less than the noise, and nobody else', () => {
		expect(disagreements(MOVES, simulation({ takesOver: { b: 1, c: 1 } }), NOISE)).to.deep.equal([]);
		expect(disagreements(MOVES, simulation({ takesOver: { b: 1, d: 1 } }), NOISE)).to.deep.equal([
			'd took over in 1 of 2 trials',
		]);
		expect(disagreements(MOVES, simulation({ takesOver: { b: 1, '-': 1 } }), NOISE)).to.deep.equal([
			'nobody took over in 1 of 2 trials',
		]);
	});
	it('must show a never in every trial, and no other class may look like one', () => {
		const never = theory({ outcome: 'never', problem: 'deaf-owner', why: '', outage: atLeast(0, 'x') });
		const deaf = (count: number) => ({ nobody: 0, 'deaf-owner': count, 'two-owners': 0 });
		const stays = { takesOver: { '-': 2 }, takeover: null };
		expect(disagreements(never, simulation({ ...stays, problems: deaf(2) }), NOISE)).to.deep.equal([]);
		expect(disagreements(never, simulation({ ...stays, problems: deaf(1) }), NOISE)).to.deep.equal([
			'deaf-owner in 1 of 2 trials',
		]);
		expect(disagreements(MOVES, simulation({ problems: deaf(1) }), NOISE)).to.deep.equal(['deaf-owner in 1 of 2 trials']);
	});
	it('say nothing where theory does not know, or the drill ends too soon', () => {
		expect(disagreements(theory({ outcome: 'unknown', why: '' }), simulation({}), NOISE)).to.equal(null);
		const fault = { lastsMs: 2099, isReturn: false };
		expect(isTooShort(MOVES, fault, NOISE)).to.equal(true);
		expect(isTooShort(MOVES, { ...fault, lastsMs: 2100 }, NOISE)).to.equal(false);
		expect(isTooShort(MOVES, { ...fault, isReturn: true }, NOISE)).to.equal(false);
	});
});

describe('what trials show of a class', () => {
	const outage = (durationMs: number, firstGoodMs: number | null) => ({ lastGoodMs: 0, firstGoodMs, durationMs, failed: 1 });
	const at = (some: Partial<TrialMeasurements>) => [{ measurements: { ...QUIET, ...some }, faultMs: 1000 }];
	const problemsOf = (some: Partial<TrialMeasurements>) => {
		const { problems } = observe('fault', at({ formerOwner: 'a', ...some }), 10_000);
		return Object.entries(problems).flatMap(([name, count]) => (count > 0 ? [name] : []));
	};

	it('is two owners where they last to the end of the fault', () => {
		const until = (toMs: number) => ({
			windows: [{ fromMs: 4000, toMs, hosts: ['a', 'b'] }],
			sent: 0,
			failed: 0,
			answeredBy: {},
			arpChanges: 0,
		});
		expect(problemsOf({ newOwner: 'b', dualOwner: until(11_000) })).to.deep.equal(['two-owners']);
		expect(problemsOf({ newOwner: 'b', dualOwner: until(10_900) })).to.deep.equal([]);
	});
	it('is a deaf owner where the address stays and nobody is served for more than 3 s', () => {
		const http = (durationMs: number, end: number | null) => ({
			...QUIET.http,
			outageMs: durationMs,
			outages: [outage(durationMs, end)],
		});
		expect(problemsOf({ newOwner: null, http: http(3001, 5000) })).to.deep.equal(['deaf-owner']);
		expect(problemsOf({ newOwner: null, http: http(3000, 5000) })).to.deep.equal([]);
		expect(problemsOf({ newOwner: 'b', http: http(4000, 5000) })).to.deep.equal([]);
		expect(problemsOf({ newOwner: 'b', http: http(4000, null) })).to.deep.equal(['deaf-owner']);
	});
	it('is nobody where the address is gone for more than 3 s and nobody takes it', () =>
		expect(problemsOf({ newOwner: null, vipAbsentMs: 3001 })).to.deep.equal(['nobody']));
	it('detects by the goodbye, or else by the next advertisement', () => {
		const detection = (some: Partial<TrialMeasurements>) => observe('fault', at(some), 0).detection?.medianMs;
		expect(detection({ takeoverMs: 1700, takeoverFromGoodbyeMs: 700, takeoverToAdvertMs: 1690 })).to.equal(1000);
		expect(detection({ takeoverMs: 1700, takeoverFromGoodbyeMs: null, takeoverToAdvertMs: 1690 })).to.equal(1690);
	});
	it('counts who took over, and not whoever had it before', () => {
		const trials = [...at({ formerOwner: 'a', newOwner: 'b' }), ...at({ formerOwner: 'a', newOwner: 'a' })];
		expect(observe('fault', trials, 0).takesOver).to.deep.equal({ b: 1, '-': 1 });
	});
});
