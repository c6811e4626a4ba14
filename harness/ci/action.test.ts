import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { packageRoot } from '../base/paths.ts';
import { withoutTracking } from './stopped-example.ts';
import { optionsOf, unknownOptions } from './testing.ts';

interface Step {
	id?: string;
	name?: string;
	if?: string;
	uses?: string;
	shell?: string;
	run?: string;
	env?: Record<string, string>;
	with?: Record<string, string>;
}

const text = readFileSync(join(packageRoot, 'action.yml'), 'utf8');
const action: {
	inputs: Record<string, { description: string; default?: string; required?: boolean }>;
	outputs: Record<string, { value: string }>;
	runs: { using: string; steps: Step[] };
} = parse(text);
const { steps } = action.runs;
const scripts = steps.flatMap(({ name = '?', run }) => (run ? [{ name, run }] : []));

describe('action.yml', () => {
	it('is a composite action whose steps are complete', () => {
		expect(action.runs.using).to.equal('composite');
		for (const { uses, run, shell } of steps)
			expect(uses ? /^(actions|github\/codeql-action)\/[a-z-]+@v\d+$/.test(uses) : run && shell === 'bash').to.equal(true);
	});
	it('declares each input that it uses, uses each that it declares, and says what it is', () => {
		const used = new Set([...text.matchAll(/\binputs\.([a-z-]+)/g)].map(([, name]) => name));
		expect([...used]).to.have.members(Object.keys(action.inputs));
		for (const { description, required, default: value } of Object.values(action.inputs)) {
			expect(description).to.match(/\.$/);
			expect(required === true || value !== undefined).to.equal(true);
		}
	});
	it('refers only to steps and outputs that are there', () => {
		for (const [, id, output] of text.matchAll(/\bsteps\.([a-z]+)\.outputs\.([a-z-]+)/g)) {
			const script = steps.find((step) => step.id === id)?.run;
			expect(script, `${id}.${output}`).to.match(new RegExp(`echo "${output}=`));
		}
	});
	it('has an input for each option of run that a pull request needs', () => {
		for (const name of ['cluster', 'trials', 'lab', 'engine', 'seed', 'slo', 'baseline', 'shard'])
			expect([`--${name}`, name in action.inputs]).to.deep.equal([
				optionsOf('run').find((option) => option === `--${name}`),
				true,
			]);
	});
	for (const { name, run } of scripts) {
		it(`“${name}” is bash`, () => expect(spawnSync('bash', ['-n'], { input: run, encoding: 'utf8' }).stderr).to.equal(''));
		it(`“${name}” calls vipdrill with options that it has`, () => expect(unknownOptions(run)).to.deep.equal([]));
		// Text of a pull request must not become part of a script.
		it(`“${name}” takes inputs from its environment only`, () => expect(run).not.to.include('${{'));
	}
	it('is checked by something that notices', () => {
		expect(unknownOptions('vipdrill run x --shards 1/3')).to.deep.equal(['--shards']);
		expect(unknownOptions('args+=(--trial "$N")\nvipdrill run x')).to.deep.equal(['--trial']);
		expect(unknownOptions('node "$P/bin/vipdrill.js" report "$F" --form github')).to.deep.equal(['--form']);
		expect(() => unknownOptions('vipdrill melt x')).to.throw();
	});
});

/** Runs the action's scripts as GitHub's runner would: those whose `if` holds, with inputs, outputs and files for them. */
class Runner {
	readonly root = mkdtempSync(join(tmpdir(), 'vipdrill-action-'));
	readonly #file = (name: string) => join(this.root, name);

