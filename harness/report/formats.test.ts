import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { escapeMarkdown } from '../base/escape-markdown.ts';
import { packageRoot } from '../base/paths.ts';
import { killMasterTimeline } from '../measure/testing.ts';
import { numbersAt } from '../metrics/metric.ts';
import { METRICS } from '../metrics/metric-catalog.ts';
import { parseRunReport } from '../results/run-schema.ts';
import { PALETTE } from './drawing/palette.ts';
import { renderCsv } from './formats/csv.ts';
import { renderGithub } from './formats/github.ts';
import { renderMarkdown } from './formats/markdown.ts';
import { timelineFile, worstTrial } from './formats/svg.ts';
import { elementsOf, HOSTILE, hostileReport, meshReport, sampleReport } from './testing.ts';

describe('escapeMarkdown', () => {
	for (const [text, expected] of [
		['a|b', 'a\\|b'],
		['[x](y) ![z](w)', '\\[x\\](y) \\!\\[z\\](w)'],
		['*b* _i_ `c` ~s~ #1 \\', '\\*b\\* \\_i\\_ \\`c\\` \\~s\\~ \\#1 \\\\'],
		['<b> & "q"', '&lt;b&gt; &amp; "q"'],
		['@team', '@\u200bteam'],
		['https://x', 'https:\u200b//x'],
		['one\ntwo\u001b[31m', 'one two'],
		['http.outageMs 98 %', 'http.outageMs 98 %'],
	] as const)
		it(JSON.stringify(text), () => expect(escapeMarkdown(text)).to.equal(expected));
});

