import { providers } from '../labs/docker/engine/providers/all.ts';
import { runningEngines } from '../labs/docker/engine/running.ts';
import { findLabs } from '../labs/docker/find-labs.ts';
import { describeOwner } from '../labs/docker/owner.ts';
import { statusJson } from '../report/status-schema.ts';

/** Prints the engines and labs that run. */
export async function run({ json }: { json?: boolean }): Promise<void> {
	const looked = providers.named.look();
	const [running, noted] = await Promise.all([runningEngines(providers, looked), looked]);
	const engines = await Promise.all(
		running.map(async ({ provider, dockerHost, docker }) => ({
			provider,
			dockerHost,
			labs: (await findLabs(docker)).map(({ id, cluster, owner, machines }) => ({
				id,
				cluster,
				owner: describeOwner(owner),
				machines,
			})),
		})),
	);
	if (json) {
		process.stdout.write(statusJson(engines));
		return;
	}
	if (engines.length === 0) console.log('no engine is running');
	for (const { endpoint, engine } of noted)
		if (!engine)
			console.log(`engine ${endpoint.name} at ${endpoint.dockerHost} does not answer, and may hold what a run has left`);
	for (const { provider, dockerHost, labs } of engines) {
		console.log(`${provider} engine at ${dockerHost}: ${labs.length === 0 ? 'no lab' : ''}`);
		for (const lab of labs) {
			console.log(`  lab ${lab.id} of ${lab.cluster ?? 'an unknown cluster'}, ${lab.owner}`);
			for (const { name, role, state } of lab.machines) console.log(`    ${name.padEnd(16)} ${role.padEnd(7)} ${state}`);
		}
	}
}
