import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { validateXML } from 'xmllint-wasm';
import { packageRoot } from '../base/paths.ts';
import { compareWithBaseline } from '../results/baseline.ts';
import type { RunReport } from '../results/run-report.ts';
import { parseRunReport } from '../results/run-schema.ts';
import { renderJunit } from './formats/junit.ts';
import { hostileReport, meshReport, sampleReport } from './testing.ts';

const XSD = readFileSync(new URL('testdata/junit.xsd', import.meta.url), 'utf8');
const problems = async (xml: string): Promise<string[]> => {
	const { errors } = await validateXML({
		xml: [{ fileName: 'junit.xml', contents: xml }],
		schema: [{ fileName: 'junit.xsd', contents: XSD }],
	});
	return errors.map(({ message }) => message);
};

const empty = (): RunReport => ({ ...sampleReport(), drills: [] });
const withoutCases = (): RunReport => {
	const report = sampleReport();
	for (const drill of report.drills) Object.assign(drill, { trials: [], expectations: [], slos: [], verdict: 'inconclusive' });
	return report;
};
const stored = (name: string): RunReport =>
	parseRunReport(readFileSync(join(packageRoot, 'reports/example', name, 'run.json'), 'utf8'));

describe('junit.xml by the common schema', function () {
	this.timeout(30_000);
	for (const [what, report] of Object.entries({
		'a run': sampleReport,
		'a run through the mesh': meshReport,
		'a hostile run': hostileReport,
		'a run of no drill': empty,
		'a drill of no expectation': withoutCases,
		'every drill on the seed': () => stored('seed'),
		'every drill on the hardened cluster': () => stored('hardened'),
	}))
		it(`is valid for ${what}`, async () => expect(await problems(renderJunit(report()))).to.deep.equal([]));

	it('is valid for a run that was held against another', async () =>
		expect(await problems(renderJunit(sampleReport(), compareWithBaseline(sampleReport(), sampleReport())))).to.deep.equal([]));

	const good = renderJunit(sampleReport());
	for (const [what, bad] of [
		['a case without a name', good.replace(/(<testcase[^>]*) name="[^"]*"/, '$1')],
		['an element that nobody knows', good.replace('</testsuites>', '<verdict/></testsuites>')],
		['a count that is none', good.replace(/tests="\d+"/, 'tests="many"')],
		['a time with its unit', good.replace('time="90.5"', 'time="90.5s"')],
		[
			'properties behind the cases',
			good.replace(/( *<properties>[\s\S]*?<\/properties>\n)([\s\S]*?)( *<\/testsuite>)/, '$2$1$3'),
		],
		['a tag that is left open', good.replace('</testsuites>', '')],
	] as const)
		it(`would not be with ${what}`, async () => {
			expect(bad).not.to.equal(good);
			expect(await problems(bad)).not.to.deep.equal([]);
		});
	it('counts what is in it', () => {
		for (const xml of [good, renderJunit(stored('seed'))]) {
			const [suites = '', ...each] = xml.split('<testsuite ');
			const count = (text: string, tag: string) => text.split(`<${tag}`).length - 1;
			const said = (text: string, name: string) => Number(new RegExp(` ${name}="(\\d+)"`).exec(text)?.[1]);
			for (const [part, of] of [[suites, xml], ...each.map((text) => [text, text])] as const)
				for (const [attribute, tag] of [
					['tests', 'testcase '],
					['failures', 'failure '],
					['errors', 'error '],
				] as const)
					expect(said(` ${part.split('>')[suites === part ? 1 : 0]}`, attribute), attribute).to.equal(count(of, tag));
		}
	});
});
