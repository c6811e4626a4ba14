import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { execa } from 'execa';
import { packageRoot } from '../base/paths.ts';
import { until } from '../base/until.ts';
import { readRun } from '../run/read-run.ts';

/** A run on a lab that is no lab, as `vipdrill run` does it. Its one trial goes on until it is told to stop; what it does is noted in a file. */
const PROGRAM = `
import { appendFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { guardProcess, interruptible, leave, sayHowItEnded } from './harness/cli/ways-out.ts';
import { underWay } from './harness/base/under-way.ts';
import { loadCluster } from './harness/load/load-cluster.ts';
import { sampleReport } from './harness/report/testing.ts';
import { createRunFolder } from './harness/run/run-folder.ts';
import { runOnLabs } from './harness/run/run-on-labs.ts';

const { DIR, TROUBLE = '', REMOVAL_MS = '0' } = process.env;
const note = (text) => appendFileSync(join(DIR, 'notes'), text + '\\n');
process.on('exit', (code) => note('exit ' + code));
guardProcess();
const signal = interruptible('the lab');
const lab = {
	environment: sampleReport().environment,
	async runTrial(plan, emit, { signal }) {
		note('begun');
		// Nothing may keep a test's program alive.
		setTimeout(() => process.exit(98), 25_000).unref();
		if (TROUBLE === 'uncaught') setTimeout(() => JSON.parse('torn'), 20);
		try {
			for (let i = 0; !signal.aborted; i++) {
				emit({ type: 'mark', atMs: i, phase: 'steady' });
				console.log('event ' + i);
				console.error('event ' + i);
				await delay(5);
			}
			throw signal.reason;
		} finally {
			note('undone');
		}
	},
	[Symbol.asyncDispose]: () => underWay('removing lab 1a2b3c', async () => {
		if (TROUBLE === 'second') setTimeout(() => { throw new Error('a second error') }, 0);
		await delay(Number(REMOVAL_MS) + 50);
		if (TROUBLE === 'stuck') throw new Error('lab 1a2b3c could not be removed: busy');
		note('removed');
	}),
};
const folder = createRunFolder(DIR, 's', 'run');
if (TROUBLE === 'disk') symlinkSync('/dev/full', join(folder.dir, 'trials/kill-master-001.ndjson'));
try {
	await runOnLabs(async () => lab, {
		spec: await loadCluster('fixtures/seed'),
		drills: [sampleReport().drills[0].spec],
		trials: 3, seed: 's', rerun: '', reportsDir: DIR, renderer: 'silent', signal,
		progress: (text) => console.log(text),
	}, folder);
} catch (error) {
	process.exitCode = sayHowItEnded(error) ?? error.exitCode ?? 99;
	if (process.exitCode === 4) console.error(error.message);
}
await leave();
`;

const NODE = ['--import', 'tsx', '--input-type=module', '--eval', PROGRAM];

