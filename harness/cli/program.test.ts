import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { packageRoot } from '../base/paths.ts';
import { program } from './program.ts';

const vipdrill = (...args: string[]) =>
	execa('node', [join(packageRoot, 'bin/vipdrill.js'), ...args], { cwd: packageRoot, reject: false });

describe('vipdrill', function () {
	this.timeout(60_000);

	it('lists its drills for scripts', async () => {
		const { drills } = JSON.parse((await vipdrill('list', '--json')).stdout);
		expect(drills.length).to.be.greaterThan(25);
		expect(drills.find(({ name }: { name: string }) => name === 'kill-master')).to.deep.equal({
			name: 'kill-master',
			event: 'The machine that holds the floating IP loses power.',
			hypothesis:
				'The next in line takes the floating IP over within its Master_Down_Interval, and customers are served again at once.',
		});
	});
	it('tells its version and the commit of its checkout', async () => {
		const head = await execa('git', ['-C', packageRoot, 'rev-parse', '--short=12', 'HEAD'], { reject: false });
		const { stdout, stderr, exitCode } = await vipdrill('--version');
		expect([stderr, exitCode]).to.deep.equal(['', 0]);
		const commit = head.exitCode === 0 ? ` (commit ${head.stdout}` : '';
		expect(stdout.startsWith(`0.1.0${commit}`), stdout).to.equal(true);
	});
	it('prints JSON wherever it prints data', () => {
		// They act, or have formats of their own.
		const others = [
			'setup',
			'lint',
			'lsp',
			'playground',
			'init',
			'up',
			'shell',
			'down',
			'clean',
			'engine',
			'report',
			'shard',
			'schema',
			'completion',
			'complete',
		];
		const without = program().commands.filter(({ options }) => !options.some(({ long }) => long === '--json'));
		expect(without.map((command) => command.name())).to.deep.equal(others);
	});

	describe('of a stored run', () => {
		let dir: string;
		beforeEach(() => {
			dir = mkdtempSync(join(tmpdir(), 'vipdrill-program-'));
			cpSync(join(packageRoot, 'reports/example/seed'), join(dir, 'seed'), { recursive: true });
		});
		afterEach(() => rmSync(dir, { recursive: true }));

		it('prints the table as JSON, without the drills that are left out', async () => {
			const all = JSON.parse((await vipdrill('table', join(dir, 'seed'), '--json')).stdout);
			const names = all.drills.map(({ name }: { name: string }) => name);
			expect(names).to.include('kill-master');
			const some = JSON.parse((await vipdrill('table', join(dir, 'seed'), '--json', '--without', 'kill-master')).stdout);
			expect(some.drills.map(({ name }: { name: string }) => name)).to.deep.equal(
				names.filter((name: string) => name !== 'kill-master'),
			);
		});
	});
});

describe('vipdrill completion', function () {
	this.timeout(60_000);
	/** The words that are offered, and what the shell is to do where there are none: 4 for nothing, 0 for files. */
	const offered = async (...words: string[]) => {
		const lines = (await vipdrill('complete', '--', ...words)).stdout.split('\n');
		return { words: lines.slice(0, -1).map((line) => line.split('\t')[0]), directive: lines.at(-1) };
	};

	for (const shell of ['bash', 'zsh', 'fish'])
		it(`prints a script for ${shell} that asks vipdrill`, async () => {
			const { stdout, stderr } = await vipdrill('completion', shell);
			expect(stderr).to.equal('');
			expect(stdout).to.include('vipdrill complete --');
		});
	it('offers commands, and of those inside another the second word', async () => {
		expect(await offered('me')).to.deep.equal({ words: ['metrics', 'merge'], directive: ':4' });
		expect(await offered('engine', '')).to.deep.equal({ words: ['start', 'stop'], directive: ':4' });
	});
	it('offers a command’s options and their values', async () => {
		expect((await offered('run', '--until')).words).to.deep.equal(['--until-ci', '--until-decided']);
		expect((await offered('run', '--lab', '')).words).to.deep.equal(['docker', 'sim']);
	});
	it('offers drills by name, and files where they are none', async () => {
		expect(await offered('run', 'kill-m')).to.deep.equal({ words: ['kill-master'], directive: ':4' });
		expect(await offered('run', './sc')).to.deep.equal({ words: [], directive: ':0' });
		expect(await offered('report', '')).to.deep.equal({ words: [], directive: ':0' });
	});
	it('works in bash', async () => {
		const { stdout } = await execa(
			'bash',
			[
				'-c',
				`
			vipdrill() { node ${packageRoot}/bin/vipdrill.js "$@"; }
			source <(vipdrill completion bash)
			# As the package bash-completion has it.
			_get_comp_words_by_ref() { cur=kill-m prev=plan cword=2; words=("\${COMP_WORDS[@]}"); }
			COMP_WORDS=(vipdrill plan kill-m); COMP_CWORD=2; COMP_LINE='vipdrill plan kill-m'; COMP_POINT=20
			name=$(complete -p vipdrill | sed 's/.*-F \\([^ ]*\\).*/\\1/')
			"$name" vipdrill kill-m plan
			complete -p vipdrill
			printf '%s\\n' "\${COMPREPLY[@]}"`,
			],
			{ reject: false },
		);
		expect(stdout.trim()).to.equal('complete -o default -F __vipdrill_complete vipdrill\nkill-master');
	});
});
