import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { expect } from 'chai';
import { InputError } from '../base/errors.ts';
import { writeAtomically } from '../base/write-file.ts';
import { foldersOf } from './run-clusters.ts';
import { createFolder, createRunFolder, newRunId, removeIfEmpty } from './run-folder.ts';

describe('the folder of a run', () => {
	let root: string;
	beforeEach(() => {
		root = mkdtempSync(join(tmpdir(), 'vipdrill-folder-'));
	});
	afterEach(() => rmSync(root, { recursive: true }));

	it('is its own, also of two runs of one second and seed', () => {
		const [one, two, three] = [1, 2, 3].map(() => createFolder(root, '2026-01-02-030405-s'));
		expect([one, two, three].map((dir) => basename(dir ?? ''))).to.deep.equal([
			'2026-01-02-030405-s',
			'2026-01-02-030405-s-2',
			'2026-01-02-030405-s-3',
		]);
	});
	it('is never one that was there', () => {
		mkdirSync(join(root, 'mine'));
		writeFileSync(join(root, 'mine/run.json'), 'old');
		const { dir, id } = createRunFolder(root, 's', 'mine');
		expect(basename(dir)).to.equal('mine-2');
		expect(id).to.match(/^\d{4}-\d\d-\d\d-\d{6}-s$/);
		expect(readFileSync(join(root, 'mine/run.json'), 'utf8')).to.equal('old');
	});
	it('has the id of the run as its name', () => {
		const { dir, id } = createRunFolder(root, 'seed');
		expect(basename(dir)).to.equal(id);
		expect(existsSync(join(dir, 'trials'))).to.equal(true);
	});
	for (const seed of ['../../x', '/etc', '..', 'a\0b', 'a\nb', '\u{1F600}\u{1F600}', 'a\\b'])
		it(`stays in its place with the seed ${JSON.stringify(seed)}`, () => {
			const { dir } = createRunFolder(root, seed);
			expect(dirname(dir)).to.equal(root);
			expect(basename(dir)).to.match(/^\d{4}-\d\d-\d\d-\d{6}-[\w-]*$/);
		});
	it('tells seeds apart by their first eight letters', () =>
		expect(newRunId(new Date('2026-01-02T03:04:05.678Z'), 'abcdefghij')).to.equal('2026-01-02-030405-abcdefgh'));
	it('is refused before anything starts where nothing can be written', () => {
		writeFileSync(join(root, 'file'), '');
		expect(() => createRunFolder(join(root, 'file'), 's')).to.throw(
			InputError,
			/command line: --out: no folder can be made there: .*Name a folder that you may write to\./,
		);
	});
	it('is refused at once where the system has no room for folders', () => {
		expect(() => createRunFolder('/proc/vipdrill/reports', 's')).to.throw(
			InputError,
			/--out: no folder can be made there: ENOENT/,
		);
		expect(existsSync(createRunFolder(join(root, 'a/b/c'), 's').dir)).to.equal(true);
	});
	it('goes where nothing was measured, and stays where something was', () => {
		const [empty, full] = [createRunFolder(root, 'a'), createRunFolder(root, 'b')];
		writeFileSync(join(full.dir, 'trials/x.ndjson'), '');
		for (const folder of [empty, full]) removeIfEmpty(folder);
		expect(readdirSync(root)).to.deep.equal([basename(full.dir)]);
	});
	it('is another for each cluster, whatever they are called', () => {
		expect(foldersOf(['a', 'a-2', 'a'])).to.deep.equal(['a', 'a-2', 'a-3']);
		expect(foldersOf(['a', 'a', 'a-2'])).to.deep.equal(['a', 'a-2', 'a-2-2']);
	});
});

describe('writeAtomically', () => {
	let root: string;
	beforeEach(() => {
		root = mkdtempSync(join(tmpdir(), 'vipdrill-atomic-'));
	});
	afterEach(() => rmSync(root, { recursive: true }));

	it('replaces what was there, and leaves nothing beside it', async () => {
		writeFileSync(join(root, 'run.json'), 'old');
		await writeAtomically(join(root, 'run.json'), 'new');
		expect(readFileSync(join(root, 'run.json'), 'utf8')).to.equal('new');
		expect(readdirSync(root)).to.deep.equal(['run.json']);
	});
	it('never shows half a file', async () => {
		const path = join(root, 'run.json');
		const [old, next] = ['a'.repeat(4_000_000), 'b'.repeat(4_000_000)];
		await writeAtomically(path, old);
		let isDone = false;
		const writing = writeAtomically(path, next).then(() => {
			isDone = true;
		});
		let looks = 0;
		while (!isDone) {
			looks += 1;
			expect([old, next].includes(readFileSync(path, 'utf8'))).to.equal(true);
			await new Promise((resolve) => setImmediate(resolve));
		}
		await writing;
		expect(looks).to.be.greaterThan(1);
	});
	it('leaves the old one where the disk takes no more', async () => {
		// The new one is written beside it; a folder of that name cannot be replaced by a file.
		mkdirSync(join(root, 'run.json'));
		symlinkSync('/dev/full', join(root, 'full'));
		const error = await writeAtomically(join(root, 'run.json'), 'new').catch((caught: unknown) => caught);
		expect(error).to.have.property('code', 'EISDIR');
		expect(readdirSync(root).toSorted()).to.deep.equal(['full', 'run.json']);
	});
});
