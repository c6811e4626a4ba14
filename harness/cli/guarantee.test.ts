import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { packageRoot } from '../base/paths.ts';

const guarantee = (...args: string[]) =>
	execa('node', [join(packageRoot, 'bin/vipdrill.js'), 'guarantee', ...args], { cwd: packageRoot, reject: false });

describe('vipdrill guarantee', function () {
	this.timeout(120_000);

	it('prints theory and a few simulated trials, the same for the same seed', async () => {
		const [one, other] = await Promise.all([1, 2].map(() => guarantee('fixtures/seed', '-n', '2', '--json')));
		expect([one?.exitCode, one?.stderr]).to.deep.equal([0, '']);
		expect(one?.stdout).to.equal(other?.stdout);
		const { classes, simulated } = JSON.parse(one?.stdout ?? '');
		expect(simulated).to.deep.include({ trials: 2, seed: 'guarantee' });
		expect(classes.map(({ simulation }: { simulation: { trials: number } }) => simulation.trials)).to.deep.equal(
			Array(11).fill(2),
		);
		expect(classes[0].command).to.equal('vipdrill run kill-master --cluster fixtures/seed');
	});
	it('fails where a required class is never, and only then', async () => {
		const failed = await guarantee('fixtures/seed', '--theory', '--require', 'power-loss,dockerd-stops');
		expect([failed.exitCode, failed.stderr]).to.deep.equal([1, 'required, but never: dockerd stops in order']);
		expect(failed.stdout).to.include('Nothing was simulated.');
		expect((await guarantee('fixtures/hardened', '--theory', '--require', 'power-loss,dockerd-stops')).exitCode).to.equal(0);
		expect((await guarantee('fixtures/seed', '--theory')).exitCode).to.equal(0);
		expect((await guarantee('fixtures/hardened', '--theory', '--require', 'all')).stderr).to.equal(
			'required, but never: one-way loss',
		);
	});
	it('writes a card into a file', async () => {
		const dir = mkdtempSync(join(tmpdir(), 'vipdrill-guarantee-'));
		try {
			const out = join(dir, 'card.svg');
			const { stdout, exitCode } = await guarantee('fixtures/seed', '--theory', '--format', 'card-svg', '--out', out);
			expect([stdout, exitCode]).to.deep.equal(['', 0]);
			expect(readFileSync(out, 'utf8').startsWith('<svg ')).to.equal(true);
		} finally {
			rmSync(dir, { recursive: true });
		}
	});
	it('refuses a folder that is none, and a class that is none', async () => {
		const none = await guarantee('/nowhere');
		expect([none.exitCode, none.stdout]).to.deep.equal([3, '']);
		expect(none.stderr).to.include('there is no such folder');
		const meant = await guarantee('fixtures/seed', '--theory', '--require', 'power-los');
		expect([meant.exitCode, meant.stderr.includes('Did you mean power-loss')]).to.deep.equal([3, true]);
	});
});
