import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { packageRoot } from '../base/paths.ts';
import { readFolder } from './read-folder.ts';

describe('readFolder', () => {
	let dir: string;
	beforeEach(() => {
		dir = mkdtempSync(join(tmpdir(), 'vipdrill-folder-'));
	});
	afterEach(() => rmSync(dir, { recursive: true }));

	it('takes of a cluster folder what its cluster.yaml names, and no more', () => {
		const files = readFolder(join(packageRoot, 'fixtures/seed'));
		const confs = ['docker1', 'docker2', 'docker3'].map((host) => `keepalived/${host}.conf`);
		expect(Object.keys(files).sort()).to.deep.equal(['cluster.yaml', ...confs, 'stack.yml']);
	});
	it('takes in what a cluster.yaml names outside of its folder', () => {
		const files = readFolder(join(packageRoot, 'fixtures/seed-as-published'));
		expect(Object.keys(files)).to.include('keepalived/docker1.conf').and.to.include('stack.yml');
		expect(files['cluster.yaml']).to.include('keepalived: keepalived/docker1.conf').and.not.to.include(': ../seed');
	});
	it('takes every text of another folder, or of one whose cluster.yaml has mistakes; nothing hidden, long or binary', () => {
		mkdirSync(join(dir, '.git'));
		mkdirSync(join(dir, 'a/b'), { recursive: true });
		const put = (path: string, content: string | Buffer) => writeFileSync(join(dir, path), content);
		put('.git/config', 'x');
		put('cluster.yaml', 'name: 1\n');
		put('a/b/keepalived.conf', 'one');
		put('long', 'x'.repeat(256 * 1024 + 1));
		put('binary', Buffer.from([1, 0, 2]));
		expect(readFolder(dir)).to.deep.equal({ 'a/b/keepalived.conf': 'one', 'cluster.yaml': 'name: 1\n' });
	});
});
