import { packageRoot } from '../base/paths.ts';
import { DockerLab } from '../labs/docker/docker-lab.ts';
import type { ChosenEngine } from '../labs/docker/engine/select.ts';
import { follow, imageTag } from '../labs/docker/images.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { type SwarmApi, swarmApi } from '../on-swarm/swarm-api.ts';

/** The image of the lab's client has Node, and there is no registry in the lab. */
export const NODE_IN_LAB = imageTag('client');

/** A lab whose three-node swarm simulates: each node has the image, and `docker1` is the manager that is asked. */
export async function swarmLab(engine: ChosenEngine, signal: AbortSignal): Promise<{ lab: DockerLab; api: SwarmApi }> {
	const spec = await loadCluster(`${packageRoot}/fixtures/seed`);
	const lab = await DockerLab.start({ engine, spec, signal, renderer: 'silent' });
	try {
		const machines = lab.world.lab;
		// One after another: the way into the machines holds half a gigabyte at most.
		for (const { name } of spec.hosts) {
			const inner = machines.inner(name);
			await follow(inner, await inner.loadImage(await engine.docker.getImage(NODE_IN_LAB).get()), () => {});
		}
		return { lab, api: swarmApi(machines.inner('docker1')) };
	} catch (error) {
		await lab[Symbol.asyncDispose]();
		throw error;
	}
}
