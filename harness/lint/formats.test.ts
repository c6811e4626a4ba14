import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { validateXML } from 'xmllint-wasm';
import { instance } from './examples.ts';
import { FORMATS } from './formats/index.ts';
import { inputOfConfs } from './input-of-confs.ts';
import { lint } from './lint.ts';
import { LINT_FORMATS } from './settings.ts';
import { lintResult } from './testing.ts';

const XSD = readFileSync(new URL('../report/testdata/junit.xsd', import.meta.url), 'utf8');
/** Text that would break out of any format, were it not escaped. */
const HOSTILE =
	'vrrp_instance "<b>|`x`&\'" {\n  interface eth0\n  virtual_router_id 7\n  ]]>::error::x%0A<script> @everyone\n}\n';

describe('the formats of lint', () => {
	it('are those that the command line lists', () => expect(Object.keys(FORMATS)).to.deep.equal([...LINT_FORMATS]));

	it('text shows the line, a caret under the word, why, and the fix', () => {
		expect(
			FORMATS.text(lintResult({ 'a.conf': instance('  state SLAVE\n  # vipdrill-ignore K6 because of it\n') }), {}),
		).to.include(
			[
				'error[K24]: SLAVE is not valid, and keepalived sets BACKUP instead',
				' --> a.conf:5:9  (state-word)',
				'  |',
				'5 |   state SLAVE',
				'  |         ^^^^^',
				'  = why: keepalived knows MASTER and BACKUP in capitals alone, and takes every other word for BACKUP.',
				'  = fix: Write MASTER or BACKUP',
			].join('\n'),
		);
	});
	it('text shows the way on which a text came', () => {
		const input = inputOfConfs(new Map([['a.conf', '$X=stat MASTER\ninclude b.conf\n']]), {
			others: new Map([['b.conf', `${instance('  $X\n')}`]]),
		});
		const result = { ...lintResult({}), findings: lint(input), texts: input.texts };
		const text = FORMATS.text(result, {});
		expect(text)
			.to.include('a.conf:1:4')
			.and.to.include('= in b.conf, included from a.conf:2')
			.and.to.include('= $X, used in b.conf:5');
	});
	it('text counts, and has no colour unless it is asked for', () => {
		const result = lintResult({ 'a.conf': instance() });
		expect(FORMATS.text(result, {})).to.include('0 errors, 2 warnings, 0 notes in 1 file of 1 host, for keepalived 2.2.7');
		expect(FORMATS.text(result, {})).not.to.include('\u001b');
		expect(FORMATS.text(result, { color: true })).to.include('\u001b[33m');
	});
	it('text shows twenty of a rule in a file, and counts the others', () => {
		const text = FORMATS.text(lintResult({ 'a.conf': 'nonsense\n'.repeat(50) }), {});
		expect(text.match(/^error\[K21\]/gm)).to.have.length(20);
		expect(text).to.include('and 30 more of K21 in a.conf').and.to.include('50 errors');
	});
	it('text shows of a long line what is around the place', () => {
		const text = FORMATS.text(lintResult({ 'a.conf': instance(`${' '.repeat(400)}state SLAVE\n`) }), {});
		const lines = text.split('\n');
		const caret = lines.findIndex((line) => / \^{5}$/.test(line));
		expect(lines[caret - 1]?.slice((lines[caret] ?? '').indexOf('^'))).to.equal('SLAVE');
	});
	it('none shows a secret', () => {
		const text =
			'$DB_PASSWORD=hunter22 x\nvrrp_instance A {\n  authentication {\n    auth_pass "hunter22 unclosed\n    auth_type hunter22 # auth_pass hunter22\n  }\n}\nSSL {\n  password hunter22 more\n}\n';
		for (const format of LINT_FORMATS) {
			// What follows another keyword is no password for anybody who reads the file; the command hides it by its value.
			const printed = FORMATS[format](lintResult({ 'a.conf': text.replace('auth_type hunter22', 'auth_type PASS') }), {});
			expect(printed, format).not.to.include('hunter22');
		}
	});

	it('json has the findings, and nothing hostile breaks it', () => {
		const value = JSON.parse(FORMATS.json(lintResult({ 'a.conf': HOSTILE }), {}));
		expect(value.counts.errors).to.be.above(0);
		expect(value.findings[0].at).to.have.keys('file', 'line', 'column', 'length');
	});
	it('sarif names each rule that it uses, and each place', () => {
		const log = JSON.parse(
			FORMATS.sarif(lintResult({ 'my files/a.conf': `${instance('  state MASTER\n  nopreempt\n')}`, 'b.conf': HOSTILE }), {}),
		);
		expect([log.version, log.$schema]).to.deep.equal(['2.1.0', 'https://json.schemastore.org/sarif-2.1.0.json']);
		const [{ tool, results }] = log.runs;
		for (const result of results) {
			expect(tool.driver.rules[result.ruleIndex].id).to.equal(result.ruleId);
			expect(['error', 'warning', 'note']).to.include(result.level);
			const [{ physicalLocation: where }] = result.locations;
			expect(where.artifactLocation.uri).to.match(/^(my%20files\/a|b)\.conf$/);
			expect(where.region.endColumn).to.be.above(where.region.startColumn);
		}
		const fixed = results.find(({ ruleId }: { ruleId: string }) => ruleId === 'K3');
		expect(fixed.fixes[0].artifactChanges[0].replacements).to.deep.equal([
			{ deletedRegion: { startLine: 5, startColumn: 9, endLine: 5, endColumn: 15 }, insertedContent: { text: 'BACKUP' } },
		]);
	});
	it('github has a line a finding, from which nothing breaks out', () => {
		const lines = FORMATS.github(lintResult({ 'a,b:c.conf': HOSTILE }), {})
			.trimEnd()
			.split('\n');
		expect(
			lines.every((line) =>
				/^::(error|warning|notice) file=a%2Cb%3Ac\.conf,line=\d+,col=\d+,endColumn=\d+,title=vipdrill [A-Z]\d+::\S/.test(line),
			),
		).to.equal(true);
	});
	it('junit is valid by the common schema; errors and warnings are failures, a note passes', async () => {
		const xml = FORMATS.junit(
			lintResult({
				'a.conf': instance('  virtual_ipaddress_excluded {\n    10.0.0.7\n  }\n').replace('9/24', '9'),
				'b.conf': HOSTILE,
				'c.conf': '# x\n',
			}),
			{},
		);
		const { errors } = await validateXML({
			xml: [{ fileName: 'x.xml', contents: xml }],
			schema: [{ fileName: 'x.xsd', contents: XSD }],
		});
		expect(errors.map(({ message }) => message)).to.deep.equal([]);
		expect(xml).to.match(/<testsuite name="a\.conf" tests="3" failures="2"/);
	});
	it('markdown has a row a finding, which shows no markup of the file', () => {
		const text = FORMATS.markdown(lintResult({ 'a.conf': HOSTILE }), {});
		expect(text).to.match(/^\| error \| K21 \| `a\.conf:\d+` \| /m);
		expect(text).not.to.match(/<script>|<b>/);
	});
});
