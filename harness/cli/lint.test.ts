import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { packageRoot } from '../base/paths.ts';
import { instance } from '../lint/examples.ts';

const BIN = join(packageRoot, 'bin/vipdrill.js');

describe('vipdrill lint', function () {
	this.timeout(120_000);
	let dir: string;
	beforeEach(() => {
		dir = mkdtempSync(join(tmpdir(), 'vipdrill-lint-'));
	});
	afterEach(() => rmSync(dir, { recursive: true }));

	const put = (path: string, text: string) => {
		mkdirSync(join(dir, path, '..'), { recursive: true });
		writeFileSync(join(dir, path), text);
	};
	const lint = async (args: string, input = '') => {
		const { stdout, stderr, exitCode } = await execa('node', [BIN, 'lint', ...args.split(' ').filter((one) => one !== '')], {
			cwd: dir,
			reject: false,
			input,
		});
		return { stdout, stderr, exitCode };
	};
	const rules = async (args: string) => {
		const { stdout } = await lint(`${args} --format json`);
		return JSON.parse(stdout).findings.map(
			({ rule, at }: { rule: string; at: { file: string; line: number } }) => `${at.file}:${at.line} ${rule}`,
		);
	};

	it('ends with 0 without an error, 1 with one, and 1 above --max-warnings', async () => {
		put('a.conf', instance());
		expect((await lint('a.conf')).exitCode).to.equal(0);
		expect((await lint('a.conf --max-warnings 1')).exitCode).to.equal(1);
		expect((await lint('a.conf --max-warnings 2')).exitCode).to.equal(0);
		put('b.conf', instance('  state SLAVE\n'));
		expect((await lint('b.conf')).exitCode).to.equal(1);
	});
	it('ends with 3 where nothing can be read, and says why', async () => {
		put('bin.conf', String.fromCharCode(...Array.from({ length: 500 }, (_, i) => i % 7)));
		put('big.conf', 'a'.repeat(5 * 1024 * 1024));
		mkdirSync(join(dir, 'empty'));
		for (const [path, why] of [
			['bin.conf', 'is binary'],
			['big.conf', 'has 5 MB'],
			['nowhere', 'no such file'],
			['empty', 'neither a cluster.yaml nor'],
		] as const) {
			const { exitCode, stderr } = await lint(path);
			expect([exitCode, stderr], path).to.satisfy(([code, text]: [number, string]) => code === 3 && text.includes(why));
		}
	});
	it('tells what it cannot read beside what it can', async () => {
		put('a.conf', instance());
		expect(await rules('a.conf nowhere.conf')).to.include('nowhere.conf:1 X3');
	});
	it('finds the keepalived files below a folder, each host by its name, and nothing of another kind', async () => {
		put('lb-1/keepalived.conf', instance());
		put('lb-2/keepalived.conf', instance().replace('id 7', 'id 8'));
		put('nginx.conf', 'server {\n}\n');
		const { stdout } = await lint('--format json');
		expect(JSON.parse(stdout).hosts).to.deep.equal(['lb-1', 'lb-2']);
		expect(await rules('.')).to.include('lb-2/keepalived.conf:3 K1');
	});
	it('holds no cluster folder against another', async () => {
		for (const name of ['hardened', 'fast']) cpSync(join(packageRoot, 'fixtures', name), join(dir, name), { recursive: true });
		const { stdout, exitCode } = await lint('--format json');
		expect([exitCode, JSON.parse(stdout).counts.errors, JSON.parse(stdout).hosts.length]).to.deep.equal([0, 0, 6]);
	});
	it('follows includes, also of /etc/keepalived to what stands beside', async () => {
		put('keepalived.conf', 'include conf.d/*.conf\ninclude /etc/keepalived/more.conf\n');
		put('conf.d/a.conf', instance('  state SLAVE\n'));
		put('more.conf', 'nonsense\n');
		const found = await rules('.');
		expect(found).to.include('conf.d/a.conf:5 K24').and.to.include('more.conf:1 K21');
		expect(found.filter((one: string) => one.includes('K24'))).to.have.length(1);
	});
	it('ends for includes that include each other', async () => {
		put('a.conf', 'include b.conf\n');
		put('b.conf', 'include a.conf\n');
		const { exitCode, stdout } = await lint('a.conf');
		expect(exitCode).to.equal(1);
		expect(stdout).to.include('includes itself');
	});
	it('reads standard input', async () => {
		const { stdout, exitCode } = await lint('-', instance('  state SLAVE\n'));
		expect(exitCode).to.equal(1);
		expect(stdout).to.include('--> stdin:5:9');
	});
	it('lints what can be read of a cluster whose cluster.yaml is wrong', async () => {
		cpSync(join(packageRoot, 'fixtures/seed'), join(dir, 'seed'), { recursive: true });
		const yaml = join(dir, 'seed/cluster.yaml');
		writeFileSync(yaml, readFileSync(yaml, 'utf8').replace('vip:', 'vpi:'));
		const found = await rules('seed');
		expect(found).to.include('seed/cluster.yaml:8 X3').and.to.include('seed/keepalived/docker1.conf:1 K6');
	});
	it('tells a newcomer what is wrong with the published recipe, and which drill shows it', async () => {
		const { stdout, exitCode } = await lint(join(packageRoot, 'fixtures/seed'));
		expect(exitCode).to.equal(0);
		for (const what of [
			'K6',
			'K8',
			'K50',
			'K51',
			'K52',
			'The drill dockerd-stop-master showed it in the lab',
			'= fix: Add a vrrp_script',
		])
			expect(stdout).to.include(what);
	});
	it('finds no error in the fixtures that hold, and the one of the recipe to the letter', async () => {
		for (const name of ['hardened', 'fast'])
			expect((await lint(`${join(packageRoot, 'fixtures', name)} --max-warnings 1`)).exitCode, name).to.equal(0);
		const { stdout, exitCode } = await lint(join(packageRoot, 'fixtures/seed-as-published'));
		expect(exitCode).to.equal(1);
		expect(stdout).to.match(/^error\[S1\]: the swarm’s ingress network is 10\.0\.0\.0\/24/m);
	});
	it('shows what --fix would do, writes it with --yes alone, and leaves no other file', async () => {
		put('a.conf', instance('  state MASTER\n  nopreempt\n'));
		const before = readFileSync(join(dir, 'a.conf'), 'utf8');
		const shown = await lint('a.conf --fix');
		expect(shown.stdout).to.include('-  state MASTER\n+  state BACKUP').and.to.include('nothing is written yet');
		expect(readFileSync(join(dir, 'a.conf'), 'utf8')).to.equal(before);
		const { stdout } = await lint('a.conf --fix --yes');
		expect(stdout).to.include('mended a.conf');
		expect(readFileSync(join(dir, 'a.conf'), 'utf8'))
			.to.include('state BACKUP')
			.and.to.include('vrrp_garp_master_refresh 2');
		expect(readdirSync(dir)).to.deep.equal(['a.conf']);
	});
	it('takes severities from vipdrill.yaml, and tells its mistakes', async () => {
		put('a.conf', instance());
		put('vipdrill.yaml', 'lint:\n  rules:\n    K8: off\n    service-not-tracked: error\n');
		expect((await lint('a.conf')).exitCode).to.equal(1);
		expect(await rules('a.conf')).to.deep.equal(['a.conf:1 K6']);
		put('vipdrill.yaml', 'lint:\n  rules:\n    K999: off\n    K8: loud\n');
		const { exitCode, stderr } = await lint('a.conf');
		expect(exitCode).to.equal(3);
		expect(stderr)
			.to.include('vipdrill.yaml:3:5: lint.rules.K999: there is no such rule')
			.and.to.include('vipdrill.yaml:4:5: lint.rules.K8: is no severity');
	});
	it('holds findings against a baseline', async () => {
		put('a.conf', instance('  state SLAVE\n'));
		expect((await lint('a.conf --baseline old.json')).exitCode).to.equal(3);
		expect((await lint('a.conf --baseline old.json --update-baseline')).exitCode).to.equal(0);
		const again = await lint('a.conf --baseline old.json');
		expect([again.exitCode, again.stdout]).to.satisfy(
			([code, text]: [number, string]) => code === 0 && text.includes('3 more in the baseline'),
		);
		put('a.conf', instance('  state SLAVE\n  nonsense\n'));
		expect((await lint('a.conf --baseline old.json')).exitCode).to.equal(1);
	});
	it('holds the files against the version that is asked for', async () => {
		put('a.conf', instance('  owner_ignore_adverts\n'));
		expect((await lint('a.conf')).exitCode).to.equal(1);
		expect((await lint('a.conf --keepalived 2.3.3')).exitCode).to.equal(0);
	});
	it('explains a rule, and explain does too', async () => {
		expect((await lint('--explain K8')).stdout).to.include('K8 no-garp-refresh');
		expect((await lint('--explain K999')).exitCode).to.equal(3);
		expect((await execa('node', [BIN, 'explain', 'K8'])).stdout).to.equal((await lint('--explain K8')).stdout);
	});
	it('never prints a password, in any format', async () => {
		const auth = (password: string) => instance(`  authentication {\n    auth_type PASS\n    auth_pass ${password}\n  }\n`);
		put('a.conf', auth('hunter22-is-long'));
		put('b.conf', auth('other-and-long'));
		for (const format of ['text', 'json', 'sarif', 'github', 'junit', 'markdown'])
			expect((await lint(`a.conf b.conf --format ${format}`)).stdout, format).not.to.match(/hunter22|other-and/);
		expect((await lint('a.conf --fix')).stdout).not.to.include('hunter22');
	});
	it('refuses flags that make no sense', async () => {
		for (const args of [
			'a.conf --yes',
			'- --fix',
			'a.conf --update-baseline',
			'a.conf --format yaml',
			'a.conf --max-warnings few',
		])
			expect((await lint(args)).exitCode, args).to.equal(3);
	});
});