describe('every way out of a run', function () {
	this.timeout(20_000);
	let dir: string;
	beforeEach(() => {
		dir = mkdtempSync(join(tmpdir(), 'vipdrill-ways-out-'));
	});
	const children: ChildProcess[] = [];
	afterEach(() => {
		// Where a test fails, what it started must not live on.
		for (const child of children.splice(0)) child.kill('SIGKILL');
		rmSync(dir, { recursive: true });
	});

	const notes = () => (existsSync(join(dir, 'notes')) ? readFileSync(join(dir, 'notes'), 'utf8').trim().split('\n') : []);
	const noted = (text: string) =>
		until(`${text} is noted`, async () => notes().includes(text) || undefined, { timeoutMs: 15_000, intervalMs: 10 });
	function start(env: Record<string, string> = {}, stdout: 'pipe' | number = 'pipe'): ChildProcess {
		const all = { ...process.env, DIR: dir, ...env };
		const child = spawn('node', NODE, { cwd: packageRoot, env: all, stdio: ['ignore', stdout, 'pipe'] });
		children.push(child);
		return child;
	}
	/** The exit code, and what it said; the output is read to its end so that no pipe fills. */
	async function ended(child: ChildProcess) {
		child.stdout?.resume();
		const said = child.stderr && !child.stderr.destroyed ? text(child.stderr).catch(() => '') : '';
		const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
		return { code, said: await said };
	}
	const inOrder = (code: number) => ['begun', 'undone', 'removed', `exit ${code}`];

	for (const [name, code] of [
		['SIGINT', 130],
		['SIGTERM', 143],
		['SIGHUP', 129],
	] as const)
		it(`${name} undoes, removes and exits ${code}; the run can be read`, async () => {
			const child = start();
			const end = ended(child);
			await noted('begun');
			child.kill(name);
			const { code: got, said } = await end;
			expect(notes()).to.deep.equal(inOrder(code));
			expect(got).to.equal(code);
			expect(said).to.include(`vipdrill: interrupted (${name}); removing the lab\n`);
			expect(said).to.include(`vipdrill: interrupted (${name}); the lab was removed\n`);
			const report = await readRun(join(dir, 'run'));
			expect(report).to.deep.include({ interrupted: { done: 0, of: 3 }, verdict: 'inconclusive' });
			expect(readdirSync(join(dir, 'run'))).to.have.members(['index.html', 'junit.xml', 'run.json', 'trials']);
		});
	for (const stream of ['stdout', 'stderr'] as const)
		it(`nobody who reads ${stream} undoes, removes and exits 141`, async () => {
			const child = start();
			const other = stream === 'stdout' ? child.stderr : child.stdout;
			other?.resume();
			await noted('begun');
			child[stream]?.destroy();
			await new Promise((resolve) => child.once('exit', resolve));
			expect(notes()).to.deep.equal(inOrder(141));
		});
	it('an output on a full disk undoes, removes and exits 4', async () => {
		const full = openSync('/dev/full', 'w');
		const { code, said } = await ended(start({}, full));
		closeSync(full);
		expect(notes()).to.deep.equal(inOrder(4));
		expect(code).to.equal(4);
		expect(said).to.include('vipdrill: the output cannot be written (ENOSPC); the lab was removed');
	});
	it('a full disk under the run folder undoes, removes and exits 4, naming the file', async () => {
		const { said } = await ended(start({ TROUBLE: 'disk' }));
		expect(notes()).to.deep.equal(inOrder(4));
		expect(said).to.match(
			/run\/trials\/kill-master-001\.ndjson cannot be written: the disk is full \(ENOSPC\)\. Make room there/,
		);
	});
	it('a terminal that is gone undoes, removes and exits 129', async () => {
		const quoted = NODE.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
		const env = { ...process.env, DIR: dir, SHELL: '/bin/sh' };
		const terminal = spawn('script', ['--quiet', '--command', `exec node ${quoted}`, '/dev/null'], {
			cwd: packageRoot,
			env,
			stdio: 'ignore',
		});
		children.push(terminal);
		await noted('begun');
		terminal.kill('SIGKILL');
		await noted('exit 129');
		expect(notes()).to.deep.equal(inOrder(129));
	});
	it('an error that nobody caught is told, undoes, removes and exits 4', async () => {
		const { said } = await ended(start({ TROUBLE: 'uncaught' }));
		expect(notes()).to.deep.equal(inOrder(4));
		expect(said).to.match(
			/vipdrill: a mistake of vipdrill's own ended this: SyntaxError: .*\. Please report it; VIPDRILL_DEBUG=1/,
		);
		expect(said).not.to.match(/\n\s+at /);
	});
	it('a second error during the clean-up is told and ends nothing', async () => {
		const child = start({ TROUBLE: 'second' });
		const end = ended(child);
		await noted('begun');
		child.kill('SIGINT');
		expect((await end).said).to.include('vipdrill: an error during the clean-up: a second error\n');
		expect(notes()).to.deep.equal(inOrder(130));
	});
	it('a lab that could not be removed is not called removed; exits 4', async () => {
		const child = start({ TROUBLE: 'stuck' });
		const end = ended(child);
		await noted('begun');
		child.kill('SIGINT');
		const { said } = await end;
		expect(notes()).to.deep.equal(['begun', 'undone', 'exit 4']);
		expect(said).to.include('interrupted (SIGINT); and then: lab 1a2b3c could not be removed: busy\n');
		expect(said).not.to.include('was removed');
	});
	it('a second Ctrl-C says what is still removed, a third leaves; what comes twice at once counts once', async () => {
		const child = start({ REMOVAL_MS: '30000' });
		let said = '';
		child.stderr?.on('data', (chunk) => {
			said += chunk;
		});
		child.stdout?.resume();
		const says = (what: string) =>
			until(what, async () => said.includes(what) || undefined, { timeoutMs: 10_000, intervalMs: 10 });
		await noted('begun');
		child.kill('SIGINT');
		await says('removing the lab');
		child.kill('SIGINT');
		await new Promise((resolve) => setTimeout(resolve, 600));
		expect(said).not.to.include('once more');
		child.kill('SIGINT');
		await says('vipdrill: still removing lab 1a2b3c; once more leaves it as it is\n');
		await new Promise((resolve) => setTimeout(resolve, 600));
		child.kill('SIGINT');
		expect(await new Promise((resolve) => child.once('exit', resolve))).to.equal(130);
		expect(said).to.include('left at once, while removing lab 1a2b3c; `vipdrill clean` removes what is left\n');
		expect(notes()).to.deep.equal(['begun', 'undone', 'exit 130']);
	});
});

describe('output to a pipe', function () {
	this.timeout(60_000);
	let dir: string;
	before(() => {
		dir = mkdtempSync(join(tmpdir(), 'vipdrill-pipe-'));
	});
	after(() => rmSync(dir, { recursive: true }));
	it('is whole however slowly it is read: run --json, and plan --json', async () => {
		for (const args of [
			['run', 'kill-master', '--lab', 'sim', '-n', '20', '--json', '--out', dir],
			['plan', 'kill-master', '--seed', '7', '-n', '100', '--json'],
		]) {
			// Through a shell's pipe, which holds 65,536 bytes; nobody reads until long after all is written.
			const { stdout: printed } = await execa(
				'sh',
				['-c', '"$@" | { sleep 4; cat; }', 'sh', 'node', 'bin/vipdrill.js', ...args],
				{
					cwd: packageRoot,
				},
			);
			expect(printed.length).to.be.greaterThan(65_536);
			expect(() => JSON.parse(printed)).not.to.throw();
		}
	});
	it('is not lost without a word where the disk is full', async () => {
		const { exitCode, stderr } = await execa('sh', ['-c', 'node bin/vipdrill.js list > /dev/full'], {
			cwd: packageRoot,
			reject: false,
		});
		expect(stderr).to.equal('vipdrill: the output cannot be written (ENOSPC)');
		expect(exitCode).to.equal(4);
	});
	it('ends quietly, as other programs do, where nobody reads it', async () => {
		const child = spawn('node', ['bin/vipdrill.js', 'list'], { cwd: packageRoot, stdio: ['ignore', 'pipe', 'pipe'] });
		child.stdout.destroy();
		const said = text(child.stderr);
		expect(await new Promise((resolve) => child.once('exit', resolve))).to.equal(141);
		expect(await said).to.equal('');
	});
});
