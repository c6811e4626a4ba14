import { chmodSync, cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { FakeDocker } from './fake-docker.ts';
import { folderHash, imageTag, labImages, removeImages, removeOlder } from './images.ts';

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

describe('removeImages', () => {
	const ours = (name: string, tag = `vipdrill/${name}:0123456789ab`) => ({
		...{ Id: `sha256:${tag}`, RepoTags: [tag], Labels: { 'vipdrill.image': name } },
	});

	it('removes what set-up built, the base it made and what a build leaves without a name', async () => {
		const fake = new FakeDocker();
		const stage = { Id: 'sha256:stage', RepoTags: [], Labels: { 'vipdrill.image': 'build' } };
		fake.images = [ours('host'), ours('engine'), ours('base', 'vipdrill/base:trixie'), stage];
		expect(await removeImages(fake.docker)).to.deep.equal([]);
		expect(fake.images).to.deep.equal([]);
	});
	it('leaves images that were built on them: those have the label, but a name of their own, or none', async () => {
		const fake = new FakeDocker();
		const labels = { 'vipdrill.image': 'host' };
		fake.images = [
			{ Id: 'sha256:1', RepoTags: ['corp/host:1'], Labels: labels },
			{ Id: 'sha256:2', RepoTags: [], Labels: labels },
			{ Id: 'sha256:3', RepoTags: ['vipdrill/host:mine'], Labels: labels },
			{ Id: 'sha256:4', RepoTags: ['vipdrill/web:0123456789ab'], Labels: labels },
			{ Id: 'sha256:5', RepoTags: ['mirror.corp/vipdrill/host:0123456789ab'], Labels: labels },
		];
		expect(await removeImages(fake.docker)).to.deep.equal([]);
		expect(fake.images.map(({ Id }) => Id)).to.deep.equal(['sha256:1', 'sha256:2', 'sha256:3', 'sha256:4', 'sha256:5']);
	});
	it('takes only its own name from an image that the user gave another', async () => {
		const fake = new FakeDocker();
		fake.images = [{ ...ours('host'), RepoTags: ['vipdrill/host:0123456789ab', 'corp/base:1'] }];
		await removeImages(fake.docker);
		expect(fake.images.map(({ RepoTags }) => RepoTags)).to.deep.equal([['corp/base:1']]);
	});
	it('names what a container still uses, and does not take it by force', async () => {
		const fake = new FakeDocker();
		fake.images = [{ ...ours('client'), used: true }, ours('host')];
		expect(await removeImages(fake.docker)).to.deep.equal(['vipdrill/client:0123456789ab']);
		expect(fake.images.map(({ RepoTags }) => RepoTags)).to.deep.equal([['vipdrill/client:0123456789ab']]);
	});
});

describe('removeOlder', () => {
	it('removes the other versions of one image, and nobody’s image that is built on it', async () => {
		const fake = new FakeDocker();
		const image = (tag: string, label: string) => ({ Id: tag, RepoTags: [tag], Labels: { 'vipdrill.image': label } });
		fake.images = [
			image('vipdrill/host:000000000001', 'host'),
			image('vipdrill/host:000000000002', 'host'),
			image('vipdrill/web:000000000001', 'web'),
			image('vipdrill/host:latest', 'host'),
			image('corp/host:000000000001', 'host'),
		];
		await removeOlder(fake.docker, 'host', 'vipdrill/host:000000000002');
		expect(fake.images.map(({ Id }) => Id)).to.deep.equal([
			'vipdrill/host:000000000002',
			'vipdrill/web:000000000001',
			'vipdrill/host:latest',
			'corp/host:000000000001',
		]);
	});
});
