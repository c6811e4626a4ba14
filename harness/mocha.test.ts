import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { packageRoot } from './base/paths.ts';

describe('mocha, of scenario files', function () {
	this.timeout(120_000);
	let dir: string;
	before(() => {
		dir = mkdtempSync(join(tmpdir(), 'vipdrill-mocha-'));
	});
	after(() => rmSync(dir, { recursive: true }));
	const mocha = (file: string, env: Record<string, string> = {}, ...args: string[]) =>
		execa('node', ['node_modules/mocha/bin/mocha.js', '--no-color', ...args, file], {
			cwd: packageRoot,
			reject: false,
			env: { VIPDRILL_LAB: 'sim', VIPDRILL_TRIALS: '1', VIPDRILL_SEED: '7', VIPDRILL_REPORTS: join(dir, 'reports'), ...env },
		});
	const write = (name: string, text: string) => {
		writeFileSync(join(dir, name), text);
		return join(dir, name);
	};
	const scenario = (name: string) => `import { drill } from ${JSON.stringify(join(packageRoot, 'harness/index.ts'))};
export default drill('${name}', {
	event: 'x', hypothesis: 'y', steady: '1s', settle: '1s', observe: '1s', faults: [], expect: [],
	load: { ratePerSecond: 1, keepAliveRatePerSecond: 0, timeout: '1s' },
});`;

	it('runs a drill that ships in the simulator, with a test for each expectation and invariant', async () => {
		const { stdout } = await mocha('scenarios/kill-master.scenario.ts');
		expect(stdout).to.include('trial 1: ').and.to.include('published in ingress mode, through a model of the routing mesh');
		expect(stdout).to.include('✔ the takeover takes as long as VRRP’s timers say');
		expect(stdout).to.match(/✔ every trial is measured/);
		expect(readdirSync(join(dir, 'reports')), 'the run is kept where that is asked for').to.have.length(1);
	});
	for (const type of ['module', 'commonjs'])
		it(`reads a file of a package of type ${type}`, async () => {
			write('package.json', JSON.stringify({ type }));
			const { stdout, exitCode } = await mocha(write(`of-${type}.scenario.ts`, scenario(`of-${type}`)), {}, '--dry-run');
			expect(stdout).to.include(`drill of-${type}: x`).and.to.include('6 passing');
			expect(exitCode).to.equal(0);
		});
	it('refuses a file that exports no drill, and leaves test files alone', async () => {
		const silent = await mocha(write('silent.scenario.mts', scenario('silent').replace('export default ', '')));
		expect(silent.exitCode).not.to.equal(0);
		expect(silent.stderr + silent.stdout).to.include('it exports no drill. Export what drill() returns');
		const test = await mocha(write('some.test.mts', "export const x = 1;\nit('is a test', () => {});\n"));
		expect(test.stdout).to.include('1 passing');
	});
	it('skips a drill that the cluster has nothing for, with the reason; with CI set it fails', async () => {
		const { stdout, exitCode } = await mocha('scenarios/kill-other-master.scenario.ts', { CI: '' });
		expect(stdout)
			.to.include('skipped: seed has one floating IP')
			.and.to.match(/ pending/);
		expect(exitCode).to.equal(0);
		const inCi = await mocha('scenarios/kill-other-master.scenario.ts', { CI: '1' });
		expect(inCi.stdout).to.include('seed has one floating IP');
		expect(inCi.exitCode).not.to.equal(0);
	});
	it('refuses a lab that there is not', async () => {
		const { stdout, exitCode } = await mocha('scenarios/kill-master.scenario.ts', { VIPDRILL_LAB: 'cloud' });
		expect(exitCode).not.to.equal(0);
		expect(stdout).to.include('VIPDRILL_LAB: there is no such lab (got "cloud"). Use docker or sim.');
	});
});
