import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'chai';
import { packageRoot } from '../base/paths.ts';
import type { Summary } from './compare.ts';

/** keepalived itself is asked: it must be installed, and the tests run as root. */
describe('what keepalived -t says', function () {
	this.timeout(300_000);
	let summary: Summary;

	before(function () {
		const why = whyNot();
		if (why !== null) {
			if (process.env.CI) throw new Error(why);
			console.log(`skipped: ${why}`);
			this.skip();
		}
		const oracle = join(packageRoot, 'harness/keepalived-oracle/oracle.ts');
		const asked = spawnSync(process.execPath, ['--import', 'tsx', oracle, '--count', '400', '--json'], { encoding: 'utf8' });
		expect(asked.stderr).to.equal('');
		summary = JSON.parse(asked.stdout) as Summary;
	});
	it('is what vipdrill says of whole configurations, made ones and varied ones', () => {
		expect(summary.lines.slice(0, 30).join('\n'), 'disagreements').to.include('0 differ, and nobody knows why');
		expect(summary.files).to.equal(400);
		expect(summary.byKind.real?.agree).to.equal(summary.byKind.real?.files);
	});
	it('differs for few of them', () => {
		const explained = Object.values(summary.explained).reduce((sum, count) => sum + count, 0);
		expect(explained).to.be.below(12);
	});
});

function whyNot(): string | null {
	if (process.getuid?.() !== 0) return 'the oracle needs root';
	if (spawnSync('keepalived', ['--version']).error) return 'keepalived is missing; install it with apt-get install keepalived';
	return spawnSync('unshare', ['--net', '--mount', 'true']).status === 0 ? null : 'this machine allows no namespaces';
}
