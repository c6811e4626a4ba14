import { expect } from 'chai';
import type { TrialMeasurements } from '../metrics/measurements.ts';
import { sampleReport } from './testing.ts';
import { faultSentences, trialSentences } from './trial-sentences.ts';

const trial = sampleReport().drills[0]?.trials[0];
const sentences = (over: Partial<TrialMeasurements>) =>
	trial &&
	trialSentences({ ...trial.measurements, dualOwner: null, arp: null, keepAlive: null, swarm: null, mesh: null, ...over });
const dual = { sent: 50, failed: 7, answeredBy: {}, arpChanges: 3 };
const mesh = { backendRemovedMs: {}, removedByAllMs: null, resolutionMs: null, tailLossShare: null, theory: null };
const kept = { fate: 'hung' as const, noticedMs: 1100, goodAgainMs: 2200 };

describe('trialSentences', () => {
	for (const [what, over, expected] of [
		['nothing that was not measured', {}, []],
		['nothing of one owner', { dualOwner: { ...dual, windows: [] } }, []],
		[
			'two owners',
			{ dualOwner: { ...dual, windows: [{ fromMs: 1000, toMs: 5200, hosts: ['a', 'b'] }] } },
			["Two owners: a and b for 4.20 s; 7 of 50 requests failed then; the client's ARP entry changed 3 times then."],
		],
		[
			'a stale ARP entry',
			{ arp: { staleMs: 900, longestStaleMs: 500, changes: 2 } },
			["The client's ARP entry: stale for 900 ms, at most 500 ms at a time; changed twice."],
		],
		[
			'a good one',
			{ arp: { staleMs: 0, longestStaleMs: 0, changes: 1 } },
			["The client's ARP entry: stale for 0 ms; changed once."],
		],
		[
			'a kept connection that hung',
			{ keepAlive: kept },
			['The kept connection hung: the client noticed 1.10 s after the fault; good again after 2.20 s.'],
		],
		[
			'one that was never good again',
			{ keepAlive: { ...kept, fate: 'reset', goodAgainMs: null } },
			['The kept connection was reset: the client noticed 1.10 s after the fault; no kept request was good again.'],
		],
		[
			'one that nobody missed',
			{ keepAlive: { fate: 'reset', noticedMs: null, goodAgainMs: null } },
			['The kept connection was reset between two requests, and the client did not notice.'],
		],
		[
			'one that survived',
			{ keepAlive: { fate: 'survived', noticedMs: null, goodAgainMs: null } },
			['The kept connection survived.'],
		],
		[
			'the swarm',
			{ swarm: { leaderElectionMs: 12_000, nodeDownMs: 14_000, tasksReplacedMs: 17_000, leaderBefore: null, resolutionMs: 500 } },
			[
				'Swarm: another leader after 12.00 s, the host called down after 14.00 s, the lost tasks replaced after 17.00 s (seen up to 500 ms late).',
			],
		],
		[
			'the return of the mesh',
			{ mesh: { ...mesh, returnMs: { a: 6500, b: null }, returnResolutionMs: 100 } },
			["From the undoing on, the IPVS tables were whole again: a's after 6.50 s, b's not (seen up to 100 ms late)."],
		],
		['a mesh that nothing was undone of', { mesh: { ...mesh, returnMs: {}, returnResolutionMs: null } }, []],
		[
			'a swarm that did nothing',
			{ swarm: { leaderElectionMs: null, nodeDownMs: null, tasksReplacedMs: null, leaderBefore: null, resolutionMs: 500 } },
			[],
		],
	] as [string, Partial<TrialMeasurements>, string[]][])
		it(`tell ${what}`, () => expect(sentences(over)).to.deep.equal(expected));
});

describe('faultSentences', () => {
	it('tell what, whom and when', () => {
		const [fault] = trial?.faults ?? [];
		const several = fault &&
			trial && [
				fault,
				{ ...fault, fault: 'keepalived-kill', detail: 'both processes', hosts: ['a', 'b'] },
				{ ...fault, fault: 'service-update', target: 'the service', hosts: [] },
			];
		expect(several && faultSentences({ ...trial, faults: several })).to.deep.equal([
			'power-loss: master() → docker1, at 2.50 s ± 5 ms.',
			'keepalived-kill (both processes): master() → a, b, at 2.50 s ± 5 ms.',
			'service-update: the service, at 2.50 s ± 5 ms.',
		]);
	});
});
