import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { packageRoot } from '../base/paths.ts';
import { readOptions, type StormOptions } from '../storm/options.ts';
import { unknownOptions } from './testing.ts';

const read = (file: string) => parse(readFileSync(join(packageRoot, file), 'utf8'));
const isBash = (script: string) => expect(spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' }).stderr).to.equal('');

describe('docs/github-workflow.yml', () => {
	const { jobs } = read('docs/github-workflow.yml');
	const { inputs } = read('action.yml');
	const steps: { uses?: string; run?: string; with?: Record<string, unknown> }[] = Object.values<{ steps: [] }>(jobs).flatMap(
		(job) => job.steps,
	);

	it('gives the action inputs that it has, and all that it needs', () => {
		const calls = steps.filter(({ uses }) => uses === 'OWNER/vipdrill@REF').map((step) => Object.keys(step.with ?? {}));
		expect(calls).to.have.length(2);
		for (const names of calls) {
			expect(Object.keys(inputs)).to.include.members(names);
			expect(names).to.include('cluster');
		}
	});
	it('numbers its shards as vipdrill does', () => {
		const { shard } = jobs.drill.strategy.matrix;
		expect(shard).to.deep.equal(shard.map((_: string, i: number) => `${i + 1}/${shard.length}`));
	});
	it('fetches what the shards are uploaded as', () => {
		const { pattern } = steps.find(({ uses }) => uses?.startsWith('actions/download-artifact'))?.with ?? {};
		expect(pattern).to.equal(`${inputs.artifact.default}-shard-*`);
	});
	it('has scripts that are bash', () => {
		for (const { run } of steps) if (run) isBash(run);
	});
});

describe('docs/playground-workflow.yml', () => {
	it('makes the page by a script that there is, and publishes the folder that this writes', () => {
		const { steps } = read('docs/playground-workflow.yml').jobs.publish;
		const { scripts } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'));
		const runs = steps.flatMap(({ run }: { run?: string }) => run ?? []);
		expect(runs).to.deep.equal(['npm ci', 'npm run playground']);
		expect(scripts.playground).to.equal('tsx harness/build/playground-file.ts');
		const upload = steps.find(({ uses }: { uses?: string }) => uses?.startsWith('actions/upload-pages-artifact'));
		expect(upload.with.path).to.equal('playground');
		expect(readFileSync(join(packageRoot, 'harness/build/playground-file.ts'), 'utf8')).to.include("'playground/index.html'");
	});
});

describe('docs/storm-workflow.yml', () => {
	const { on, jobs } = read('docs/storm-workflow.yml');
	const { steps, strategy, env, 'timeout-minutes': within } = jobs.storm;
	const runs: string[] = steps.flatMap(({ run }: { run?: string }) => run ?? []);

	it('runs each night, after set-up, by a script that there is', () => {
		expect(on.schedule[0].cron).to.match(/^\d+ \d+ \* \* \*$/);
		const { scripts } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'));
		expect(scripts.storm).to.equal('tsx harness/storm/storm.ts');
		expect(runs.map((line) => /npm (ci|run \w+)/.exec(line)?.[0])).to.deep.equal([
			'npm ci',
			'npm run setup',
			'npm run storm',
			undefined,
		]);
		for (const run of runs) isBash(run);
	});
	it('asks for what a storm knows, and has time for it', () => {
		const [line = ''] = runs.filter((run) => run.includes('npm run storm'));
		const asked = strategy.matrix.part.map((part: string) =>
			readOptions((line.split(' -- ')[1] ?? '').replace('"$SEED"', 's').replace('$PART', part).split(' '), 'fresh'),
		);
		expect(asked.map(({ kills, pairs, seed, engines }: StormOptions) => [kills, pairs, seed, engines.join()])).to.deep.equal([
			[300, false, 's', 'none,private,local'],
			[300, true, 's', 'none,private,local'],
		]);
		for (const { minutes } of asked) expect(minutes + 60).to.be.at.most(within);
		expect(env.PART).to.include('matrix.part');
	});
	it('keeps the report, however the storm ended', () => {
		const [summary, upload] = steps.slice(-2);
		expect([summary.if, upload.if, upload.with.path]).to.deep.equal(['always()', 'always()', 'reports/storm-*']);
	});
});

describe('docs/gitlab-ci.yml', () => {
	const { drill, judge, '.vipdrill': common } = read('docs/gitlab-ci.yml');
	for (const [name, lines] of Object.entries({ before_script: common.before_script, drill: drill.script, judge: judge.script })) {
		it(`${name} is bash`, () => isBash(lines.join('\n')));
		it(`${name} calls vipdrill with options that it has`, () => {
			for (const line of lines) expect(unknownOptions(line), line).to.deep.equal([]);
		});
	}
	it('calls run and merge', () => {
		expect(drill.script.join('\n')).to.match(/vipdrill\.js run --all .*--shard "\$CI_NODE_INDEX\/\$CI_NODE_TOTAL"/);
		expect(judge.script.join('\n')).to.include('vipdrill.js merge shards/* --out reports/whole');
	});
	it('keeps what it names', () => {
		for (const path of Object.values<string>(judge.artifacts.reports))
			expect(judge.script.join('\n')).to.include(path.split('/junit')[0]);
	});
});
