import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import { seededRandom } from '../gate/baseline/random.ts';
import { type Synthetic, syntheticRun } from '../gate/baseline/testing.ts';
import { baselineMarkdown } from '../report/baseline-markdown.ts';
import { baselineTerminal } from '../report/baseline-text.ts';
import { renderGithub } from '../report/formats/github.ts';
import { renderMarkdown } from '../report/formats/markdown.ts';
import { HOSTILE, hostileReport, sampleReport } from '../report/testing.ts';
import { compareWithBaseline } from './baseline.ts';
import { type BaselineReport, parseBaseline, renderBaselineJson } from './baseline-schema.ts';
import type { RunReport } from './run-report.ts';

/** A run of synthetic trials of the sample's drill. */
function runOf(id: string, trials: number, what: Synthetic = {}): RunReport {
	const report = sampleReport();
	const [drill = expect.fail()] = report.drills;
	const [template = expect.fail()] = drill.trials;
	const measured = syntheticRun(seededRandom(id), trials, what);
	drill.trials = measured.map((measurements, i) => ({ ...template, trial: i + 1, measurements }));
	return { ...report, id };
}

const text = (report: BaselineReport) => baselineTerminal(report, { color: false });
const rowOf = (report: BaselineReport, metric: string) =>
	text(report)
		.split('\n')
		.find((line) => line.includes(`  ${metric}`))
		?.split(/ {2,}/);

