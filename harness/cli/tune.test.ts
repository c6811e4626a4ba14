import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { packageRoot } from '../base/paths.ts';

const vipdrill = (...args: string[]) =>
	execa('node', [join(packageRoot, 'bin/vipdrill.js'), ...args], { cwd: packageRoot, reject: false });

describe('vipdrill tune', function () {
	this.timeout(120_000);

	it('writes the winner into the files, which then are what it would choose from', async () => {
		const dir = mkdtempSync(join(tmpdir(), 'vipdrill-tune-'));
		try {
			cpSync(join(packageRoot, 'fixtures/seed'), dir, { recursive: true });
			const asked = ['--slo', 'falseFailovers.perDay < 1e-6', '--slo', 'packets.perSecond < 4', '--loss', '0.1'];
			const done = await vipdrill('tune', dir, ...asked, '--fix', '--json');
			expect(done.exitCode, done.stderr).to.equal(0);
			const { winner, diff } = JSON.parse(done.stdout);
			expect(diff).to.have.length(3);
			const text = readFileSync(join(dir, 'keepalived/docker2.conf'), 'utf8');
			expect(text).to.include(`advert_int ${winner.settings.advert_int}`);
			expect(text).to.include(`down_timer_adverts ${winner.settings.down_timer_adverts}`);
			expect(done.stderr.match(/^wrote /gm)).to.have.length(3);
		} finally {
			rmSync(dir, { recursive: true });
		}
	});
	it('fails where no design meets every goal, and refuses what it cannot read', async () => {
		const none = await vipdrill(
			'tune',
			'fixtures/seed',
			'--slo',
			'falseFailovers.perDay < 1',
			'--slo',
			'packets.perSecond < 0.1',
		);
		expect([none.exitCode, none.stdout.includes('No design of the search meets every goal.')]).to.deep.equal([1, true]);
		const wrong = await vipdrill('tune', 'fixtures/seed', '--slo', 'takeover.p99 < 1s', '--latency', '1ms', '--jitter', '5ms');
		expect([wrong.exitCode, wrong.stdout]).to.deep.equal([3, '']);
		expect(wrong.stderr).to.include('--jitter');
	});
});
