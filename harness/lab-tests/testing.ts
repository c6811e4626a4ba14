import { until } from '../base/until.ts';
import { runningEngines } from '../labs/docker/engine/running.ts';
import { type FoundLab, findLabs } from '../labs/docker/find-labs.ts';

/** Every lab on every engine that runs on this machine. */
export const runningLabs = async (): Promise<FoundLab[]> =>
	(await Promise.all((await runningEngines()).map(({ docker }) => findLabs(docker)))).flat();

/** Waits until some lab has its hosts. */
export async function untilMachines(options: { timeoutMs: number; intervalMs?: number }): Promise<void> {
	const look = async () => ((await runningLabs()).some((lab) => lab.machines.length >= 3) ? true : undefined);
	await until('a lab has machines', look, options);
}
