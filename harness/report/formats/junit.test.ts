import { expect } from 'chai';
import { compareWithBaseline } from '../../results/baseline.ts';
import { elementsOf, hostileReport, sampleReport } from '../testing.ts';
import { renderJunit } from './junit.ts';

describe('renderJunit', () => {
	it('has a suite a drill, and a test case an expectation or an invariant', () => {
		const xml = renderJunit(sampleReport());
		const names = elementsOf(xml);
		expect(names.filter((name) => name !== 'property')).to.deep.equal([
			'testsuites',
			'testsuite',
			'properties',
			'testcase',
			'testcase',
			'testcase',
			'failure',
			'testcase',
			'error',
			// The objectives.
			'testcase',
			'testcase',
			'failure',
			// The invariants.
			'testcase',
			'testcase',
			'testcase',
			'testcase',
			'failure',
			'testcase',
			'error',
		]);
		expect(xml).to.include('<testsuites name="vipdrill" tests="11" failures="3" errors="2" time="90.5">');
		expect(xml).to.include(
			'<failure message="max 3.22 s of 1 trial" type="fail">asked: http.outageMs max of all trials at most 3.00 s\n',
		);
		expect(xml).to.include('<testcase classname="vipdrill.kill-master" name="takeover.p95 &lt; 4s" time="0"/>');
		expect(xml).to.include(
			'<failure message="the worst is 55.78 % of 1 trial" type="fail">asked: http.availability of every trial at least 98.00 %\n',
		);
		expect(xml).to.include('<error message="trial 1: no value" type="inconclusive">');
		expect(xml).to.include('<failure message="trial 1: the cluster did not come back" type="fail">');
		expect(xml).to.include(
			'<property name="engine" value="docker lab · engine private 26.1.5 (auto: no other engine answers) · ',
		);
		expect(xml).to.include(
			'value="published in host mode (each host for itself), not through the routing mesh: the kernel has no ip_vs"',
		);
	});
	it('does not lose a drill without expectations and invariants', () => {
		const report = sampleReport();
		const drills = report.drills.map((d) => ({
			...d,
			trials: [],
			expectations: [],
			slos: [],
			verdict: 'inconclusive' as const,
			because: 'Nothing.',
		}));
		expect(renderJunit({ ...report, drills })).to.include('<error message="Nothing." type="inconclusive">');
	});
	it('says at each failure what mends the drill', () => {
		const report = sampleReport();
		for (const drill of report.drills)
			drill.spec.remedy = { why: 'Track the service.', lines: ['track_script {', '  chk <web>'] };
		const xml = renderJunit(report);
		expect(xml.split('likely why: Track the service.\nmended by:\ntrack_script {\n  chk &lt;web&gt;</failure>')).to.have.length(
			4,
		);
		expect(xml.split('mended by')).to.have.length(4);
	});
	it('has a suite for what the run was held against', () => {
		const worse = {
			...compareWithBaseline(sampleReport(), sampleReport()),
			verdict: 'fail' as const,
			because: 'Takeover is <slower>.',
		};
		const xml = renderJunit(sampleReport(), worse);
		expect(xml).to.include('<testsuites name="vipdrill" tests="12" failures="4" errors="2" time="90.5">');
		expect(xml).to.include('<testcase classname="vipdrill.baseline" name="against 20260102-030405-abcd" time="0">');
		expect(xml).to.include(
			'<failure message="Takeover is &lt;slower&gt;." type="fail">asked: nothing worse than in run 20260102-030405-abcd on seed',
		);
		expect(renderJunit(sampleReport(), { ...worse, verdict: 'pass' })).to.include('failures="3" errors="2" time="90.5"');
	});
	it('stays well formed whatever the texts hold', () => {
		const xml = renderJunit(hostileReport());
		expect(elementsOf(xml)).to.deep.equal(elementsOf(renderJunit(sampleReport())));
		expect(xml).not.to.include('<script>');
		expect(xml).not.to.include('\u001b');
	});
});

describe('elementsOf, the check itself', () => {
	for (const bad of [
		'<a>',
		'<a></b>',
		'<a b=c/>',
		'<a b="1" b="2"/>',
		'<a>&</a>',
		'<a b="&x;"/>',
		'<a>\u0001</a>',
		'<a',
		'<a b="<"/>',
		'</a>',
	])
		it(`rejects ${JSON.stringify(bad)}`, () => expect(() => elementsOf(bad)).to.throw());
	it('accepts what is well formed', () => expect(elementsOf('<?xml?><a b="1>0"><c/>&lt;</a>')).to.deep.equal(['a', 'c']));
});
