import { join } from 'node:path';
import { messageOf } from '../base/errors.ts';
import { packageRoot } from '../base/paths.ts';
import { until } from '../base/until.ts';
import type { Engine } from '../labs/docker/engine/engine.ts';
import { runningEngines } from '../labs/docker/engine/running.ts';
import { type FoundLab, findLabs } from '../labs/docker/find-labs.ts';
import { requireSetup } from '../run/run-drills.ts';

/** Skips a suite, and says why, where the engine lacks what set-up makes, or `also` finds something else to be missing. In CI, where it must run, that is an error. */
export async function skipUnlessSetUp(suite: Mocha.Context, engine: Engine, also: () => void = () => {}): Promise<void> {
	try {
		await requireSetup(engine);
		also();
	} catch (error) {
		if (process.env.CI) throw error;
		console.log(`    skipped: ${messageOf(error)}`);
		suite.skip();
	}
}

/** Every lab on every engine that runs on this machine. */
export const runningLabs = async (): Promise<FoundLab[]> =>
	(await Promise.all((await runningEngines()).map(({ docker }) => findLabs(docker)))).flat();

/** Waits until some lab has its hosts. */
export async function untilMachines(options: { timeoutMs: number; intervalMs?: number }): Promise<void> {
	const look = async () => ((await runningLabs()).some((lab) => lab.machines.length >= 3) ? true : undefined);
	await until('a lab has machines', look, options);
}

/** A user's own drill, outside the project: a host stands still for so long. */
export const freezeFor = (
	lasts: string,
): string => `import { drill, every, freeze, host } from '${join(packageRoot, 'harness/index.ts')}';
export default drill('frozen', {
	event: 'A host stands still.',
	hypothesis: 'Somebody thaws it.',
	steady: '1s',
	faults: [{ at: '0s', inject: freeze(host('docker1')), lasts: '${lasts}' }],
	settle: '1s',
	load: { ratePerSecond: 10, keepAliveRatePerSecond: 0, timeout: '1s' },
	expect: [every('http.availability').atLeast(0, 'whatever')],
});
`;