describe('compareWithBaseline', () => {
	it('says what is worse, by how much, and how certain that is', () => {
		const report = compareWithBaseline(runOf('a', 20), runOf('b', 20, { slowerMs: 300 }));
		expect(report.verdict).to.equal('fail');
		expect(report.because).to.match(/^Worse: takeoverMs of kill-master, vipAbsentMs of kill-master.* and .* of kill-master\.$/);
		const row = rowOf(report, 'takeoverMs *');
		expect(row?.slice(0, 3)).to.deep.equal(['kill-master', 'takeoverMs *', '20, 20']);
		expect(row?.[5]).to.match(/^\+\d{3} ms$/);
		expect(row?.[6]).to.match(/^\+2\d\d ms to \+3\d\d ms$/);
		expect(row?.slice(7)).to.deep.equal(['< 0.0001', '100 ms', 'regression']);
		expect(text(report)).to.include('\n* as if the fault had hit in the middle of the advertisement interval\n');
		expect(text(report)).to.include('\nagainst the baseline: fail. Worse: takeoverMs');
	});
	it('says how many trials it would take', () => {
		const runs = [runOf('a', 3), runOf('b', 3)] as const;
		const report = compareWithBaseline(...runs, { rule: { unknown: 'warn', proveSame: true } });
		expect(report.verdict).to.equal('inconclusive');
		expect(report.because).to.match(
			/^\d+ of \d+ medians may be worse .* too few trials to tell\. \d+ trials of each run would probably do\.$/,
		);
		expect(rowOf(report, 'takeoverMs *')?.at(-1)).to.match(/^unknown: about \d+ trials would tell$/);
	});
	it('warns of what so few trials could not tell, and passes', () => {
		const few = compareWithBaseline(runOf('a', 3), runOf('b', 3));
		expect(few.verdict).to.equal('pass');
		expect(few.because).to.match(
			/^None of \d+ medians is proved to be worse by a size that matters; \d of those that decide could not be told\.$/,
		);
		expect(few.warnings[0]).to.match(
			/^takeoverMs of kill-master could not be told \(n = 3 and 3\): with so few trials no worsening is proved, however great; about \d+ trials of each run would tell\.$/,
		);
		expect(text(few)).to.include('\nwarning: takeoverMs of kill-master could not be told');
		const some = compareWithBaseline(runOf('a', 7), runOf('b', 7, { slowerMs: 90 }));
		expect(some.warnings.join()).to.match(/: a worsening of \d+ ms would have shown in 4 of 5 such runs; about \d+ trials/);
	});
	it('is inconclusive where the rule asks for the deciding metrics and they could not be told', () => {
		const asked = compareWithBaseline(runOf('a', 3), runOf('b', 3), { rule: { unknown: 'fail', proveSame: false } });
		expect(asked.verdict).to.equal('inconclusive');
		expect(asked.because).to.match(/^4 of \d+ medians may be worse/);
	});
	it('passes where like is held against like', () => {
		const report = compareWithBaseline(runOf('a', 20), runOf('c', 20));
		expect(report).to.include({
			verdict: 'pass',
			because: `None of ${report.changes.length} medians is proved to be worse by a size that matters.`,
		});
		expect(report.caveats).to.deep.equal([]);
		expect(report.warnings).to.deep.equal([]);
	});
	it('does not compare the mesh with host mode', () => {
		const mesh = runOf('b', 20);
		mesh.environment.publishMode = 'ingress';
		const report = compareWithBaseline(runOf('a', 20), mesh);
		expect(report).to.deep.include({ verdict: 'inconclusive', changes: [] });
		expect(text(report)).to.include('published in host mode before and in ingress mode now');
	});
	it('does not compare a run under conditions with one without, nor with one under others', () => {
		const [without, under, other] = [runOf('a', 20), runOf('b', 20), runOf('c', 20)];
		for (const drill of under.drills) drill.spec = { ...drill.spec, conditions: { latency: '5ms' } };
		for (const drill of other.drills) drill.spec = { ...drill.spec, conditions: { latency: '5ms', loss: 1 } };
		expect(compareWithBaseline(without, under)).to.deep.include({
			verdict: 'inconclusive',
			because: 'kill-master ran under no conditions before and under latency 5ms now, so the runs measure different things.',
			changes: [],
		});
		expect(compareWithBaseline(under, other).because).to.include('under latency 5ms before and under latency 5ms, loss 1 % now');
		expect(compareWithBaseline(under, under).changes).not.to.deep.equal([]);
	});
	it('names what else differs', () => {
		const [before, after] = [runOf('a', 6), runOf('b', 6)];
		after.environment.engine.cpus = 2;
		const [drill = expect.fail()] = after.drills;
		drill.spec.load.ratePerSecond = 10;
		drill.spec.expect = [];
		for (const trial of drill.trials.slice(0, 2))
			trial.measurements = { ...trial.measurements, trust: { ...trial.measurements.trust, trusted: false } };
		after.drills.push({ ...drill, name: 'another' });
		expect(compareWithBaseline(before, after).caveats).to.deep.equal([
			'The number of CPUs differs: 4 before, 2 now.',
			'kill-master itself has changed: other faults, times or load.',
			'kill-master: in no figure, for it is not trusted: 2 trials.',
			'Only the new run has another.',
		]);
	});
	it('is inconclusive where the runs share no drill', () => {
		const other = runOf('b', 6);
		for (const drill of other.drills) drill.name = 'another';
		expect(compareWithBaseline(runOf('a', 6), other)).to.include({
			verdict: 'inconclusive',
			because: 'No drill has measured anything in both runs.',
		});
	});
});

