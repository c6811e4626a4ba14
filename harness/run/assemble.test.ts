import { expect } from 'chai';
import { at, samples } from '../measure/testing.ts';
import { renderHtml } from '../report/html.ts';
import { renderJson } from '../report/json.ts';
import { parseRunReport } from '../report/run-schema.ts';
import { renderTerminal } from '../report/terminal.ts';
import { sampleReport } from '../report/testing.ts';
import { every } from '../scenario/expect.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import { assembleDrill, assembleTrial } from './assemble.ts';

/** A drill without faults, on a cluster that cuts its own segment off. */
const SPEC: DrillSpec = {
	name: 'overlap',
	event: 'Nothing happens.',
	hypothesis: 'All are served.',
	starts: 'converged',
	steady: '1s',
	observe: '2s',
	settle: '1s',
	faults: [],
	load: { ratePerSecond: 10, keepAliveRatePerSecond: 0, timeout: '1s', clients: ['segment', 'routed'] },
	expect: [
		every('http.availability').atLeast(1, 'the LAN is served'),
		every('httpRouted.availability').atLeast(1, 'the rest is served'),
	],
};
const TIMELINE = [
	at.started(0),
	at.gained(0, 'docker1', 'snapshot'),
	at.mark(0, 'steady'),
	at.mark(1000, 'observe'),
	at.mark(3000, 'heal'),
	at.ended(4000),
	...samples('x'.repeat(40), 100, 0, { client: 'segment' }),
	...samples('.'.repeat(40), 100, 0, { client: 'routed' }),
];

describe('a drill without faults, from its timeline to its reports', () => {
	const stored = sampleReport();
	const files = { timeline: 't.ndjson', capture: null };
	const trial = assembleTrial({ drill: SPEC, trial: 1, seed: 's', phases: [] }, TIMELINE, stored.cluster, files);
	const drill = assembleDrill(SPEC, [trial], stored.cluster);
	const report = { ...stored, drills: [drill] };

	it('fails for the clients that were cut off, and says which', () => {
		expect(drill).to.include({ verdict: 'fail', because: '“the LAN is served” did not hold: trial 1: 0 %.' });
		expect(drill.expectations.map(({ outcome }) => outcome)).to.deep.equal(['fail', 'pass']);
	});
	it('sums up both clients', () => {
		expect(drill.summary['http.availability']?.max).to.equal(0);
		expect(drill.summary['httpRouted.availability']?.min).to.equal(1);
		expect(drill.summary['httpRouted.sent']?.max).to.equal(20);
	});
	it('can be stored and read back', () => expect(parseRunReport(renderJson(report))).to.deep.equal(report));
	it('is shown whole, and without a close-up of a takeover', () => {
		expect(renderTerminal(report, { color: false })).to.match(/routed failed {2}routed outage\n.* 20 {6}20 .* 0 of 20 +0 ms\n/);
		const page = renderHtml({ report, timelines: new Map([['t.ndjson', TIMELINE]]) });
		expect(page).to.include('The whole trial').and.to.include('HTTP routed').and.not.to.include('close up');
	});
});
