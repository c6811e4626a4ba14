import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { packageRoot } from '../../base/paths.ts';
import { numericMetrics } from '../../metrics/metric.ts';
import { METRICS } from '../../metrics/metric-catalog.ts';
import { parseRunReport } from '../../results/run-schema.ts';
import { HOSTILE, hostileReport, sampleReport } from '../testing.ts';
import { renderOpenmetrics } from './openmetrics.ts';

interface Sample {
	labels: Record<string, string>;
	value: number;
}

interface Family {
	name: string;
	unit: string | null;
	help: string | null;
	samples: Sample[];
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;
const ESCAPES: Record<string, string> = { '\\\\': '\\', '\\"': '"', '\\n': '\n' };

/** Undoes the escapes; throws where there is another than the specification has. */
function unescaped(text: string): string {
	return text.replace(/\\[\s\S]?/g, (found) => ESCAPES[found] ?? refuse(`the escape ${found}`));
}

function refuse(why: string): never {
	throw new Error(why);
}

/**
 * A strict parser of the part of OpenMetrics 1.0 (its ABNF and its MUSTs) that gauges need, and of what `promtool check metrics` warns of: throws
 * Error with the line.
 */
function parseOpenmetrics(text: string): Family[] {
	const families = new Map<string, Family>();
	let family: Family | null = null;
	const seen = new Set<string>();
	const lines = text.split('\n');
	if (lines.pop() !== '' || lines.pop() !== '# EOF') refuse('no # EOF and line end at the end');
	for (const line of lines) {
		try {
			if (line.startsWith('#')) {
				const [, keyword, name = '', rest = ''] = /^# (TYPE|UNIT|HELP) ([^ ]+) (.+)$/.exec(line) ?? refuse('no metadata');
				if (keyword === 'TYPE') family = begin(families, name, rest);
				if (!family || family.name !== name || family.samples.length > 0) refuse('metadata in the wrong place');
				else describeFamily(family, keyword ?? '', rest);
				continue;
			}
			const [, name = '', labels = '', value = ''] = /^([^{ ]+)\{(.*)\} ([^ ]+)$/.exec(line) ?? refuse('no sample');
			if (family?.name !== name) refuse('a sample of another family, or of none');
			if (!NUMBER.test(value)) refuse('no number');
			const sample = { labels: parseLabels(labels), value: Number(value) };
			const key = JSON.stringify([name, Object.entries(sample.labels).sort()]);
			if (seen.has(key)) refuse('the same series twice');
			seen.add(key);
			const [first] = family?.samples ?? [];
			if (first && Object.keys(first.labels).join() !== Object.keys(sample.labels).join()) refuse('other labels than before');
			family?.samples.push(sample);
		} catch (error) {
			throw new Error(`${(error as Error).message}: ${line}`);
		}
	}
	for (const { name, help, samples } of families.values()) {
		if (help === null || help.trim() === '') refuse(`${name}: no help`);
		if (samples.length === 0) refuse(`${name}: no samples`);
	}
	return [...families.values()];
}

function begin(families: Map<string, Family>, name: string, type: string): Family {
	if (!NAME.test(name) || /[A-Z]|__/.test(name)) refuse('not a name');
	if (families.has(name)) refuse('a family twice');
	// The suffixes are other types' own, and base units are asked for.
	if (/_(total|created|count|sum|bucket|gsum|gcount)$/.test(name)) refuse('a reserved suffix');
	if (/(^|_)(gauge|milliseconds|ms|minutes|percent)(_|$)/.test(name)) refuse('a type or no base unit in the name');
	if (type !== 'gauge') refuse('an unknown type');
	const family = { name, unit: null, help: null, samples: [] };
	families.set(name, family);
	return family;
}

function describeFamily(family: Family, keyword: string, rest: string): void {
	if (keyword === 'UNIT') {
		if (family.unit !== null || !family.name.endsWith(`_${rest}`)) refuse('a unit that is not the name’s end');
		family.unit = rest;
	}
	if (keyword === 'HELP') {
		if (family.help !== null) refuse('help twice');
		family.help = unescaped(rest);
	}
}

function parseLabels(text: string): Record<string, string> {
	const labels: Record<string, string> = {};
	const rest = text.replace(/(?:^|,)([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\.)*)"/g, (_, name: string, value: string) => {
		if (name.startsWith('__') || name in labels) refuse(`the label ${name}`);
		labels[name] = unescaped(value);
		return '';
	});
	if (rest !== '') refuse('labels that are none');
	return labels;
}

describe('parseOpenmetrics, the check itself', () => {
	const family = (lines: string) => `# TYPE a gauge\n# HELP a x\n${lines}# EOF\n`;
	it('accepts what is well formed', () => {
		expect(parseOpenmetrics(family('a{b="c\\"\\n\\\\"} -1.5e-3\n'))[0]?.samples).to.deep.equal([
			{ labels: { b: 'c"\n\\' }, value: -0.0015 },
		]);
	});
	for (const bad of [
		'x{a="b"} 1\n# EOF\n',
		'# TYPE a gauge\n# HELP a x\na{b="c"} 1\n',
		`${family('a{b="c"} 1\n')}\n`,
		family(''),
		family('a{b="c"} 1\na{b="c"} 2\n'),
		family('a{b="c"} 1\na{d="c"} 2\n'),
		family('a{b="c"d"} 1\n'),
		family('a{b="c\\t"} 1\n'),
		family('a{b="c",b="d"} 1\n'),
		family('a{__b="c"} 1\n'),
		family('a{b="c"}  1\n'),
		family('a{b="c"} one\n'),
		family('b{b="c"} 1\n'),
		family('a{b="c"} 1\n# HELP a again\n'),
		'# TYPE a gauge\na{b="c"} 1\n# EOF\n',
		'# TYPE a_total gauge\n# HELP a_total x\na_total{b="c"} 1\n# EOF\n',
		'# TYPE a_ms gauge\n# HELP a_ms x\na_ms{b="c"} 1\n# EOF\n',
		'# TYPE aB gauge\n# HELP aB x\naB{b="c"} 1\n# EOF\n',
		'# TYPE a gauge\n# UNIT a seconds\n# HELP a x\na{b="c"} 1\n# EOF\n',
		'# TYPE a counter\n# HELP a x\na{b="c"} 1\n# EOF\n',
	])
		it(`refuses ${JSON.stringify(bad)}`, () => expect(() => parseOpenmetrics(bad)).to.throw());
});

describe('renderOpenmetrics', () => {
	const text = renderOpenmetrics(sampleReport());
	const sampleOf = (families: Family[], name: string, labels: Record<string, string>) =>
		families
			.find((family) => family.name === name)
			?.samples.find((sample) => Object.entries(labels).every(([label, value]) => sample.labels[label] === value))?.value;

	it('is well formed, and says the figures of the run in base units', () => {
		for (const name of ['seed', 'hardened']) {
			const report = parseRunReport(readFileSync(join(packageRoot, 'reports/example', name, 'run.json'), 'utf8'));
			const families = parseOpenmetrics(renderOpenmetrics(report));
			for (const drill of report.drills)
				for (const { path, unit } of METRICS) {
					const summary = drill.summary[path];
					const words = path
						.replace(/Ms(?=\.|$)/g, '')
						.replace(/Share$/, '')
						.replaceAll('.', '_');
					const snake = words.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
					const family = `vipdrill_${snake}${{ ms: '_seconds', share: '_ratio', count: '' }[unit]}`;
					const said = sampleOf(families, family, { drill: drill.name, statistic: 'p95' });
					if (summary) expect(said, family).to.be.closeTo(summary.p95 / (unit === 'ms' ? 1000 : 1), 1e-9);
					else expect(said, family).to.equal(undefined);
				}
		}
	});
	it('is well formed whatever the texts hold', () => {
		const [info] = parseOpenmetrics(renderOpenmetrics(hostileReport()));
		expect(info?.samples[0]?.labels.cluster).to.equal(HOSTILE.replace(/[^\P{Cc}\n]/gu, ' '));
	});
	it('says how drills, objectives and trials came out', () => {
		const families = parseOpenmetrics(text);
		const drill = 'kill-master';
		expect(sampleOf(families, 'vipdrill_drill_verdict', { drill, verdict: 'fail' })).to.equal(1);
		expect(sampleOf(families, 'vipdrill_drill_verdict', { drill, verdict: 'pass' })).to.equal(0);
		const objective = 'takeover.p95 < 4s';
		expect(sampleOf(families, 'vipdrill_objective_verdict', { drill, objective, verdict: 'pass' })).to.equal(1);
		expect(sampleOf(families, 'vipdrill_trials', { drill, state: 'trusted' })).to.equal(1);
	});
	it('says takeover and availability so', () => {
		expect(text).to.include('# TYPE vipdrill_takeover_seconds gauge\n# UNIT vipdrill_takeover_seconds seconds\n');
		expect(text).to.include('vipdrill_takeover_seconds{cluster="seed",drill="kill-master",statistic="p95"} 3.205\n');
		expect(text).to.match(/vipdrill_http_availability_ratio\{.*statistic="min"\} 0\.557/);
	});
	it('gives each metric a name of its own', () => {
		const report = sampleReport();
		for (const drill of report.drills)
			drill.summary = Object.fromEntries(numericMetrics([]).map((path) => [path, { n: 1, min: 1, p50: 1, p95: 1, max: 1 }]));
		expect(parseOpenmetrics(renderOpenmetrics(report)).length).to.be.greaterThan(numericMetrics([]).length);
	});
});
