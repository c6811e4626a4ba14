import { expect } from 'chai';
import type { HttpOutcome } from '../timeline/requests.ts';
import { measureKeepAlive } from './keep-alive.ts';
import { at, streamWith } from './testing.ts';

/** A kept request: when it was due, how it ended, how long it took, and whose answer it was. */
type Kept = [dueMs: number, outcome?: HttpOutcome, tookMs?: number, task?: string | null];
const measure = (...kept: Kept[]) =>
	measureKeepAlive(
		streamWith(
			kept.map(([dueMs, outcome = 'ok', tookMs = 2, task = 't1']) =>
				at.sample(dueMs, outcome, { stream: 'keepalive', doneMs: dueMs + tookMs, task }),
			),
		),
		at.fault(1000, ['a']),
		{ fromMs: 1000, toMs: 9000 },
	);

describe('measureKeepAlive', () => {
	for (const [what, kept, expected] of [
		['a connection that lives on', [[900], [1100], [1200]], ['survived', null, null]],
		['a reset', [[900], [1100, 'reset', 3], [1200, 'reset'], [1300, 'ok', 4]], ['reset', 103, 304]],
		['a host that nobody can reach', [[900], [1100, 'unreachable', 3], [1300]], ['reset', 103, 302]],
		['one that hangs', [[900], [1100, 'timeout', 1000], [1200, 'timeout', 900], [2200]], ['hung', 1100, 1202]],
		['a request that was under way', [[900], [990, 'timeout', 1000], [2200]], ['hung', 990, 1202]],
		['answers that were queued behind it', [[900], [1100, 'timeout', 1000], [1150, 'ok', 20], [2200]], ['hung', 1100, 1202]],
		['one that was not good again', [[900], [1100, 'reset', 3], [1200, 'refused']], ['reset', 103, null]],
		['one that is good after the undoing only', [[900], [1100, 'reset', 3], [9500]], ['reset', 103, 8502]],
		['a loss after the undoing', [[900], [1100], [9500, 'reset']], ['survived', null, null]],
		['a wrong answer', [[900], [1100, 'bad-status'], [1200]], ['survived', null, null]],
		['another task without a failure', [[900], [1100, 'ok', 2, 't2']], ['reset', null, null]],
		[
			'answers without identity',
			[
				[900, 'ok', 2, null],
				[1100, 'ok', 2, 't2'],
			],
			['survived', null, null],
		],
		['a failure before the fault', [[800, 'reset'], [900], [1100]], ['survived', null, null]],
	] as [string, Kept[], unknown[]][])
		it(`tells ${what}`, () => {
			const got = measure(...kept);
			expect([got?.fate, got?.noticedMs, got?.goodAgainMs]).to.deep.equal(expected);
		});
	it('has nothing to tell without a connection before the fault, or a request after', () => {
		for (const kept of [[], [[900]], [[1100]], [[900], [1100, 'not-sent']]] as Kept[][]) expect(measure(...kept)).to.equal(null);
	});
});
