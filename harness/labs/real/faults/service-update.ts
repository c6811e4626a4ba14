import { until } from '../../../base/until.ts';
import type { Fault } from '../../../scenario/fault.ts';
import { sh } from '../shell.ts';
import { swarmServiceName } from '../swarm.ts';
import { type FaultDriver, fireScript, type Nothing } from './driver.ts';
import { onManager, someManager } from './swarm-command.ts';

/** Of a rolling update, task after task; the orchestrator watches each for 5 s (swarmkit's default monitor period). */
const UPDATED_WITHIN_MS = 120_000;

/** The rolling update ends by itself; the undo waits for that. */
export const serviceUpdate: FaultDriver<Extract<Fault, { kind: 'service-update' }>, Nothing> = {
	async prepare(world) {
		const script = sh`docker service update --force --detach --quiet ${swarmServiceName(world.lab)}`;
		return { memo: {}, fire: await fireScript(world, [await someManager(world)], script) };
	},
	async undo(world) {
		const inspect = ['service', 'inspect', '--format', '{{with .UpdateStatus}}{{.State}}{{end}}', swarmServiceName(world.lab)];
		const isOver = async () => (['completed', ''].includes((await onManager(world, inspect)).trim()) ? true : undefined);
		await until('the service update is complete', isOver, { timeoutMs: UPDATED_WITHIN_MS, intervalMs: 500 });
	},
};
