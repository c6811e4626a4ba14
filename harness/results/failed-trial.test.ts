import { expect } from 'chai';
import { VipdrillError } from '../base/errors.ts';
import { at } from '../measure/testing.ts';
import { failedTrial, judgeFailedTrials } from './failed-trial.ts';

const PLAN = { trial: 3, seed: 's/3' };
const TIMED_OUT = new VipdrillError('WAIT_TIMED_OUT', 'waited 2 min 00 s until the cluster is healthy; nobody holds the VIP');
const HEALING = [at.mark(0, 'steady'), at.mark(1000, 'observe'), at.mark(2000, 'heal')];

describe('failedTrial', () => {
	it('says that the cluster did not come back where the wait after the faults timed out', () => {
		expect(failedTrial(PLAN, TIMED_OUT, HEALING, 't.ndjson')).to.deep.equal({
			trial: 3,
			seed: 's/3',
			code: 'WAIT_TIMED_OUT',
			message: TIMED_OUT.message,
			phase: 'heal',
			cameBack: false,
			timeline: 't.ndjson',
		});
	});
	it('does not say so of a wait at another time', () => {
		expect(failedTrial(PLAN, TIMED_OUT, HEALING.slice(0, 2), 't').cameBack).to.equal(true);
		expect(failedTrial(PLAN, TIMED_OUT, [...HEALING, at.mark(3000, 'settled')], 't').cameBack).to.equal(true);
	});
	it('nor of another error', () => {
		const refused = new VipdrillError('FAULT_FAILED', 'docker1 still has processes');
		expect(failedTrial(PLAN, refused, HEALING, 't')).to.include({ code: 'FAULT_FAILED', cameBack: true });
		expect(failedTrial(PLAN, new TypeError('socket closed'), HEALING, 't')).to.include({ code: 'LAB_FAILED', cameBack: true });
	});
	it('names no timeline where there is none', () => {
		expect(failedTrial(PLAN, TIMED_OUT, [], 't')).to.include({ timeline: null, phase: null });
	});
});

describe('judgeFailedTrials', () => {
	const lost = failedTrial(PLAN, TIMED_OUT, HEALING, 't');
	const unmeasured = failedTrial({ trial: 4, seed: 's/4' }, new VipdrillError('FAULT_FAILED', 'no advertisement'), [], 't');

	it('adds nothing where every trial was measured', () => expect(judgeFailedTrials([])).to.deep.equal([]));
	it('fails for a cluster that did not come back, and says how long was waited', () => {
		const [result] = judgeFailedTrials([lost]);
		expect(result?.outcome).to.equal('fail');
		expect(result?.got).to.equal(`the cluster did not come back: trial 3: ${TIMED_OUT.message}`);
	});
	it('is inconclusive for what could not be measured', () => {
		expect(judgeFailedTrials([unmeasured])).to.deep.equal([
			{
				title: 'every trial is measured',
				asked: 'no trial that ends with an error',
				got: 'trial 4: no advertisement',
				outcome: 'inconclusive',
			},
		]);
	});
	it('tells both apart', () => {
		expect(judgeFailedTrials([lost, unmeasured]).map(({ outcome }) => outcome)).to.deep.equal(['fail', 'inconclusive']);
	});
});