describe('the baseline’s outputs', () => {
	it('are deterministic JSON by their own schema', () => {
		const of = () => renderBaselineJson(compareWithBaseline(runOf('a', 6), runOf('b', 6)));
		expect(of()).to.equal(of());
		expect(JSON.parse(of()).changes[0]).to.include({
			drill: 'kill-master',
			metric: 'takeoverMs',
			better: 'lower',
			practical: 100,
		});
	});
	it('do not let what others wrote steer a terminal', () => {
		const hostile = { ...hostileReport(), id: HOSTILE };
		const plain = text(compareWithBaseline(hostile, hostile));
		expect(plain.replaceAll('\n', '')).not.to.match(/\p{Cc}/u);
		expect(plain.split('\n').filter((line) => line.startsWith('before:'))).to.have.length(1);
	});
	it('differ by colour only', () => {
		const report = compareWithBaseline(runOf('a', 20), runOf('b', 20, { slowerMs: 300 }));
		const colored = baselineTerminal(report, { color: true });
		expect(colored).to.include('\u001b[31m');
		expect(stripVTControlCharacters(colored)).to.equal(text(report));
	});
	it('can be stored and read back, and name what is wrong', () => {
		const report = compareWithBaseline(runOf('a', 6), runOf('b', 6));
		expect(parseBaseline(renderBaselineJson(report), 'f')).to.deep.equal(report);
		expect(() => parseBaseline('{', 'f.json')).to.throw('f.json: baseline: not JSON');
		expect(() => parseBaseline(JSON.stringify({ ...report, verdict: 'good' }), 'f.json')).to.throw('f.json: verdict:');
	});
});

describe('a regression in a pull request', () => {
	const worse = compareWithBaseline(runOf('a', 20), runOf('b', 20, { slowerMs: 300 }));
	const passed: RunReport = { ...runOf('b', 20), verdict: 'pass' };
	for (const drill of passed.drills) Object.assign(drill, { verdict: 'pass', expectations: [], slos: [], trials: [] });

	it('fails the summary of a run whose drills passed', () => {
		const text = renderMarkdown(passed, null, worse);
		expect(text).to.match(/^## ❌ Failover of seed: fail\n/);
		expect(text).to.include('\n### ❌ Against the baseline: fail\n\nWorse: takeoverMs of kill-master');
		expect(text).to.match(/\n\| kill-master +\| takeoverMs \\\* +\| +20, 20 \| .*\| \*\*regression\*\* +\|\n/);
		expect(renderMarkdown(passed)).to.include('## ✅ Failover of seed: pass').and.not.to.include('baseline');
	});
	it('is annotated, each metric by itself', () => {
		const lines = renderGithub(passed, worse).trimEnd().split('\n');
		const errors = lines.filter((line) => line.startsWith('::error '));
		expect(errors).to.have.length(worse.changes.filter(({ outcome }) => outcome === 'regression').length);
		expect(errors[0]).to.match(
			/^::error title=kill-master%3A takeoverMs is worse than in the baseline::[^:]*gratuitous ARP%0An: 20, 20%0Abefore: 3\.\d\d s%0Aafter: 3\.\d\d s%0Adifference: \+\d{3} ms%0A95 %25 interval: .*%0Amatters from: 100 ms$/,
		);
	});
	it('that can not be told is a warning, and none a notice', () => {
		const annotations = (report: BaselineReport) => renderGithub(passed, report).trimEnd().split('\n');
		const last = (report: BaselineReport) => annotations(report).at(-1);
		const few = compareWithBaseline(runOf('a', 3), runOf('b', 3));
		expect(annotations(few)).to.include(`::warning title=against the baseline a::${few.warnings[0]}`);
		expect(last(few)).to.match(/^::notice title=against the baseline a%3A pass::None of/);
		const asked = compareWithBaseline(runOf('a', 3), runOf('b', 3), { rule: { unknown: 'fail', proveSame: false } });
		expect(last(asked)).to.match(/^::warning title=against the baseline a%3A inconclusive::\d+ of/);
		expect(last(compareWithBaseline(runOf('a', 20), runOf('c', 20)))).to.match(
			/^::notice title=against the baseline a%3A pass::None of/,
		);
	});
	it('lets no text become markup or a command', () => {
		const hostile = { ...hostileReport(), id: HOSTILE };
		const against = compareWithBaseline(hostile, hostile);
		expect(baselineMarkdown(against)).not.to.match(/<(?!sub>|\/sub>)/);
		for (const line of renderGithub(hostile, against).trimEnd().split('\n'))
			expect(line).to.match(/^::(error|warning|notice) title=[^:,\p{Cc}]*::[^\p{Cc}]*$/u);
	});
});
