import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { packageRoot } from '../base/paths.ts';

const diff = (...args: string[]) =>
	execa('node', [join(packageRoot, 'bin/vipdrill.js'), 'diff', ...args], { cwd: packageRoot, reject: false });

describe('vipdrill diff', function () {
	this.timeout(120_000);

	it('passes where nothing, or nothing for the worse, differs', async () => {
		const same = await diff('fixtures/seed', 'fixtures/seed');
		expect([same.exitCode, same.stdout]).to.deep.equal([0, 'fixtures/seed → fixtures/seed: no difference.']);
		const better = await diff('fixtures/seed', 'fixtures/hardened', '--json');
		expect([better.exitCode, JSON.parse(better.stdout).verdict]).to.deep.equal([0, 'better']);
	});
	it('fails where a guarantee gets worse', async () => {
		const worse = await diff('fixtures/hardened', 'fixtures/fast', '--format', 'markdown');
		expect([worse.exitCode, worse.stderr]).to.deep.equal([1, '']);
		expect(worse.stdout).to.match(/\| freeze of 1 s .*\*\*worse\*\*/);
	});
	it('refuses a folder that is none', async () => {
		const none = await diff('fixtures/seed', '/nowhere');
		expect([none.exitCode, none.stdout, none.stderr.includes('there is no such folder')]).to.deep.equal([3, '', true]);
	});
});
