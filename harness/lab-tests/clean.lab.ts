import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { packageRoot } from '../base/paths.ts';
import { until } from '../base/until.ts';
import { execIn } from '../labs/docker/engine/exec.ts';
import { stopPrivateEngine } from '../labs/docker/engine/private.ts';
import { runningEngines } from '../labs/docker/engine/running.ts';
import { openBaseEngine } from '../labs/docker/engine/select.ts';
import { findLabs } from '../labs/docker/find-labs.ts';
import { imageTag } from '../labs/docker/images.ts';
import { requireSetup } from '../run/run-drills.ts';
import { freezeFor, runningLabs, untilMachines } from './testing.ts';

const vipdrill = (...args: string[]) =>
	execa('node', [join(packageRoot, 'bin/vipdrill.js'), ...args], { reject: false, cleanup: false });

/** Real hosts: these tests need an engine and the lab images (`npm run setup`). */
describe('clean-up on real hosts', function () {
	this.timeout(120_000);
	let bystander: string;
	let cablesBefore: string;
	/** The engine below any guest: there a clean-up takes everything of vipdrill's, and has to leave the bystander. */
	let provider: string;

	before(async () => {
		const engine = await openBaseEngine('auto');
		await requireSetup(engine);
		provider = engine.provider;
		const container = await engine.docker.createContainer({
			Image: imageTag('client'),
			Cmd: ['sleep', '600'],
			// Its network is the engine's.
			HostConfig: { NetworkMode: 'host' },
		});
		await container.start();
		bystander = container.id;
		cablesBefore = await cables();
	});

	after(async () => {
		const engine = await openBaseEngine('auto');
		await engine.docker.getContainer(bystander).remove({ force: true });
		await engine.release();
		await stopPrivateEngine({ force: true });
	});

	const engineBelow = async () => {
		const [engine] = await runningEngines();
		if (!engine) throw new Error('no engine runs');
		return engine;
	};
	/** The engine's own end of every cable. */
	const cables = async () => execIn((await engineBelow()).docker, bystander, ['ip', '-brief', 'link', 'show', 'type', 'veth']);
	const untilNoCable = () =>
		until('the cables are as before', async () => ((await cables()) === cablesBefore ? true : undefined), { timeoutMs: 3000 });

	const bystanderRuns = async () => (await (await engineBelow()).docker.getContainer(bystander).inspect()).State.Running;

	it('Ctrl-C removes the lab and exits 130', async () => {
		const run = vipdrill('run', 'kill-master', '--engine', provider, '--out', '/tmp/vipdrill-test-reports');
		await untilMachines({ timeoutMs: 60_000 });
		run.kill('SIGINT');
		const { exitCode, stderr } = await run;
		expect(exitCode, stderr).to.equal(130);
		expect(await runningLabs()).to.deep.equal([]);
		await untilNoCable();
		expect(await bystanderRuns()).to.equal(true);
	});

	for (const [what, exitCode, end] of [
		['a reader that leaves, as head -1 does,', 141, (run: ReturnType<typeof vipdrill>) => run.stdout?.destroy()],
		['a hang-up', 129, (run: ReturnType<typeof vipdrill>) => run.kill('SIGHUP')],
	] as const)
		it(`${what} removes the lab and exits ${exitCode}`, async () => {
			const run = vipdrill('run', 'kill-master', '--engine', provider, '--out', '/tmp/vipdrill-test-reports');
			await untilMachines({ timeoutMs: 60_000 });
			end(run);
			const result = await run;
			expect(result.exitCode, result.stderr).to.equal(exitCode);
			expect(result.stderr).to.include('the lab was removed');
			expect(await runningLabs()).to.deep.equal([]);
			if ((await runningEngines())[0]?.provider === 'private') await untilNoCable();
			expect(await bystanderRuns()).to.equal(true);
		});

	it('a SIGKILL leaves a lab, which clean removes, and nothing else', async () => {
		const run = vipdrill('run', 'kill-master', '--engine', provider, '--out', '/tmp/vipdrill-test-reports');
		await untilMachines({ timeoutMs: 60_000 });
		run.kill('SIGKILL');
		await run;
		expect((await runningLabs()).length, 'labs left by the kill').to.equal(1);
		const { exitCode, stdout } = await vipdrill('clean');
		expect(exitCode, stdout).to.equal(0);
		const engine = await openBaseEngine('auto');
		expect(await findLabs(engine.docker)).to.deep.equal([]);
		await untilNoCable();
		const networks = await engine.docker.listNetworks();
		// The guest's disk is set-up's, not a lab's.
		const volumes = (await engine.docker.listVolumes()).Volumes.filter(({ Name }) => !Name.startsWith('vipdrill-disk-'));
		expect(
			[...networks.map((n) => n.Name), ...volumes.map((v) => v.Name)].filter((name) => name.startsWith('vipdrill')),
		).to.deep.equal([]);
		expect(await bystanderRuns()).to.equal(true);
		const { stdout: mounts } = await execa('cat', ['/proc/self/mounts']);
		expect(mounts.split('\n').filter((line) => line.includes('vipdrill') && line.includes('/rootfs/'))).to.deep.equal([]);
	});

	it('a SIGKILL leaves a fault, which clean --undo undoes without removing the lab', async () => {
		const folder = await mkdtemp(join(tmpdir(), 'vipdrill-undo-'));
		const scenario = join(folder, 'freeze.scenario.mts');
		await writeFile(scenario, freezeFor('5m'));
		const run = vipdrill('run', scenario, '--engine', provider, '--trials', '1', '--out', join(folder, 'reports'));
		const engine = await openBaseEngine('auto');
		const isFrozen = async () => {
			const machines = (await findLabs(engine.docker))[0]?.machines ?? [];
			const [host, beside] = ['docker1', 'engine-side'].map(
				(name) => machines.find((machine) => machine.name === name)?.container,
			);
			if (!host || !beside) return null;
			const pid = (await engine.docker.getContainer(host).inspect()).State.Pid;
			const files = ['freezer/freezer.state', 'cgroup.freeze'].map((file) => `/proc/${pid}/root/sys/fs/cgroup/${file}`);
			const text = await execIn(engine.docker, beside, ['sh', '-c', 'cat "$@" 2> /dev/null; true', 'sh', ...files]);
			return /FROZEN|1/.test(text);
		};
		await until('docker1 is frozen', async () => (await isFrozen()) || undefined, { timeoutMs: 60_000 });
		run.kill('SIGKILL');
		await run;
		expect(await isFrozen(), 'the fault outlives the harness').to.equal(true);
		const undone = await vipdrill('clean', '--undo');
		expect(undone.stdout, undone.stderr).to.match(/undid freeze on docker1/);
		expect(await isFrozen()).to.equal(false);
		expect((await vipdrill('clean', '--undo')).stdout).to.match(/no fault is in effect/);
		const { exitCode, stdout } = await vipdrill('clean');
		expect(exitCode, stdout).to.equal(0);
		await rm(folder, { recursive: true });
	});
});
