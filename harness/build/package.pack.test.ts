import {
	cpSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { packageRoot } from '../base/paths.ts';

const SCENARIO = `import { drill, every, master, powerLoss } from 'vipdrill';

export default drill('mine', {
	event: 'Power fails.',
	hypothesis: 'Another takes over.',
	steady: '2s',
	faults: [{ at: '0s', inject: powerLoss(master()), lasts: '10s' }],
	settle: '2s',
	allow: { deafOwner: '60s', because: 'it is no matter here' },
	load: { ratePerSecond: 10, keepAliveRatePerSecond: 0, timeout: '1s' },
	expect: [every('takeoverMs').atMost('5s', 'the takeover takes five seconds at most')],
});
`;

/** The package as users get it. Needs npm's registry, or its cache; takes a minute. */
describe('the package, installed in an empty folder', function () {
	this.timeout(600_000);
	let root: string;
	let app: string;
	before(async () => {
		root = mkdtempSync(join(tmpdir(), 'vipdrill-pack-'));
		const source = join(root, 'source');
		app = join(root, 'app');
		mkdirSync(app);
		// A copy, for packing replaces dist/, and other processes may run from it.
		const isNeeded = (path: string) =>
			!/^\/(\.git|\.vipdrill|node_modules|dist|reports|coverage|\.stryker-tmp)(\/|$)/.test(path.slice(packageRoot.length));
		cpSync(packageRoot, source, { recursive: true, filter: isNeeded });
		symlinkSync(join(packageRoot, 'node_modules'), join(source, 'node_modules'));
		await execa('npm', ['pack', '--pack-destination', app], { cwd: source });
		const [tarball = ''] = readdirSync(app);
		const file = (name: string, text: string) => writeFileSync(join(app, name), text);
		file('package.json', JSON.stringify({ type: 'module', private: true }));
		file('mine.scenario.ts', SCENARIO);
		file('wrong.scenario.ts', SCENARIO.replace("steady: '2s'", 'steady: 2'));
		file('.mocharc.json', JSON.stringify({ 'node-option': ['import=tsx'], require: ['vipdrill/mocha'] }));
		const quiet = ['--no-audit', '--no-fund', '--prefer-offline'];
		await execa('npm', ['install', ...quiet, `./${tarball}`, 'mocha@12', 'typescript@5.9'], { cwd: app });
	});
	after(() => rmSync(root, { recursive: true, force: true }));

	const npx = (...args: string[]) =>
		execa('npx', ['--no-install', ...args], {
			cwd: app,
			reject: false,
			env: { VIPDRILL_LAB: 'sim', VIPDRILL_TRIALS: '1', VIPDRILL_SEED: '7', CI: '', NODE_OPTIONS: '' },
		});

	it('holds the bundle, agents and drills, and no sources', () => {
		const inPackage = (path: string) => existsSync(join(app, 'node_modules/vipdrill', path));
		expect(
			[
				'dist/main.js',
				'dist/worker.js',
				'dist/agents/injector.cjs',
				'dist/page/report.js',
				'dist/playground.html',
				'images/host/Dockerfile',
				'dist/THIRD-PARTY-LICENCES.txt',
			].filter((path) => !inPackage(path)),
		).to.deep.equal([]);
		expect(['harness/index.ts', 'harness/cli', 'node_modules'].filter(inPackage)).to.deep.equal([]);
	});
	it('starts, lists and simulates without tsx and esbuild', async () => {
		const away = ['tsx', 'esbuild', 'mocha'].map((name) => [join(app, 'node_modules', name), join(root, name)] as const);
		for (const [from, to] of away) renameSync(from, to);
		try {
			const listed = await npx('vipdrill', 'list');
			expect([listed.exitCode, listed.stderr]).to.deep.equal([0, '']);
			expect(listed.stdout).to.match(/^kill-master +The machine/m);
			const { stdout, stderr, exitCode } = await npx(
				'vipdrill',
				'run',
				'kill-master',
				'--lab',
				'sim',
				'--seed',
				'11',
				'-n',
				'1',
				'--json',
			);
			expect(stderr).to.equal('');
			expect(exitCode).to.be.oneOf([0, 1]);
			expect(JSON.parse(stdout).drills[0]).to.include({ name: 'kill-master' });
		} finally {
			for (const [from, to] of away) renameSync(to, from);
		}
	});
	it('simulates on all processors, from the bundle’s worker', async () => {
		const { stderr, stdout, exitCode } = await npx(
			'vipdrill',
			'run',
			'./mine.scenario.ts',
			'--lab',
			'sim',
			'--seed',
			'7',
			'-n',
			'200',
			'-j',
			'2',
			'--timelines',
			'none',
		);
		expect(stderr).to.equal('');
		// Of so many trials, some break an invariant.
		expect(exitCode).to.be.oneOf([0, 1]);
		expect(stdout).to.include('mine: 200 of 200');
	});
	it('names the commands that work there', async () => {
		expect((await npx('vipdrill', 'setup', '--help')).stdout).to.include('Usage: vipdrill setup');
		expect((await npx('vipdrill', '--help')).stdout).to.match(/^ {2}npx vipdrill setup +install and build/m);
	});
	it('reads a scenario in TypeScript that imports vipdrill, with types', async () => {
		const planned = await npx('vipdrill', 'plan', './mine.scenario.ts', '--seed', '1');
		expect(planned.stderr).to.equal('');
		expect(planned.stdout).to.match(/^mine: Power fails\.\n/);
		const tsc = (file: string) => npx('tsc', '--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', file);
		expect((await tsc('mine.scenario.ts')).stdout).to.equal('');
		expect((await tsc('wrong.scenario.ts')).stdout).to.match(/^wrong\.scenario\.ts\(6,2\): error TS2322: Type 'number'/);
		expect((await npx('vipdrill', 'plan', './wrong.scenario.ts', '--seed', '1')).exitCode).to.equal(3);
	});
	it('runs it under mocha, through vipdrill/mocha', async () => {
		const { stdout, exitCode } = await npx('mocha', 'mine.scenario.ts');
		expect(stdout).to.include('the takeover takes five seconds at most').and.to.include('7 passing');
		expect(exitCode).to.equal(0);
		expect(readFileSync(join(app, 'reports', readdirSync(join(app, 'reports')).at(-1) ?? '', 'index.html'), 'utf8')).to.include(
			'<script',
		);
	});
	it('ships its scenarios for people to copy, as they would write them', async () => {
		const scenario = './node_modules/vipdrill/dist/scenarios/kill-master.scenario.ts';
		expect(readFileSync(join(app, scenario), 'utf8')).to.include("from 'vipdrill';");
		expect((await npx('vipdrill', 'plan', scenario, '--seed', '1')).stdout).to.match(/^kill-master: /);
	});
});
