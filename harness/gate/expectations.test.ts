import { expect } from 'chai';
import { measureTrial } from '../measure/measure-trial.ts';
import { KILL_MASTER, killMasterTimeline, prepared } from '../measure/testing.ts';
import type { TrialMeasurements } from '../metrics/measurements.ts';
import type { Check, Expectation } from '../scenario/expectation.ts';
import { evaluateExpectation } from './expectations.ts';

const base = measureTrial(prepared(killMasterTimeline()), KILL_MASTER);
const taking = (takeoverMs: number | null, over: Partial<TrialMeasurements> = {}) => ({ ...base, takeoverMs, ...over });
const untrusted = { trust: { ...base.trust, trusted: false, reasons: ['the clock jumped'] } };
/** Whom each former owner's configuration puts next in line. */
const NEXT: Record<string, string[]> = { docker1: ['docker2'], docker4: ['docker2', 'docker3'] };
const context = { nextInLine: (former: string | null) => NEXT[former ?? ''] ?? [] };

function judge(of: Expectation['of'], check: Check, trials: TrialMeasurements[], metric = 'takeoverMs') {
	const { asked, got, outcome } = evaluateExpectation({ title: 't', metric, of, check }, trials, context);
	return [outcome, asked, got];
}

describe('evaluateExpectation', () => {
	const atMost = { atMost: 3500 };
	const theory = { withinTheory: { slackMs: 100 } };
	const slower = base.theory && { ...base.theory, minMs: 4000, maxMs: 5000 };
	for (const [what, args, expected] of [
		[
			'every, held',
			['every', atMost, [taking(3000), taking(3500)]],
			['pass', 'takeoverMs of every trial at most 3.50 s', '3.00 s to 3.50 s in 2 trials'],
		],
		[
			'every, broken once',
			['every', atMost, [taking(3000), taking(3501)]],
			['fail', 'takeoverMs of every trial at most 3.50 s', 'trial 2: 3.50 s'],
		],
		[
			'every, one value missing',
			['every', atMost, [taking(3000), taking(null)]],
			['inconclusive', 'takeoverMs of every trial at most 3.50 s', 'trial 2: no value'],
		],
		[
			'a failure outweighs a missing value',
			['every', atMost, [taking(null), taking(4000)]],
			['fail', 'takeoverMs of every trial at most 3.50 s', 'trial 2: 4.00 s'],
		],
		[
			'a good value not to be trusted',
			['every', atMost, [taking(3000, untrusted)]],
			['inconclusive', 'takeoverMs of every trial at most 3.50 s', 'trial 1: not trusted: the clock jumped'],
		],
		[
			'a bad value not to be trusted',
			['every', atMost, [taking(9000, untrusted)]],
			['inconclusive', 'takeoverMs of every trial at most 3.50 s', 'trial 1: not trusted: the clock jumped'],
		],
		[
			'several reasons not to trust it',
			[
				'every',
				atMost,
				[taking(3000, { ...untrusted, trust: { ...untrusted.trust, reasons: ['the clock jumped', 'it stalled', 'it rained'] } })],
			],
			['inconclusive', 'takeoverMs of every trial at most 3.50 s', 'trial 1: not trusted: the clock jumped, and 2 more'],
		],
		[
			'many failures',
			['every', { atLeast: 9000 }, Array.from({ length: 5 }, () => taking(3000))],
			['fail', 'takeoverMs of every trial at least 9.00 s', 'trial 1: 3.00 s; trial 2: 3.00 s; trial 3: 3.00 s; and 2 more'],
		],
		['no trials', ['every', atMost, []], ['inconclusive', 'takeoverMs of every trial at most 3.50 s', 'no trials']],
		[
			'a statistic, held',
			['p50', atMost, [taking(9000), taking(3000), taking(3100)]],
			['pass', 'takeoverMs p50 of all trials at most 3.50 s', 'p50 3.10 s of 3 trials'],
		],
		[
			'a statistic, broken',
			['max', atMost, [taking(9000), taking(3000)]],
			['fail', 'takeoverMs max of all trials at most 3.50 s', 'max 9.00 s of 2 trials'],
		],
		[
			'a statistic with a value missing',
			['min', atMost, [taking(null), taking(3000)]],
			['inconclusive', 'takeoverMs min of all trials at most 3.50 s', 'min 3.00 s of 1 trial; 0 not trusted, 1 without a value'],
		],
		[
			'a statistic with a trial not to be trusted',
			['min', atMost, [taking(1, untrusted), taking(3000)]],
			['inconclusive', 'takeoverMs min of all trials at most 3.50 s', 'min 3.00 s of 1 trial; 1 not trusted, 0 without a value'],
		],
		[
			'the edges of the theory',
			['every', theory, [taking(2607.031), taking(3807.031)]],
			['pass', 'takeoverMs of every trial within theory ± 100 ms', '2.61 s to 3.81 s in 2 trials'],
		],
		[
			'below the theory',
			['every', theory, [taking(2607)]],
			['fail', 'takeoverMs of every trial within theory ± 100 ms', 'trial 1: 2.61 s, theory 2.71 s to 3.71 s'],
		],
		[
			'above the theory',
			['every', theory, [taking(3808)]],
			['fail', 'takeoverMs of every trial within theory ± 100 ms', 'trial 1: 3.81 s, theory 2.71 s to 3.71 s'],
		],
		[
			'no theory',
			['every', theory, [taking(3000, { theory: null })]],
			['inconclusive', 'takeoverMs of every trial within theory ± 100 ms', 'trial 1: no theory for the new owner'],
		],
		[
			'a statistic without theory',
			['max', theory, [taking(3000, { theory: null })]],
			[
				'inconclusive',
				'takeoverMs max of all trials within theory ± 100 ms',
				'max 3.00 s of 1 trial; there is no theory for the new owner',
			],
		],
		[
			'a statistic within the theory',
			['max', theory, [taking(3000), taking(3900)]],
			['fail', 'takeoverMs max of all trials within theory ± 100 ms', 'max 3.90 s, theory 2.71 s to 3.71 s of 2 trials'],
		],
		[
			'a statistic within the theory of one trial, of several with theories of their own',
			['max', theory, [taking(3000), taking(5100, { theory: slower }), taking(3000, { theory: null })]],
			['pass', 'takeoverMs max of all trials within theory ± 100 ms', 'max 5.10 s of 3 trials'],
		],
		[
			'a statistic below every trial’s theory',
			['min', theory, [taking(2600), taking(4500, { theory: slower })]],
			['fail', 'takeoverMs min of all trials within theory ± 100 ms', 'min 2.60 s, theory 2.71 s to 5.00 s of 2 trials'],
		],
		[
			'a statistic equal to a number',
			['max', { equals: 1 }, [base, base], 'dualOwnerMs'],
			['pass', 'dualOwnerMs max of all trials equal to 1 ms', 'max 1 ms of 2 trials'],
		],
		[
			'every, held, from the least to the greatest',
			['every', atMost, [taking(3100), taking(3500), taking(3000)]],
			['pass', 'takeoverMs of every trial at most 3.50 s', '3.00 s to 3.50 s in 3 trials'],
		],
		[
			'as many failures as a line has room for',
			['every', { atLeast: 9000 }, [taking(3000), taking(3000), taking(3000)]],
			['fail', 'takeoverMs of every trial at least 9.00 s', 'trial 1: 3.00 s; trial 2: 3.00 s; trial 3: 3.00 s'],
		],
		[
			'each of the next in line, by its name',
			[
				'every',
				{ isNextInLine: true },
				[
					{ ...base, formerOwner: 'docker4' },
					{ ...base, formerOwner: 'docker4', newOwner: 'docker3' },
				],
				'newOwner',
			],
			['pass', 'newOwner of every trial next in line by priority', 'docker2, docker3 in 2 trials'],
		],
		[
			'equality with a word',
			['max', { equals: 'docker2' }, [base], 'newOwner'],
			['pass', 'newOwner of every trial equal to docker2', 'docker2 in 1 trial'],
		],
		[
			'inequality with a word',
			['every', { equals: 'docker3' }, [base], 'newOwner'],
			['fail', 'newOwner of every trial equal to docker3', 'trial 1: docker2'],
		],
		[
			'equality with a number',
			['every', { equals: 1 }, [base], 'dualOwnerMs'],
			['pass', 'dualOwnerMs of every trial equal to 1 ms', '1 ms in 1 trial'],
		],
		[
			'a word where a number is needed',
			['every', atMost, [base], 'newOwner'],
			['inconclusive', 'newOwner of every trial at most 3500', 'trial 1: docker2 is not a number'],
		],
		[
			'a metric that does not exist',
			['every', atMost, [base], 'takeover'],
			['inconclusive', 'takeover of every trial at most 3500', 'trial 1: no value'],
		],
		[
			'availability',
			['every', { atLeast: 0.999 }, [base], 'http.availability'],
			['fail', 'http.availability of every trial at least 99.90 %', 'trial 1: 55.78 %'],
		],
		[
			'a lower bound, held exactly',
			['every', { atLeast: 3000 }, [taking(3000)]],
			['pass', 'takeoverMs of every trial at least 3.00 s', '3.00 s in 1 trial'],
		],
		[
			'the next in line',
			['every', { isNextInLine: true }, [base], 'newOwner'],
			['pass', 'newOwner of every trial next in line by priority', 'docker2 in 1 trial'],
		],
		[
			'another than the next in line',
			['every', { isNextInLine: true }, [{ ...base, newOwner: 'docker3' }], 'newOwner'],
			['fail', 'newOwner of every trial next in line by priority', 'trial 1: docker3, not docker2'],
		],
		[
			'nobody in line',
			['every', { isNextInLine: true }, [{ ...base, formerOwner: 'docker9' }], 'newOwner'],
			[
				'inconclusive',
				'newOwner of every trial next in line by priority',
				'trial 1: the configuration puts nobody next to docker9',
			],
		],
		[
			'nobody takes over',
			['every', { isNextInLine: true }, [{ ...base, newOwner: null }], 'newOwner'],
			['fail', 'newOwner of every trial next in line by priority', 'trial 1: nobody, not docker2'],
		],
		[
			'nobody had it before',
			['every', { isNextInLine: true }, [{ ...base, formerOwner: null }], 'newOwner'],
			['inconclusive', 'newOwner of every trial next in line by priority', 'trial 1: no former owner was seen'],
		],
	] as [string, Parameters<typeof judge>, string[]][])
		it(what, () => expect(judge(...args)).to.deep.equal(expected));
	it('a statistic of trials without a theory', () =>
		expect(judge('max', theory, [taking(3000, { theory: null })])[0]).to.equal('inconclusive'));
});
