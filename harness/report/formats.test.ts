import { expect } from 'chai';
import { NUMERIC_METRICS } from '../measure/metric.ts';
import { killMasterTimeline } from '../measure/testing.ts';
import { renderCsv } from './csv.ts';
import { PALETTE } from './drawing/palette.ts';
import { escapeMarkdown } from './escape-markdown.ts';
import { renderGithub } from './github.ts';
import { renderMarkdown } from './markdown.ts';
import { renderOpenmetrics } from './openmetrics.ts';
import { elementsOf, HOSTILE, hostileReport, sampleReport } from './testing.ts';
import { timelineFile, worstTrial } from './timeline-file.ts';

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
		for (const drill of report.drills) drill.spec.mend = { why: 'Track it.', lines: ['track {', '```\n# no'] };
		expect(renderMarkdown(report)).to.include('Mended by: Track it.\n\n    track {\n    ``` # no\n');
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
	it('does not let a text begin a command', () => {
		const report = sampleReport();
		for (const drill of report.drills)
			for (const result of drill.expectations) Object.assign(result, { title: 'x\n::set-output a,b:c', got: '\r\n::error::y' });
		for (const text of [renderGithub(report), renderGithub(hostileReport())])
			for (const line of text.trimEnd().split('\n'))
				expect(line).to.match(/^::(error|warning|notice) title=[^:,\p{Cc}]*::[^\p{Cc}]*$/u);
	});
});

describe('renderCsv', () => {
	const rows = renderCsv(sampleReport()).split('\r\n');
	it('has a line a trial and metric that was measured', () => {
		expect(rows[0]).to.equal('run,cluster,drill,trial,seed,trusted,former_owner,new_owner,metric,unit,value');
		expect(rows).to.include('20260102-030405-abcd,seed,kill-master,1,seed-7/1,true,docker1,docker2,takeoverMs,ms,3205');
		expect(rows.filter((row) => row.includes(',mesh.'))).to.deep.equal([]);
		expect(rows.at(-1)).to.equal('');
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

/** Checks text against the grammar of OpenMetrics 1.0, as far as gauges need it: metadata first, families once and together, no series twice. */
function openmetricsProblems(text: string): string[] {
	const problems: string[] = [];
	const families = new Set<string>();
	const series = new Set<string>();
	let family = '';
	const lines = text.split('\n');
	if (lines.at(-1) !== '' || lines.at(-2) !== '# EOF') problems.push('no end');
	for (const line of lines.slice(0, -2)) {
		const [, keyword, name = '', rest = ''] = /^# (TYPE|UNIT|HELP) ([a-z_0-9]+) (.+)$/.exec(line) ?? [];
		if (keyword === 'TYPE') {
			if (families.has(name) || rest !== 'gauge') problems.push(line);
			families.add(name);
			family = name;
		} else if (keyword) {
			if (name !== family || (keyword === 'UNIT' && !name.endsWith(`_${rest}`))) problems.push(line);
		} else {
			const label = '[a-z_]+="(?:[^"\\\\\\n]|\\\\[\\\\"n])*"';
			const match = new RegExp(`^([a-z_0-9]+)(\\{${label}(?:,${label})*\\}) -?\\d+(?:\\.\\d+)?(?:e-?\\d+)?$`).exec(line);
			const key = `${match?.[1]}${match?.[2]}`;
			if (!match || match[1] !== family || series.has(key)) problems.push(line);
			series.add(key);
		}
	}
	return problems;
}

describe('renderOpenmetrics', () => {
	const text = renderOpenmetrics(sampleReport());
	it('is well formed, whatever the texts hold', () => {
		expect(openmetricsProblems(text)).to.deep.equal([]);
		expect(openmetricsProblems(renderOpenmetrics(hostileReport()))).to.deep.equal([]);
	});
	it('is checked by something that notices', () => {
		for (const bad of [
			'x 1\n# EOF\n',
			'# TYPE a gauge\na{b="c"} 1\na{b="c"} 1\n# EOF\n',
			'# TYPE a gauge\na{b="c"d"} 1\n# EOF\n',
			'# TYPE a gauge\n',
		])
			expect(openmetricsProblems(bad), bad).not.to.deep.equal([]);
	});
	it('says figures in base units', () => {
		expect(text).to.include('# TYPE vipdrill_takeover_seconds gauge\n# UNIT vipdrill_takeover_seconds seconds\n');
		expect(text).to.include('vipdrill_takeover_seconds{cluster="seed",drill="kill-master",statistic="p95"} 3.205\n');
		expect(text).to.match(/vipdrill_http_availability_ratio\{.*statistic="min"\} 0\.557/);
		expect(text).to.include('vipdrill_http_sent{cluster="seed",drill="kill-master",statistic="p50"} 475\n');
		expect(text).to.include('vipdrill_http_latency_p99_seconds{');
	});
	it('says how drills, objectives and trials came out', () => {
		expect(text).to.include('vipdrill_drill_verdict{cluster="seed",drill="kill-master",verdict="fail"} 1\n');
		expect(text).to.include(
			'vipdrill_objective_verdict{cluster="seed",drill="kill-master",objective="takeover.p95 < 4s",verdict="pass"} 1\n',
		);
		expect(text).to.include('vipdrill_trials{cluster="seed",drill="kill-master",state="trusted"} 1\n');
	});
	it('gives each metric a name of its own', () => {
		const report = sampleReport();
		for (const drill of report.drills)
			drill.summary = Object.fromEntries(NUMERIC_METRICS.map((path) => [path, { n: 1, min: 1, p50: 1, p95: 1, max: 1 }]));
		expect(openmetricsProblems(renderOpenmetrics(report))).to.deep.equal([]);
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
