import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { packageRoot } from '../base/paths.ts';
import { until } from '../base/until.ts';
import { renderMarkdown } from '../report/formats/markdown.ts';
import { renderTerminal } from '../report/terminal.ts';
import { sampleReport } from '../report/testing.ts';
import { analyzeRun } from '../run/analyze-run.ts';
import { FORMATS } from '../run/format-names.ts';
import { mergeShards } from '../run/merge-shards.ts';
import { readCompared } from '../run/read-compared.ts';
import { readRun } from '../run/read-run.ts';
import { renderRun } from '../run/render-run.ts';
import { RunSoFar } from '../run/run-so-far.ts';
import { assembleDrill } from './assemble.ts';
import { compareWithBaseline } from './baseline.ts';
import { interruptedOf } from './interrupted.ts';
import { parseRunReport } from './run-schema.ts';

const sample = sampleReport();
const [drill] = sample.drills;
if (!drill) throw new Error('the sample has a drill');

describe('a drill whose trials were not all run', () => {
	const passing = { ...drill.spec, expect: [], slo: [] };
	const trials = drill.trials.map((trial) => ({
		...trial,
		invariants: trial.invariants.map((one) => ({ ...one, outcome: 'pass' as const })),
	}));
	it('never passes, whatever its trials show', () => {
		expect(assembleDrill(passing, trials, sample.cluster).verdict).to.equal('pass');
		const cut = assembleDrill(passing, trials, sample.cluster, [], { interrupted: { done: 1, of: 3 } });
		expect(cut).to.deep.include({ verdict: 'inconclusive', interrupted: { done: 1, of: 3 } });
		expect(cut.because).to.equal('“every trial is run” could not be decided: interrupted after 1 of 3.');
	});
	it('fails where a trial failed', () => {
		const failing = assembleDrill(drill.spec, drill.trials, sample.cluster, [], { interrupted: { done: 1, of: 3 } });
		expect(failing.verdict).to.equal('fail');
	});
	it('makes a run that says how far it came, in every kind of text', () => {
		const whole = { trials: [1, 2], failedTrials: [1] };
		expect(interruptedOf([whole])).to.equal(undefined);
		expect(interruptedOf([whole, { trials: [1], failedTrials: [], interrupted: { done: 1, of: 5 } }])).to.deep.equal({
			done: 4,
			of: 8,
		});
		const report = { ...sample, interrupted: { done: 4, of: 8 } };
		expect(renderTerminal(report, { color: false })).to.include('interrupted after 4 of 8 trials\n');
		expect(renderMarkdown(report, null)).to.include('interrupted after 4 of 8 trials');
		expect(parseRunReport(JSON.stringify(report)).interrupted).to.deep.equal({ done: 4, of: 8 });
	});
	it('counts as lost in a merge', () => {
		const shard = { index: 1, of: 1, drills: [drill.spec], trials: 3, untilCiMs: null, rerun: '', clusterHash: '' };
		const cut = { ...drill, interrupted: { done: 1, of: 3 } };
		const { report } = mergeShards([{ dir: '', report: { ...sample, shard, interrupted: { done: 1, of: 3 }, drills: [cut] } }]);
		expect(report.interrupted).to.equal(undefined);
		expect(report.drills[0]?.failedTrials.map(({ trial, message }) => [trial, message])).to.deep.equal([
			[2, 'shard 1 of 1 was interrupted'],
			[3, 'shard 1 of 1 was interrupted'],
		]);
	});
});

describe('RunSoFar', () => {
	it('writes after every trial, one after the other', async () => {
		const order: string[] = [];
		const soFar = new RunSoFar(async () => {
			order.push('begin');
			await new Promise((resolve) => setTimeout(resolve, 5));
			order.push('end');
		});
		await Promise.all([soFar.trialDone(), soFar.trialDone()]);
		expect(order).to.deep.equal(['begin', 'end', 'begin', 'end']);
	});
	it('does not write ten thousand times with a gap, and takes a twentieth of the time at most', async () => {
		let nowMs = 0;
		let written = 0;
		const write = async () => {
			written += 1;
			nowMs += 400;
		};
		const soFar = new RunSoFar(write, 5000, () => nowMs);
		// 10,000 trials of 10 ms: 100 s. Each writing takes 0.4 s, so the next may begin 8 s later.
		for (let i = 0; i < 10_000; i++) {
			await soFar.trialDone();
			nowMs += 10;
		}
		expect(written).to.equal(13);
	});
	it('says that the disk is full', async () => {
		const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', path: '/x/run.json.tmp' });
		const error = await new RunSoFar(async () => Promise.reject(full)).trialDone().catch((caught: unknown) => caught);
		expect(error).to.have.property('code', 'WRITE_FAILED');
		expect(error)
			.to.have.property('message')
			.that.matches(/run\.json\.tmp cannot be written: the disk is full/);
	});
});

describe('a run that was killed', function () {
	this.timeout(60_000);
	const dir = mkdtempSync(join(tmpdir(), 'vipdrill-killed-'));
	after(() => rmSync(dir, { recursive: true }));

	it('can be read by every command, which says how far it came', async () => {
		const args = ['run', 'steady-state', '--lab', 'sim', '-n', '20000', '--jobs', '1', '--seed', '../x', '--out', dir];
		const child = spawn('node', ['bin/vipdrill.js', ...args], { cwd: packageRoot, stdio: 'ignore' });
		const written = async () => {
			const [folder] = readdirSync(dir);
			if (folder === undefined) return undefined;
			return readdirSync(join(dir, folder)).includes('run.json') ? join(dir, folder) : undefined;
		};
		const run = await until('run.json is there', written, { timeoutMs: 30_000, intervalMs: 20 });
		child.kill('SIGKILL');
		await new Promise((resolve) => child.once('exit', resolve));
		const stored = parseRunReport(readFileSync(join(run, 'run.json'), 'utf8'));
		expect(stored).to.deep.include({ verdict: 'inconclusive', seed: '../x' });
		expect(stored.interrupted?.of).to.equal(20_000);
		const said = `interrupted after ${stored.interrupted?.done} of 20000`;
		for (const format of FORMATS.filter((name) => name !== 'svg' && name !== 'csv' && name !== 'openmetrics')) {
			const { text } = await renderRun(run, format);
			if (format === 'json') expect(JSON.parse(text).interrupted.of).to.equal(20_000);
			else expect(text, format).to.include(said);
		}
		const analyzed = await analyzeRun(run);
		expect(analyzed).to.deep.include({ verdict: 'inconclusive', interrupted: stored.interrupted });
		expect(renderTerminal(analyzed, { color: false })).to.include(said);
		expect((await readCompared([run])).drills[0]?.cells[0]).to.include({ verdict: 'inconclusive' });
		expect(compareWithBaseline(analyzed, await readRun(run)).verdict).to.be.oneOf(['pass', 'inconclusive']);
	});
});
