import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { isBundleCurrent, stampOf } from '../../bin/stamp.js';
import { packageRoot } from '../base/paths.ts';
import { until } from '../base/until.ts';
import { type Bundle, bundle } from './bundle.ts';
import { licencesOf } from './licences.ts';

describe('the bundle', function () {
	this.timeout(120_000);
	let made: Bundle;
	before(async () => {
		made = await bundle('/nowhere');
	});

	/** All that is loaded before a file begins: the bundle's files, and packages. */
	function loadedBy(name: string): { files: string[]; packages: string[] } {
		const files = new Set([name]);
		const packages = new Set<string>();
		for (const file of files)
			for (const one of made.imports.get(file) ?? []) {
				if (made.texts.has(one)) files.add(one);
				else if (!one.startsWith('node:')) packages.add(one);
			}
		return { files: [...files], packages: [...packages] };
	}
	const part = (name: string) => [...made.texts.keys()].find((file) => new RegExp(`^${name}-[A-Z0-9]{8}\\.js$`).test(file)) ?? '';
	const sizeOf = (files: string[]) => files.reduce((sum, file) => sum + (made.texts.get(file)?.length ?? 0), 0);
	const PACKAGES = ['dockerode', 'tar-stream', 'piscina', 'tsx/esm/api', 'tsx/cjs/api', 'esbuild', 'mocha'];
	const heavy = (name: string) => loadedBy(name).packages.filter((one) => PACKAGES.includes(one));

	it('starts with little: the command line and its help are below 150 kB and no package', () => {
		expect(heavy('main.js')).to.deep.equal([]);
		expect(sizeOf(loadedBy('main.js').files)).to.be.within(50_000, 150_000);
	});
	for (const name of ['list', 'metrics'])
		it(`reads no schemas for ${name}`, () => {
			expect(heavy(part(name))).to.deep.equal([]);
			expect(sizeOf(loadedBy(part(name)).files)).to.be.within(100, 40_000);
		});
	it('reads no schemas for lint before a cluster.yaml has a mistake', () => {
		expect(heavy(part('lint'))).to.deep.equal([]);
		const { files } = loadedBy(part('lint'));
		expect(files.filter((file) => /ZodType\b/.test(made.texts.get(file) ?? ''))).to.deep.equal([]);
		expect(sizeOf(files)).to.be.within(50_000, 550_000);
	});
	it('loads no Docker client, no worker threads and no loader of TypeScript for a simulated run', () =>
		expect(heavy(part('run'))).to.deep.equal([]));
	it('gives scenario authors data and nothing that acts', () => {
		expect(loadedBy('index.js').packages).to.deep.equal([]);
		// What is known of each kind of fault stands beside its builder.
		expect(sizeOf(loadedBy('index.js').files)).to.be.within(1000, 30_000);
	});
	it('names the licence of each package that it holds', () => {
		const text = licencesOf(made.inputs);
		for (const name of ['commander', 'echarts', 'zod', 'yaml']) expect(text).to.match(new RegExp(`^${name} \\d`, 'm'));
		expect(text).to.include('Apache License');
	});
});

describe('bin/vipdrill.js', function () {
	this.timeout(300_000);
	let root: string;
	before(async () => {
		root = mkdtempSync(join(tmpdir(), 'vipdrill-bundle-'));
		for (const path of ['bin', 'harness', 'scenarios', 'fixtures', 'package.json', 'tsconfig.json'])
			cpSync(join(packageRoot, path), join(root, path), { recursive: true });
		symlinkSync(join(packageRoot, 'node_modules'), join(root, 'node_modules'));
		edit('', '');
	});
	after(() => rmSync(root, { recursive: true }));

	const SCENARIO = 'scenarios/kill-master.scenario.ts';
	const node = (...args: string[]) => execa('node', args, { cwd: root, reject: false });
	const build = () => node('node_modules/tsx/dist/cli.mjs', 'harness/build/build.ts');
	const list = async () => {
		const { stdout, stderr } = await node('bin/vipdrill.js', 'list');
		expect(stderr).to.equal('');
		return /^kill-master +(.*)$/m.exec(stdout)?.[1];
	};
	/** Makes the bundle tell that it is used. */
	const mark = () => {
		const file = join(root, 'dist/drills.json');
		writeFileSync(file, readFileSync(file, 'utf8').replace('that holds the floating IP loses power.', 'BUNDLED'));
	};
	/** Another word of the same length, and the file's time set back: neither tells that it changed. */
	const edit = (from: string, to: string) => {
		const file = join(root, SCENARIO);
		writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
		utimesSync(file, 1_000_000_000, 1_000_000_000);
	};

	it('runs the sources without a bundle, the bundle where it is current, and never a stale one', async () => {
		expect(isBundleCurrent(root), 'nothing is built').to.equal(false);
		expect(await list()).to.equal('The machine that holds the floating IP loses power.');
		expect((await build()).stderr).to.equal('');
		expect(isBundleCurrent(root)).to.equal(true);
		mark();
		expect(await list(), 'the bundle').to.equal('The machine BUNDLED');
		edit('loses power', 'lacks power');
		expect(isBundleCurrent(root), 'after an edit').to.equal(false);
		expect(await list(), 'the sources again').to.equal('The machine that holds the floating IP lacks power.');
		expect((await build()).exitCode).to.equal(0);
		mark();
		writeFileSync(join(root, 'harness/one-more.ts'), '');
		expect(await list(), 'a file more').to.equal('The machine that holds the floating IP lacks power.');
		rmSync(join(root, 'harness/one-more.ts'));
	});
	it('is not current where a file changed while it was made', async () => {
		expect((await build()).exitCode).to.equal(0);
		const building = build();
		await until('the build has begun', async () => (existsSync(join(root, 'dist/stamp.txt')) ? undefined : true), {
			timeoutMs: 60_000,
			intervalMs: 1,
		});
		writeFileSync(join(root, 'harness/one-more.ts'), '');
		expect((await building).exitCode).to.equal(0);
		expect([existsSync(join(root, 'dist/stamp.txt')), isBundleCurrent(root)]).to.deep.equal([true, false]);
		rmSync(join(root, 'harness/one-more.ts'));
	});
	it('takes no notice of tests, which no bundle holds', () => {
		const before = stampOf(root);
		writeFileSync(join(root, 'harness/one-more.test.ts'), '');
		expect(stampOf(root)).to.equal(before);
	});
	it('leaves no bundle behind that is half made, and an installation goes on', async () => {
		edit('lacks power', 'loses power');
		writeFileSync(join(root, 'harness/cli/commands/lazily.ts'), 'export const = broken', { flag: 'a' });
		const failed = await build();
		expect([failed.exitCode, isBundleCurrent(root)]).to.deep.equal([1, false]);
		const lenient = await node('node_modules/tsx/dist/cli.mjs', 'harness/build/build.ts', '--if-possible');
		expect(lenient.exitCode).to.equal(0);
		expect(lenient.stderr).to.include('vipdrill will run its sources, which takes longer to start');
	});
	it('says in a sentence that it cannot start', async () => {
		const { stderr, exitCode } = await node('bin/vipdrill.js', 'list');
		expect(exitCode).to.equal(4);
		expect(stderr).to.match(/^vipdrill: it cannot start: .*; VIPDRILL_DEBUG=1 shows where$/);
	});
});
