import { setup, setupNamed } from '../install/setup.ts';
import type { EngineChoice } from '../labs/docker/engine/choose.ts';
import { interruptible } from './ways-out.ts';

/** Installs and builds what a lab needs: here, or on the engines that are named. */
export async function run({ engine, engines }: { engine: EngineChoice; engines?: string[] }): Promise<void> {
	const options = { signal: interruptible(null), log: (line: string) => console.log(line) };
	await (engines ? setupNamed(engines, options) : setup({ ...options, engine }));
}
