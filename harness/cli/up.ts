import { DockerLab } from '../labs/docker/docker-lab.ts';
import { choiceSentence, type EngineChoice } from '../labs/docker/engine/choose.ts';
import { openEngine } from '../labs/docker/engine/select.ts';
import { thisOwner } from '../labs/docker/owner.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { publishSentence } from '../report/wording.ts';
import { requireSetup } from '../run/run-drills.ts';
import { interruptible } from './ways-out.ts';

/** Brings a cluster up and leaves it running. */
export async function run(flags: { cluster: string; engine: EngineChoice }): Promise<void> {
	const spec = await loadCluster(flags.cluster);
	const signal = interruptible('the lab');
	const engine = await openEngine(flags.engine, signal);
	try {
		await requireSetup(engine);
		console.log(choiceSentence(engine.choice));
		const renderer = process.stdout.isTTY ? 'default' : 'simple';
		const lab = await DockerLab.start({ engine, spec, signal, renderer, owner: thisOwner(true) });
		await lab.detach();
		console.log(
			`${spec.name} serves http://${spec.vip}:${spec.service.port}${spec.service.path} to its own segment, ${publishSentence(lab.environment)}.`,
		);
		console.log(
			`Look inside with \`vipdrill shell ${spec.hosts[0]?.name}\` or \`vipdrill shell client\`; end it with \`vipdrill down\`.`,
		);
	} catch (error) {
		await engine.release();
		throw error;
	}
}
