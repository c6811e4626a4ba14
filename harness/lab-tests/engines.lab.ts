import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { packageRoot, stateDir } from '../base/paths.ts';
import { until } from '../base/until.ts';
import { connect } from '../labs/docker/engine/engine.ts';
import { writeContext } from '../labs/docker/engine/named/testing.ts';
import { openBaseEngine } from '../labs/docker/engine/select.ts';
import { findLabs } from '../labs/docker/find-labs.ts';
import { readRun } from '../run/read-run.ts';
import { freezeFor, skipUnlessSetUp } from './testing.ts';
import { type TwinEngine, twinEngine } from './twin-engine.ts';

/** Two engines of one machine, each reached by a docker context as a user's would be: what is shown is function, for they share its processors. */
describe('a run on several engines', function () {
	this.timeout(300_000);
	let folder: string;
	let a: TwinEngine;
	let b: TwinEngine;
	const twins: TwinEngine[] = [];

	before(async function (this: Mocha.Context) {
		const engine = await openBaseEngine('private');
		try {
			await skipUnlessSetUp(this, engine, () => {
				if (!existsSync(join(stateDir, 'engine/image/overlay2'))) throw new Error('the engine does not keep images by overlay2');
			});
		} finally {
			await engine.release();
		}
		folder = mkdtempSync(join(dirname(stateDir), '.vipdrill-engines-'));
		for (const name of ['a', 'b']) {
			const state = join(folder, name);
			mkdirSync(state);
			twins.push(await twinEngine(state));
		}
		[a, b] = twins as [TwinEngine, TwinEngine];
		writeContext(join(folder, 'docker'), 'lab-a', a.dockerHost);
		writeContext(join(folder, 'docker'), 'lab-b', b.dockerHost);
		writeFileSync(join(folder, 'freeze.scenario.mts'), freezeFor('5s'));
	});

	after(async () => {
		for (const twin of twins) await twin.remove();
		if (folder) rmSync(folder, { recursive: true, force: true });
	});

	const vipdrill = (...args: string[]) =>
		execa('node', [join(packageRoot, 'bin/vipdrill.js'), ...args], {
			...{ reject: false, cleanup: false, timeout: 280_000 },
			env: { DOCKER_CONFIG: join(folder, 'docker'), VIPDRILL_STATE: join(folder, 'run') },
		});
	const labsOn = async ({ dockerHost }: TwinEngine) => (await findLabs(connect(dockerHost))).map(({ id }) => id);

	it('goes on without one that is killed, whose trial is run on the other', async () => {
		const reports = join(folder, 'reports');
		const run = vipdrill(
			...['run', join(folder, 'freeze.scenario.mts'), '--trials', '3', '--engines', 'lab-a,lab-b', '--out', reports],
		);
		let said = '';
		run.stdout?.on('data', (chunk) => {
			said += chunk;
		});
		let isOver = false;
		void run.then(() => {
			isOver = true;
		});
		const isAtWork = async () => isOver || /on lab-b: frozen, trial \d of 3: freeze/.test(said) || undefined;
		await until('the second engine is in the middle of a trial', isAtWork, { timeoutMs: 180_000, intervalMs: 50 });
		expect(isOver, said).to.equal(false);
		const known = await vipdrill('status');
		b.kill();
		const { exitCode, stderr, stdout } = await run;
		expect(known.stdout).to.include(a.dockerHost).and.to.include(b.dockerHost).and.to.include('PID');
		expect(stdout).to.match(/engine lab-b is lost: .*; the trial is run again/);
		const [name = ''] = readdirSync(reports);
		const report = await readRun(join(reports, name));
		expect(report.drills[0]?.failedTrials, stdout).to.deep.equal([]);
		expect(report.drills[0]?.trials.map(({ trial }) => trial)).to.deep.equal([1, 2, 3]);
		expect(report.drills[0]?.trials.filter(({ engine }) => engine === 'lab-a').length).to.be.within(2, 3);
		expect(report.environment.engines?.map(({ name: called, lost }) => [called, lost !== undefined])).to.deep.equal([
			['lab-a', false],
			['lab-b', true],
		]);
		// What the killed engine may still hold is told.
		expect(exitCode, stderr).to.equal(4);
		expect(stderr).to.match(/what is left on engine lab-b can't be removed/);
		expect(await labsOn(a)).to.deep.equal([]);
	});

	it('is cleaned up after, once the engine is back', async () => {
		expect((await vipdrill('status')).stdout).to.include('does not answer, and may hold what a run has left');
		expect((await vipdrill('clean')).exitCode).to.equal(4);
		await b.start();
		const { exitCode, stdout, stderr } = await vipdrill('clean');
		expect(exitCode, stdout + stderr).to.equal(0);
		expect([await labsOn(a), await labsOn(b)]).to.deep.equal([[], []]);
		expect(readdirSync(join(folder, 'run/engines'))).to.deep.equal([]);
	});

	it('leaves nothing on any where it is interrupted', async () => {
		const run = vipdrill(
			...['run', join(folder, 'freeze.scenario.mts'), '--engines', 'lab-a,lab-b', '--out', join(folder, 'reports-2')],
		);
		const bothHaveHosts = async () => {
			const labs = (await Promise.all(twins.map(({ dockerHost }) => findLabs(connect(dockerHost))))).flat();
			return (labs.length === 2 && labs.every(({ machines }) => machines.length > 2)) || undefined;
		};
		await until('both engines have hosts', bothHaveHosts, { timeoutMs: 120_000, intervalMs: 100 });
		run.kill('SIGINT');
		const { exitCode, stderr } = await run;
		expect(exitCode, stderr).to.equal(130);
		expect([await labsOn(a), await labsOn(b)]).to.deep.equal([[], []]);
		expect(readdirSync(join(folder, 'run/engines'))).to.deep.equal([]);
	});
});
