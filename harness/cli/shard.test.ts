import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { parse, parseAllDocuments } from 'yaml';
import { InputError } from '../base/errors.ts';
import { packageRoot } from '../base/paths.ts';
import { readRun } from '../run/read-run.ts';
import { askedRun } from './shard/asked.ts';
import { expression, githubWorkflow } from './shard/github.ts';
import { kubernetesManifest } from './shard/kubernetes.ts';

const SHARD = expression('matrix.shard');
const CALL = `node ${join(packageRoot, 'bin/vipdrill.js')}`;
const RUN = ['run', 'kill-master', '--lab', 'sim', '--trials', '5', '--seed', '7', '--timelines', 'none'];

describe('vipdrill shard', function () {
	this.timeout(240_000);
	let folder: string;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'vipdrill-shard-'));
	});
	afterEach(() => rmSync(folder, { recursive: true }));
	/** `most`: the greatest exit code that is none of a failure; up to 2 they are verdicts. */
	const inFolder = async (command: string, args: readonly string[], env: Record<string, string> = {}, most = 0) => {
		const { exitCode, stderr } = await execa(command, [...args], { cwd: folder, env, reject: false, stdin: 'ignore' });
		expect(exitCode, stderr).to.be.within(0, most);
	};
	const shard = async (...args: string[]) => {
		const words = [join(packageRoot, 'bin/vipdrill.js'), 'shard', ...args];
		const { stdout, stderr, exitCode } = await execa('node', words, { cwd: folder, reject: false, stdin: 'ignore' });
		expect([exitCode, stderr]).to.deep.equal([0, '']);
		return stdout;
	};
	/** A report without what no two runs share. */
	const timeless = async (dir: string) => ({ ...(await readRun(dir)), id: '', startedAt: '', finishedAt: '' });
	let one: Promise<object> | undefined;
	const whole = () => (one ??= runWhole());
	const runWhole = async () => {
		await inFolder('node', [join(packageRoot, 'bin/vipdrill.js'), ...RUN, '--out', 'one'], {}, 2);
		return timeless(join(folder, 'one', readdirSync(join(folder, 'one'))[0] ?? ''));
	};

	/** What Kubernetes makes of a command: $(NAME) of the environment, and two dollars are one (kubernetes.io, "Define dependent environment variables"). */
	const expanded = (text: string) =>
		text
			.replaceAll('$$', '\0')
			.replaceAll(/\$\((\w+)\)/g, 'EXPANDED')
			.replaceAll('\0', '$');
	const pods = (text: string) => {
		const [volume, job, merging] = parseAllDocuments(text).map((one) => one.toJS());
		return { volume, job, merging };
	};

	it('for k8s: its commands, run by their index, come to what one process gives', async () => {
		const { job, merging } = pods(await shard('--for', 'k8s', '-n', '2', '--call', CALL, ...RUN));
		const results = join(folder, 'results');
		const commandOf = (one: typeof job) => {
			const [sh, flags, script] = one.spec.template.spec.containers[0].command as [string, string, string];
			return [sh, [flags, expanded(script).replaceAll('/results', results)]] as const;
		};
		for (const index of ['0', '1', '1']) await inFolder(...commandOf(job), { JOB_COMPLETION_INDEX: index });
		await inFolder(...commandOf(merging), {}, 2);
		expect(await timeless(join(results, 'whole'))).to.deep.equal(await whole());
	});
	it('for github: its steps, run by the matrix, come to what one process gives', async () => {
		const { jobs } = parse(await shard('--for', 'github', '-n', '2', '--call', CALL, ...RUN));
		const step = (job: string, name: string) =>
			jobs[job].steps.find((one: { name?: string }) => one.name === name)?.run as string;
		for (const index of jobs.part.strategy.matrix.shard as number[])
			await inFolder('bash', ['-e', '-o', 'pipefail', '-c', step('part', 'Run a part').replaceAll(SHARD, `${index}`)]);
		await inFolder('bash', ['-e', '-o', 'pipefail', '-c', step('merge', 'Merge')], {}, 2);
		expect(await timeless(join(folder, 'whole'))).to.deep.equal(await whole());
	});

	it('makes an Indexed Job of as many completions as parts, and a merge that waits', () => {
		const text = kubernetesManifest({
			...{ parts: 50, call: 'vipdrill', image: 'node:20', words: ['a', '--seed', "it's"], folder: './mine' },
			files: ['cluster.yaml', 'hosts/a b.conf'],
		});
		const { volume, job, merging } = pods(text);
		expect([volume.kind, volume.apiVersion, job.kind, job.apiVersion, merging.kind]).to.deep.equal([
			...['PersistentVolumeClaim', 'v1', 'Job', 'batch/v1', 'Job'],
		]);
		expect(job.spec).to.include({ completionMode: 'Indexed', completions: 50, parallelism: 50 });
		expect(merging.spec).to.include({ suspend: true, backoffLimit: 0 });
		const { containers, volumes, restartPolicy } = job.spec.template.spec;
		expect(restartPolicy).to.equal('Never');
		// Indexes count from 0, parts from 1.
		expect(expanded(containers[0].command[2])).to.include('part=$(expr "$JOB_COMPLETION_INDEX" + 1)\n');
		expect(expanded(containers[0].command[2])).to.include(
			`vipdrill run a --seed 'it'\\''s' --cluster /cluster --shard "$part/50"`,
		);
		expect(containers[0].volumeMounts.map(({ name }: { name: string }) => name)).to.deep.equal(
			volumes.map(({ name }: { name: string }) => name),
		);
		expect(volumes[1].secret.items).to.deep.equal([
			{ key: 'cluster.yaml', path: 'cluster.yaml' },
			{ key: 'hosts__a_b.conf', path: 'hosts/a b.conf' },
		]);
		expect(text).to.include("--from-file='hosts__a_b.conf=./mine/hosts/a b.conf'");
	});
	it('makes a matrix of as many as parts, and sets real labs up', () => {
		const { jobs } = parse(
			githubWorkflow({ parts: 3, call: 'vipdrill', words: ['--all', '--seed', 'x'], cluster: 'my cluster', isSimulated: false }),
		);
		expect(jobs.part.strategy).to.deep.equal({ 'fail-fast': false, matrix: { shard: [1, 2, 3] } });
		expect(jobs.part.steps.flatMap(({ run }: { run?: string }) => run ?? [])).to.deep.equal([
			'vipdrill setup',
			`vipdrill run --all --seed x --cluster 'my cluster' --shard ${SHARD}/3 --out parts/${SHARD} || [ $? -le 2 ]`,
		]);
		expect(jobs.merge).to.include({ needs: 'part', if: expression('!cancelled()') });
	});

	const refusal = (work: () => unknown) => {
		try {
			work();
		} catch (error) {
			if (error instanceof InputError) return error.message;
			throw error;
		}
		return 'it was taken';
	};
	it('takes the words of a run as they are, without its cluster', () => {
		expect(askedRun(['run', 'a', '-c', './mine', '-n', '9', '--seed', '1'])).to.deep.include({
			...{ words: ['a', '-n', '9', '--seed', '1'], names: ['a'], cluster: './mine', trials: 9, isSimulated: false, files: [] },
		});
		expect(askedRun(['run', '--cluster=x', './a.scenario.ts', '-s', '1', '--slo', 'f']).words).to.deep.equal([
			...['./a.scenario.ts', '-s', '1', '--slo', 'f'],
		]);
		expect(askedRun(['run', './a.scenario.ts', '-s', '1', '--slo', 'f']).files).to.deep.equal(['./a.scenario.ts', 'f']);
	});
	for (const [words, problem] of [
		[['sweep', 'a'], 'command line: <command>: only run can be split (got "sweep")'],
		[['run', 'a'], 'command line: --seed: each part would draw its own'],
		[['run', 'a', '--seed', '1', '--shard', '1/2'], 'command line: --shard: a run that is split cannot have it'],
		[['run', 'a', '--seed', '1', '--baseline', 'x'], 'give it to vipdrill merge'],
		[['run', 'a', '--seed', '1', '-c', 'x', '-c', 'y'], 'command line: --cluster: only a run on one cluster can be split'],
		[['run', 'a', '--seed', '1', '--fast'], "command line: run: unknown option '--fast'"],
	] as const)
		it(`refuses ${words.join(' ')}`, () => expect(refusal(() => askedRun(words))).to.include(problem));
	it('refuses what GitHub would take for an expression', () =>
		expect(
			refusal(() => githubWorkflow({ parts: 1, call: 'v', words: [expression('secrets.A')], cluster: null, isSimulated: true })),
		).to.include('GitHub would take it for an expression'));
	it('refuses what a pod has not, more parts than trials, and a folder with a mistake', async () => {
		writeFileSync(join(folder, 'cluster.yaml'), 'name: x\n');
		for (const [args, problem] of [
			[['--for', 'k8s', '-n', '2', 'run', 'kill-master', '--seed', '1'], 'a pod has no Docker engine'],
			[
				['--for', 'k8s', '-n', '2', 'run', 'kill-master', '--lab', 'sim', '--seed', '1', '--calibration', 'c.json'],
				'a pod has no file',
			],
			[
				['--for', 'k8s', '-n', '9', 'run', 'kill-master', '--lab', 'sim', '--seed', '1', '-n', '3'],
				"the run can't be split that often",
			],
			[['--for', 'github', '-n', '1', 'run', 'kill-master', '--seed', '1', '-c', folder], 'cluster.yaml'],
		] as const) {
			const words = [join(packageRoot, 'bin/vipdrill.js'), 'shard', ...args];
			const { exitCode, stderr, stdout } = await execa('node', words, { cwd: folder, reject: false });
			expect([exitCode, stdout], stderr).to.deep.equal([3, '']);
			expect(stderr).to.include(problem);
		}
	});
});
