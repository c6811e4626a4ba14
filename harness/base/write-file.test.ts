import {
	chmodSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { writeAtomically } from './write-file.ts';

describe('writeAtomically', () => {
	let dir: string;
	beforeEach(() => {
		dir = mkdtempSync(join(tmpdir(), 'vipdrill-write-'));
	});
	afterEach(() => rmSync(dir, { recursive: true }));
	const at = (name: string) => join(dir, name);

	it('writes a file that is not there yet', async () => {
		await writeAtomically(at('new'), 'text');
		expect(readFileSync(at('new'), 'utf8')).to.equal('text');
	});
	for (const mode of [0o600, 0o640, 0o755])
		it(`leaves a file its mode (${mode.toString(8)}): one with a password is not to be read by others`, async () => {
			writeFileSync(at('a'), 'old');
			chmodSync(at('a'), mode);
			await writeAtomically(at('a'), 'new');
			expect([readFileSync(at('a'), 'utf8'), statSync(at('a')).mode & 0o7777]).to.deep.equal(['new', mode]);
		});
	it('gives the mode that is asked for, to a new file and to one that is there', async () => {
		for (const mode of [0o600, 0o755]) {
			await writeAtomically(at('a'), 'text', mode);
			expect(statSync(at('a')).mode & 0o7777).to.equal(mode);
		}
	});
	it('removes what a kill has left of an earlier write, and nothing else beside it', async () => {
		const names = ['a.0123abcd.tmp', 'a.89abcdef.tmp', 'b.0123abcd.tmp', 'a.tmp', 'a.mine.tmp'];
		for (const name of names) writeFileSync(at(name), '');
		const longAgo = Date.now() / 1000 - 61;
		for (const name of names.filter((one) => one !== 'a.89abcdef.tmp')) utimesSync(at(name), longAgo, longAgo);
		await writeAtomically(at('a'), 'text');
		expect(readdirSync(dir).sort()).to.deep.equal(['a', 'a.89abcdef.tmp', 'a.mine.tmp', 'a.tmp', 'b.0123abcd.tmp']);
	});
	it('leaves a symbolic link, and writes what it leads to', async () => {
		mkdirSync(at('there'));
		writeFileSync(at('there/a'), 'old');
		symlinkSync('there/a', at('link'));
		await writeAtomically(at('link'), 'new');
		expect(lstatSync(at('link')).isSymbolicLink()).to.equal(true);
		expect(readFileSync(at('there/a'), 'utf8')).to.equal('new');
	});
	it('leaves the owner of a file to whom it was', async function () {
		// Only root gives files away.
		if (process.getuid?.() !== 0) this.skip();
		writeFileSync(at('a'), 'old');
		const { chownSync } = await import('node:fs');
		chownSync(at('a'), 4711, 4712);
		await writeAtomically(at('a'), 'new');
		expect([statSync(at('a')).uid, statSync(at('a')).gid]).to.deep.equal([4711, 4712]);
	});
	it('leaves nothing beside where it cannot write', async () => {
		mkdirSync(at('folder'));
		let failure: unknown;
		await writeAtomically(at('folder'), 'text').catch((error: unknown) => {
			failure = error;
		});
		expect((failure as NodeJS.ErrnoException).code).to.match(/EISDIR|ENOTEMPTY|EEXIST/);
		expect(readdirSync(dir)).to.deep.equal(['folder']);
	});
});
