import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { packageRoot } from '../base/paths.ts';
import { openBaseEngine } from '../labs/docker/engine/select.ts';
import { umlProblems } from '../labs/docker/engine/uml.ts';
import { untilMachines } from './testing.ts';

/** Runs the real command line with the real guest; needs `npm run setup -- --engine uml`, which `npm run setup` does where the kernel lacks ip_vs. */
const vipdrill = (...args: string[]) =>
	execa(process.execPath, [join(packageRoot, 'bin/vipdrill.js'), ...args], { reject: false, env: { NO_COLOR: '1' } });

const guestProcesses = () =>
	readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name))
		.filter((pid) => {
			try {
				return readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('linux.uml');
			} catch {
				return false;
			}
		});
const taps = async () =>
	(await execa('ip', ['-brief', 'link', 'show'])).stdout.split('\n').filter((line) => line.startsWith('tap'));
const mounts = () =>
	readFileSync('/proc/self/mounts', 'utf8')
		.split('\n')
		.filter((line) => line.includes('vipdrill'));
const sockets = () => readdirSync(tmpdir()).filter((name) => name.startsWith('vipdrill-socket-'));

describe('the guest', function () {
	this.timeout(240_000);

	before(async function () {
		const base = await openBaseEngine('uml');
		const problems = await umlProblems(base);
		await base.release();
		if (problems.length === 0) return;
		if (process.env.CI) throw new Error(problems.join('\n'));
		console.log(`    skipped: ${problems.join('; ')}`);
		this.skip();
	});

	it('is what doctor says', async () => {
		const { stdout, exitCode } = await vipdrill('doctor', '--json');
		const { choices } = JSON.parse(stdout) as { choices: { choice: string; provider: string; publishMode: string }[] };
		expect(exitCode).to.equal(0);
		expect(choices.find(({ choice }) => choice === 'uml')).to.include({ provider: 'uml', publishMode: 'ingress' });
		expect(choices.find(({ choice }) => choice === 'auto')).to.include({ publishMode: 'ingress' });
	});

	it('is gone after a SIGKILL of the harness and a clean, with its processes, tap device, mounts and sockets', async () => {
		const before = { taps: await taps(), mounts: mounts() };
		const run = vipdrill('run', 'kill-master', '--engine', 'uml', '--out', '/tmp/vipdrill-test-reports');
		await untilMachines({ timeoutMs: 120_000, intervalMs: 1000 });
		expect(guestProcesses()).to.not.deep.equal([]);
		run.kill('SIGKILL');
		await run;
		const { exitCode, stdout } = await vipdrill('clean');
		expect(exitCode, stdout).to.equal(0);
		expect(guestProcesses()).to.deep.equal([]);
		expect(await taps()).to.deep.equal(before.taps);
		expect(mounts()).to.deep.equal(before.mounts);
		expect(sockets().filter((name) => !name.includes(`-${process.pid}-`))).to.deep.equal([]);
	});
});
