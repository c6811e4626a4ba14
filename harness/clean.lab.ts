import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { stopPrivateEngine } from './labs/docker/engine/private.ts';
import { runningEngines } from './labs/docker/engine/running.ts';
import { openBaseEngine } from './labs/docker/engine/select.ts';
import { findLabs } from './labs/docker/find-labs.ts';
import { imageTag } from './labs/docker/images.ts';
import { packageRoot } from './paths.ts';
import { requireSetup } from './run/run-drills.ts';
import { runningLabs, untilMachines } from './testing.ts';
import { until } from './until.ts';

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
			HostConfig: { NetworkMode: 'none' },
		});
		await container.start();
		bystander = container.id;
		cablesBefore = await cables();
	});

	after(async () => {
		const engine = await openBaseEngine('auto');
		await engine.docker.getContainer(bystander).remove({ force: true });
		await engine.release();
		await stopPrivateEngine();
	});

	/** The engine's own end of every cable, where the engine shares this machine's network (the private one does). */
	const cables = async () => (await execa('ip', ['-brief', 'link', 'show', 'type', 'veth'])).stdout;
	const untilNoCable = () =>
		until('the cables are as before', async () => ((await cables()) === cablesBefore ? true : undefined), { timeoutMs: 3000 });

	const bystanderRuns = async () => {
		const [engine] = await runningEngines();
		return (await engine?.docker.getContainer(bystander).inspect())?.State.Running;
	};

	it('Ctrl-C removes the lab and exits 130', async () => {
		const run = vipdrill('run', 'kill-master', '--engine', provider, '--out', '/tmp/vipdrill-test-reports');
		await untilMachines({ timeoutMs: 60_000 });
		run.kill('SIGINT');
		const { exitCode, stderr } = await run;
		expect(exitCode, stderr).to.equal(130);
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
		if (engine.provider === 'private') await untilNoCable();
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
});