	/** Its exit code, its outputs, all that was printed, and the step summary. */
	act(inputs: Record<string, string>) {
		for (const name of ['summary', 'environment']) writeFileSync(this.#file(name), '');
		mkdirSync(this.#file('temp'), { recursive: true });
		const values = Object.fromEntries(Object.entries(action.inputs).map(([name, input]) => [name, input.default ?? '']));
		const context: Record<string, string> = {};
		for (const [name, value] of Object.entries({ ...values, ...inputs })) context[`inputs.${name}`] = value;
		const outputs: Record<string, string> = {};
		let printed = '';
		for (const { id, run, env = {}, name, if: condition } of steps) {
			// The package is installed; and nothing of this needs an engine.
			if (!run || name === 'Install vipdrill' || (condition && !holds(condition, context))) continue;
			writeFileSync(this.#file('output'), '');
			const own = Object.fromEntries(Object.entries(env).map(([key, value]) => [key, evaluate(value, context)]));
			const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', run], {
				cwd: this.root,
				encoding: 'utf8',
				env: {
					...{ PATH: process.env.PATH, HOME: this.root, GITHUB_ACTION_PATH: packageRoot, RUNNER_TEMP: this.#file('temp') },
					...{ GITHUB_OUTPUT: this.#file('output'), GITHUB_ENV: this.#file('environment') },
					...{ GITHUB_STEP_SUMMARY: this.#file('summary'), ...own },
				},
			});
			printed += stdout + stderr;
			for (const [, key = '', value = ''] of readFileSync(this.#file('output'), 'utf8').matchAll(/^([a-z-]+)=(.*)$/gm)) {
				if (id) context[`steps.${id}.outputs.${key}`] = value;
				if (id === 'run') outputs[key] = value;
			}
			if (status !== 0) return { code: status, outputs, printed, summary: this.summary };
		}
		return { code: 0, outputs, printed, summary: this.summary };
	}
	get summary() {
		return readFileSync(this.#file('summary'), 'utf8');
	}
}

const evaluate = (value: string, context: Record<string, string>) =>
	value.replace(/\$\{\{ ([\w.-]+) \}\}/g, (_, name: string) => context[name] ?? expect.fail(name));

/** `a == 'x' && b != 'y'`, and no more. */
const holds = (condition: string, context: Record<string, string>) =>
	condition.split(' && ').every((part) => {
		const [, name = '', operator, value] = /^([\w.-]+) (==|!=) '(.*)'$/.exec(part) ?? expect.fail(part);
		return ((context[name] ?? '') === value) === (operator === '==');
	});

describe('the action’s scripts', function () {
	this.timeout(120_000);
	const runner = new Runner();
	after(() => rmSync(runner.root, { recursive: true }));
	const common = { drills: 'dockerd-stop-master steady-state', trials: '6', lab: 'sim', seed: 'ci', cluster: 'cluster' };

	it('run shards, merge them, and let a sound cluster pass', () => {
		cpSync(join(packageRoot, 'fixtures/hardened'), join(runner.root, 'cluster'), { recursive: true });
		for (const shard of ['1/2', '2/2']) {
			const { code, outputs, summary, printed } = runner.act({ ...common, shard });
			expect([code, outputs['exit-code'], summary], printed).to.deep.equal([0, '0', '']);
			expect(outputs.artifact).to.equal(`vipdrill-shard-${shard[0]}-of-2`);
			// As actions/upload-artifact and actions/download-artifact would.
			cpSync(outputs.folder ?? '', join(runner.root, 'shards', outputs.artifact ?? ''), { recursive: true });
		}
		const { code, outputs, summary, printed } = runner.act({ cluster: 'cluster', merge: 'shards', baseline: 'main', lab: 'sim' });
		expect(code, printed).to.equal(0);
		expect(printed).to.include('::notice title=vipdrill::There is no baseline in main yet');
		expect(printed).to.include('::notice title=hardened::Every drill passed.');
		expect(summary).to.include('## ✅ Failover of hardened: pass');
		expect(outputs.artifact).to.equal('vipdrill');
		expect(readdirSync(outputs.folder ?? '')).to.include.members(['run.json', 'junit.xml', 'index.html']);
		cpSync(outputs.folder ?? '', join(runner.root, 'main'), { recursive: true });
	});
	it('stop a pull request that removes the tracking', () => {
		withoutTracking(join(runner.root, 'changed'));
		const { code, outputs, summary, printed } = runner.act({ ...common, cluster: 'changed', baseline: 'main' });
		expect([code, outputs['exit-code']], printed).to.deep.equal([1, '1']);
		expect(printed).to.include('::error title=dockerd-stop-master%3A http.lostMs is worse than in the baseline::');
		expect(summary).to.include('### ❌ Against the baseline: fail');
		expect(existsSync(join(outputs.folder ?? '', 'baseline.json'))).to.equal(true);
	});
	it('judge a run whose shard is missing as inconclusive', () => {
		rmSync(join(runner.root, 'shards/vipdrill-shard-2-of-2'), { recursive: true });
		const { code, printed } = runner.act({ cluster: 'cluster', merge: 'shards', lab: 'sim' });
		expect(code).to.equal(2);
		expect(printed).to.include('vipdrill: missing: shard 2; its trials count as lost');
	});
	it('fail for a shard that could not run', () => {
		const { code, outputs, printed } = runner.act({ ...common, drills: 'no-such-drill', shard: '1/2' });
		expect([code, outputs.folder]).to.deep.equal([3, '']);
		expect(printed).to.include('no such drill');
	});
});
