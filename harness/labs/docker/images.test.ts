import { chmodSync, cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { folderHash, imageTag, labImages } from './images.ts';

describe('folderHash', () => {
	let root: string;
	let folder: string;
	let before: string;

	beforeEach(() => {
		root = mkdtempSync(join(tmpdir(), 'vipdrill-images-'));
		folder = join(root, 'image');
		mkdirSync(join(folder, 'etc'), { recursive: true });
		writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch\n', { mode: 0o644 });
		writeFileSync(join(folder, 'etc/conf'), 'a=1\n', { mode: 0o644 });
		before = folderHash(folder);
	});
	afterEach(() => rmSync(root, { recursive: true, force: true }));

	it('is 12 hex digits', () => {
		expect(before).to.match(/^[0-9a-f]{12}$/);
	});

	it('does not depend on times, place, or permissions other than execution', () => {
		utimesSync(join(folder, 'Dockerfile'), 1, 1);
		chmodSync(join(folder, 'Dockerfile'), 0o600);
		expect(folderHash(folder)).to.equal(before);
		const copy = join(root, 'copy');
		cpSync(folder, copy, { recursive: true });
		expect(folderHash(copy)).to.equal(before);
	});

	it('does not depend on the order of creation', () => {
		const copy = join(root, 'copy');
		mkdirSync(join(copy, 'etc'), { recursive: true });
		writeFileSync(join(copy, 'etc/conf'), 'a=1\n');
		writeFileSync(join(copy, 'Dockerfile'), 'FROM scratch\n');
		expect(folderHash(copy)).to.equal(before);
	});

	it('changes with content, also in a sub-folder', () => {
		writeFileSync(join(folder, 'etc/conf'), 'a=2\n');
		expect(folderHash(folder)).not.to.equal(before);
	});

	it('changes with the executable bit', () => {
		chmodSync(join(folder, 'Dockerfile'), 0o755);
		expect(folderHash(folder)).not.to.equal(before);
	});

	it('changes with a name, an additional file, and a removed one', () => {
		renameSync(join(folder, 'etc/conf'), join(folder, 'etc/conf2'));
		const renamed = folderHash(folder);
		writeFileSync(join(folder, 'new'), '');
		const added = folderHash(folder);
		rmSync(join(folder, 'etc/conf2'));
		expect(new Set([before, renamed, added, folderHash(folder)])).to.have.lengthOf(4);
	});

	it('changes when content moves from one file to the next', () => {
		writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch\na=');
		writeFileSync(join(folder, 'etc/conf'), '1\n');
		expect(folderHash(folder)).not.to.equal(before);
	});

	it('changes with the recipe version', () => {
		expect(folderHash(folder, 'another')).not.to.equal(before);
	});
});

describe('imageTag', () => {
	it('names every lab image by its hash, the same each time', () => {
		for (const name of [...labImages, 'engine' as const]) {
			expect(imageTag(name)).to.match(new RegExp(`^vipdrill/${name}:[0-9a-f]{12}$`));
			expect(imageTag(name)).to.equal(imageTag(name));
		}
	});
});
