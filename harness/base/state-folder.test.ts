import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { InputError } from './errors.ts';
import { checkState, ensureState, removeState } from './state-folder.ts';

describe('the state folder', () => {
	let root: string;
	let folder: string;
	beforeEach(() => {
		root = mkdtempSync(join(tmpdir(), 'vipdrill-state-'));
		folder = join(root, 'state');
	});
	afterEach(() => rmSync(root, { recursive: true, force: true }));
	const put = (files: Record<string, string>) => {
		for (const [name, text] of Object.entries(files)) {
			mkdirSync(join(folder, name, '..'), { recursive: true });
			writeFileSync(join(folder, name), text);
		}
	};
	const refusal = (work: () => unknown): InputError => {
		try {
			work();
		} catch (error) {
			return error as InputError;
		}
		throw new Error('it was not refused');
	};

	it('is made and marked, in an empty folder too', () => {
		ensureState(folder);
		expect(readFileSync(join(folder, '.vipdrill-state'), 'utf8')).to.match(/^This folder is vipdrill's/);
		mkdirSync(join(root, 'empty'));
		ensureState(join(root, 'empty'));
		expect(readdirSync(join(root, 'empty'))).to.deep.equal(['.vipdrill-state']);
	});
	it('is not a folder of the user’s: nothing is written or removed there', () => {
		put({ 'thesis.tex': 'years of work', 'engine/plans.txt': 'an engine of the user’s' });
		for (const work of [ensureState, checkState, removeState]) {
			const error = refusal(() => work(folder));
			expect(error).to.be.instanceOf(InputError);
			expect(error.exitCode).to.equal(3);
			expect(error.message).to.include('VIPDRILL_STATE').and.include(folder).and.include('.vipdrill-state');
		}
		expect(readdirSync(folder).sort()).to.deep.equal(['engine', 'thesis.tex']);
		expect(readFileSync(join(folder, 'engine/plans.txt'), 'utf8')).to.equal('an engine of the user’s');
	});
	it('is not a folder of the user’s that happens to have the same names', () => {
		put({ 'engine/pistons.txt': 'four' });
		expect(refusal(() => removeState(folder))).to.be.instanceOf(InputError);
		put({ 'setup.json': '{"theme":"dark"}' });
		expect(refusal(() => removeState(folder))).to.be.instanceOf(InputError);
	});
	it('loses what vipdrill made, and nothing else', () => {
		ensureState(folder);
		put({ 'engine/image/x': '', 'engine.log': '', 'setup.json': '{}', 'ip-vs.json': '{}', 'notes.txt': 'mine' });
		expect(removeState(folder)).to.deep.equal(['notes.txt']);
		expect(readdirSync(folder)).to.deep.equal(['notes.txt']);
	});
	it('goes where that leaves it empty, and is no error where it is not there', () => {
		ensureState(folder);
		put({ 'kernel.json': '{}', 'privileges.json': '{}', 'ip-vs.json': '{}', 'guest.json': '{}' });
		expect(removeState(folder)).to.deep.equal([]);
		expect(existsSync(folder)).to.equal(false);
		expect(removeState(folder)).to.deep.equal([]);
	});
	it('of a version without a marker is known by its record, or by its engine', () => {
		put({ 'setup.json': '{"provider":"local","images":[],"disk":"none","kernel":"6"}', 'privileges.json': '{}' });
		ensureState(folder);
		expect(readdirSync(folder)).to.include('.vipdrill-state');
		rmSync(folder, { recursive: true });
		put({ 'engine/image/repositories.json': '', 'engine.log': '' });
		expect(removeState(folder)).to.deep.equal([]);
	});
	it('with a record and something of the user’s, but no marker, is the user’s', () => {
		put({ 'setup.json': '{"provider":"local","images":[],"disk":"none","kernel":"6"}', 'thesis.tex': '' });
		expect(refusal(() => removeState(folder))).to.be.instanceOf(InputError);
		expect(readdirSync(folder)).to.include('setup.json');
	});
	it('does not follow a link out of it', () => {
		ensureState(folder);
		mkdirSync(join(root, 'else'));
		writeFileSync(join(root, 'else/file'), 'mine');
		symlinkSync(join(root, 'else'), join(folder, 'engine'));
		expect(removeState(folder)).to.deep.equal([]);
		expect(readFileSync(join(root, 'else/file'), 'utf8')).to.equal('mine');
	});
	it('is no file, and nowhere in /run', () => {
		writeFileSync(join(root, 'file'), '');
		expect(refusal(() => checkState(join(root, 'file'))).message).to.include("can't be read as a folder");
		expect(refusal(() => checkState('/run/mine')).message).to.include('elsewhere');
	});
});