describe('renderMarkdown', () => {
	const markdown = renderMarkdown(sampleReport());
	for (const text of [
		'## ❌ Failover of seed: fail\n\n| drill',
		'| kill-master | seed    |   1 |    3.21 s / 3.21 s |  3.22 s / 3.22 s |      55.78 % | **fail** |',
		'\n- ❌ a short outage: asked http.outageMs max of all trials at most 3.00 s; got max 3.22 s of 1 trial\n',
		'\n- ❌ http.availability &gt;= 98%: asked',
		'\n- ❔ kept connections come back: asked',
		'not through the routing mesh: the kernel has no ip\\_vs.',
		'Not tested: The routing mesh was not tested.',
	])
		it(`says ${JSON.stringify(text)}`, () => expect(markdown).to.include(text));
	it('shows a drawing where there is one', () => {
		expect(markdown).not.to.include('![');
		expect(renderMarkdown(sampleReport(), { file: 'a b.svg', about: 'Timeline of x' })).to.include(
			'\n![Timeline of x](a%20b.svg)\n',
		);
	});
	it('lets no text become markup, a line or a mention', () => {
		const hostile = renderMarkdown(hostileReport());
		expect(hostile).not.to.match(/<(?!sub>|\/sub>)/);
		expect(hostile.replaceAll('\n', '')).not.to.match(/\p{Cc}/u);
		// A heading and the table's rows are as many as without.
		const lines = (text: string, begin: RegExp) => text.split('\n').filter((line) => begin.test(line)).length;
		for (const begin of [/^#/, /^\|/, /^- /]) expect(lines(hostile, begin), String(begin)).to.equal(lines(markdown, begin));
	});
	it('keeps the mending lines in their block', () => {
		const report = sampleReport();
		for (const drill of report.drills) drill.spec.remedy = { why: 'Track it.', lines: ['track {', '```\n# no'] };
		expect(renderMarkdown(report)).to.include('Likely why: Track it. Mended by:\n\n    track {\n    ``` # no\n');
	});
});

describe('renderGithub', () => {
	it('annotates what failed and what could not be decided', () => {
		const lines = renderGithub(sampleReport()).trimEnd().split('\n');
		expect(lines.map((line) => line.split('::')[1])).to.deep.equal([
			'error title=kill-master%3A a short outage',
			'warning title=kill-master%3A kept connections come back',
			'error title=kill-master%3A http.availability >= 98%25',
			'error title=kill-master%3A the cluster comes back as it was',
			'warning title=kill-master%3A the hosts that no fault hit are left alone',
		]);
		expect(lines[0]).to.match(/::asked: http\.outageMs max of all trials at most 3\.00 s%0Agot: max 3\.22 s of 1 trial$/);
	});
	it('says one sentence where all passed', () => {
		const report = sampleReport();
		for (const drill of report.drills) Object.assign(drill, { verdict: 'pass', expectations: [], slos: [], trials: [] });
		expect(renderGithub({ ...report, verdict: 'pass' })).to.equal('::notice title=seed::Every drill passed.\n');
	});
	it('is read back by the grammar of workflow commands as it was meant', () => {
		const [drill = expect.fail()] = sampleReport().drills;
		const [, , failed = expect.fail()] = drill.expectations;
		const [, kind, title = '', data = ''] =
			/^::(\w+) title=([^:,]*)::(.*)$/.exec(renderGithub(sampleReport()).split('\n')[0] ?? '') ?? [];
		// As the runner does it: ActionCommand.cs, data and properties, the percent sign last.
		const unescaped = (text: string) =>
			text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%25', '%');
		expect([kind, unescaped(title)]).to.deep.equal(['error', `kill-master: ${failed.title}`]);
		expect(unescaped(data)).to.equal(`asked: ${failed.asked}\ngot: ${failed.got}`);
	});
	it('does not let a text begin a command', () => {
		const report = sampleReport();
		for (const drill of report.drills)
			for (const result of drill.expectations) Object.assign(result, { title: 'x\n::set-output a,b:c', got: '\r\n::error::y' });
		for (const text of [renderGithub(report), renderGithub(hostileReport())])
			for (const line of text.trimEnd().split('\n'))
				expect(line).to.match(/^::(error|warning|notice) title=[^:,\p{Cc}]*::[^\p{Cc}]*$/u);
	});
});

/** The records of a CSV text by RFC 4180, as a reader would have them; throws Error where it breaks the grammar. */
function parseCsv(text: string): string[][] {
	const records: string[][] = [];
	let record: string[] = [];
	const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
	while (field.lastIndex < text.length) {
		const at = field.lastIndex;
		const [, quoted, plain = '', end] = field.exec(text) ?? expect.fail(`no field: ${text.slice(at, at + 40)}`);
		record.push(quoted?.replaceAll('""', '"') ?? plain);
		if (end === ',') continue;
		records.push(record);
		record = [];
	}
	if (record.length > 0) throw new Error('the last line has no end');
	return records;
}

describe('renderCsv', () => {
	const rows = renderCsv(sampleReport()).split('\r\n');
	it('has a line a trial and metric that was measured', () => {
		expect(rows[0]).to.equal('run,cluster,drill,trial,seed,trusted,former_owner,new_owner,metric,unit,value,conditions');
		expect(rows).to.include('20260102-030405-abcd,seed,kill-master,1,seed-7/1,true,docker1,docker2,takeoverMs,ms,3205,');
		expect(rows.filter((row) => row.includes(',mesh.'))).to.deep.equal([]);
		expect(rows.at(-1)).to.equal('');
	});
	it('gives back every figure of a run, and nothing else', () => {
		const report = parseRunReport(readFileSync(join(packageRoot, 'reports/example/seed/run.json'), 'utf8'));
		// Through the mesh, each survivor has a value of its own.
		report.drills.push(...meshReport().drills.map((drill) => ({ ...drill, name: 'through the mesh' })));
		report.cluster.name = 'a "quoted", name';
		const [head = [], ...records] = parseCsv(renderCsv(report));
		const read = records.map((record) => Object.fromEntries(head.map((name, i) => [name, record[i]])));
		expect(new Set(records.map((record) => record.length))).to.deep.equal(new Set([head.length]));
		const key = (drill: string, trial: number | string, metric: string) => `${drill}/${trial}/${metric}`;
		const got = new Map<string, number[]>();
		for (const { drill = '', trial = '', metric = '', value, cluster, run } of read) {
			expect([run, cluster]).to.deep.equal([report.id, 'a "quoted", name']);
			got.set(key(drill, trial, metric), [...(got.get(key(drill, trial, metric)) ?? []), Number(value)]);
		}
		const wanted = report.drills.flatMap(({ name, trials }) =>
			trials.flatMap(({ trial, measurements }) =>
				METRICS.map(({ path }) => [key(name, trial, path), numbersAt(measurements, path)] as const),
			),
		);
		expect([...got].sort()).to.deep.equal(wanted.filter(([, values]) => values.length > 0).sort());
	});
	it('is checked by a reader that notices', () => {
		expect(parseCsv('a,"b ""c"", d"\r\n,\r\n')).to.deep.equal([
			['a', 'b "c", d'],
			['', ''],
		]);
		for (const bad of ['a,b', 'a "b"\r\n', '"a\r\n', '"a"b\r\n', 'a\nb\r\n']) expect(() => parseCsv(bad), bad).to.throw();
	});
	it('quotes, and lets no text become a formula or a line', () => {
		const report = sampleReport();
		Object.assign(report, { id: '=cmd|"a",b' });
		report.cluster.name = '-1\n@x';
		const [, first] = renderCsv(report).split('\r\n');
		expect(first?.startsWith(`"'=cmd|""a"",b",'-1 @x,kill-master,`), first).to.equal(true);
		expect(renderCsv(hostileReport()).replaceAll('\r\n', '')).not.to.match(/\p{Cc}/u);
	});
});

describe('timelineFile', () => {
	const report = sampleReport();
	const shown = worstTrial(report) ?? expect.fail();
	it('is a picture of its own', () => {
		const svg = timelineFile(report, shown, killMasterTimeline());
		expect(elementsOf(svg.replace(/<style>[\s\S]*?<\/style>/, ''))).to.include.members(['title', 'desc', 'svg', 'path', 'text']);
		expect(svg).to.match(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="1100" height="\d+"/);
		expect(svg.replace('http://www.w3.org/2000/svg', '')).not.to.match(/https?:|href=|url\(|@import|<script/);
		for (const words of ['docker1 → docker2 after 3.21 s', 'power-loss on docker1', '>holds 10.0.0.200<', '>theory<'])
			expect(svg).to.include(words);
	});
	it('shows the worst drill’s longest outage', () => {
		const [drill = expect.fail()] = report.drills;
		const withOutage = (outageMs: number) => {
			const trial = structuredClone(drill.trials[0] ?? expect.fail());
			trial.measurements.http.outageMs = outageMs;
			return trial;
		};
		const passed = { ...drill, verdict: 'pass' as const, trials: [withOutage(9000)] };
		const failed = { ...drill, trials: [withOutage(10), withOutage(30)] };
		expect(worstTrial({ ...report, drills: [passed, failed] })?.trial).to.equal(failed.trials[1]);
		expect(worstTrial({ ...report, drills: [] })).to.equal(null);
	});
	it('stays well formed whatever the texts hold', () => {
		const svg = timelineFile(hostileReport(), worstTrial(hostileReport()) ?? expect.fail(), killMasterTimeline());
		expect(svg).not.to.include(HOSTILE.slice(0, 10));
		expect(() => elementsOf(svg.replace(/<style>[\s\S]*?<\/style>/, ''))).not.to.throw();
	});
});

describe('the colours of a drawing', () => {
	it('need no escaping in XML', () => expect(PALETTE).not.to.match(/[<&]/));
});
